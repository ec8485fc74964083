"""Client checks that report the mock's notices by their codes, never by their wording."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache

from mockwright.contracts.client.facts import WARNINGS
from mockwright.contracts.engine.findings import Check, Finding, Trial, Wrong
from mockwright.mock_server.request.notices import MEANINGS, Meaning
from mockwright.mock_server.vendors.registry import find_vendors


def _find_without_effect(trial: Trial) -> Iterator[Finding]:
    return _find(trial, WITHOUT_EFFECT, "an effective value", "an ignored value")


def _find_assumed_defaults(trial: Trial) -> Iterator[Finding]:
    return _find(trial, ASSUMED_DEFAULT, "a value", "nothing")


def _find_shared_ids(trial: Trial) -> Iterator[Finding]:
    return _find(trial, SHARED_ID, "a unique id", "the id of the other person")


def _find(trial: Trial, check: Check, expected: str, received: str) -> Iterator[Finding]:
    """A finding for each notice whose code belongs to the check."""
    for notice in trial.facts.get(WARNINGS, ()):
        if meanings().get(notice["code"]) == check.id:
            wrong = Wrong(_where(notice["pointer"]), expected, received, notice["message"])
            found = check.find(trial, wrong, "warning")
            yield replace(found, assumption=notice.get("ruling"))


def _where(pointer: str | None) -> str:
    """The location in the notation of violations: `body #/language`, `query parameter page`."""
    if pointer is None:
        return "request"
    if pointer.startswith("#"):
        return f"body {pointer}"
    location, _, name = pointer.partition(":")
    return f"{location} parameter {name}"


WITHOUT_EFFECT = Check(
    id="without-effect",
    title="A part of the request has no effect",
    advice="Omit it, or send what it depends on.",
    judge=_find_without_effect,
)
ASSUMED_DEFAULT = Check(
    id="assumed-default",
    title="A value is missing and a default was assumed",
    advice="Send the value explicitly.",
    judge=_find_assumed_defaults,
)
SHARED_ID = Check(
    id="shared-id",
    title="Two people in one request have the same id",
    advice="Give each person a unique id.",
    judge=_find_shared_ids,
)
NOTICE_CHECKS = (WITHOUT_EFFECT, ASSUMED_DEFAULT, SHARED_ID)


@cache
def meanings() -> Mapping[str, Meaning | None]:
    """The meaning of every notice code of the engine and the installed vendors, by code."""
    return {str(code): m for code, m in (*MEANINGS.items(), *find_vendors().notices.items())}
