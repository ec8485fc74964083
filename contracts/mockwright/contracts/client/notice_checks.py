"""Checks of a client by what the mock noticed: the code of a notice decides, never its wording."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache

from mockwright.contracts.client.facts import WARNINGS
from mockwright.contracts.engine.findings import Check, Finding, Trial, Wrong
from mockwright.mock_server.request.notices import MEANINGS, Meaning
from mockwright.mock_server.vendors.registry import find_vendors


def _find_without_effect(trial: Trial) -> Iterator[Finding]:
    return _find(trial, WITHOUT_EFFECT, "something that has an effect", "something that is ignored")


def _find_assumed_defaults(trial: Trial) -> Iterator[Finding]:
    return _find(trial, ASSUMED_DEFAULT, "a value", "nothing")


def _find_shared_ids(trial: Trial) -> Iterator[Finding]:
    return _find(trial, SHARED_ID, "an id of its own", "the id of the other person")


def _find(trial: Trial, check: Check, expected: str, received: str) -> Iterator[Finding]:
    """A finding for each notice whose code belongs to the check."""
    for notice in trial.facts.get(WARNINGS, ()):
        if meanings().get(notice["code"]) == check.id:
            wrong = Wrong(_where(notice["pointer"]), expected, received, notice["message"])
            found = check.find(trial, wrong, "warning")
            yield replace(found, assumption=notice.get("ruling"))


def _where(pointer: str | None) -> str:
    """Where it is, as violations say it: `body #/language`, or `query parameter page`."""
    if pointer is None:
        return "request"
    if pointer.startswith("#"):
        return f"body {pointer}"
    location, _, name = pointer.partition(":")
    return f"{location} parameter {name}"


WITHOUT_EFFECT = Check(
    id="without-effect",
    title="Something in the request has no effect",
    advice="Leave it out, or send what it depends on.",
    judge=_find_without_effect,
)
ASSUMED_DEFAULT = Check(
    id="assumed-default",
    title="Something was left out and a default was assumed",
    advice="Send it, so that nothing has to be assumed.",
    judge=_find_assumed_defaults,
)
SHARED_ID = Check(
    id="shared-id",
    title="Two people of one request have the same id",
    advice="Give each person an id of their own.",
    judge=_find_shared_ids,
)
NOTICE_CHECKS = (WITHOUT_EFFECT, ASSUMED_DEFAULT, SHARED_ID)


@cache
def meanings() -> Mapping[str, Meaning | None]:
    """What every code of the engine and of the installed vendors means for a client."""
    return {str(code): m for code, m in (*MEANINGS.items(), *find_vendors().notices.items())}
