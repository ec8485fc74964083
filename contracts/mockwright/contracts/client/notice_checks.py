"""Checks of a client by what the mock noticed: the code of a notice decides, never its wording."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from mockwright.contracts.client.document_checks import UNDOCUMENTED_FIELD, UNDOCUMENTED_PARAMETER
from mockwright.contracts.client.facts import WARNINGS
from mockwright.contracts.engine.findings import Check, Finding, Trial, Wrong
from mockwright.mock_server.request import notices as engine
from mockwright.mock_server.request.notices import NoticeCode
from mockwright.mock_server.vendors.dumgum import notices as dumgum


def _find_without_effect(trial: Trial) -> Iterator[Finding]:
    return _find(trial, WITHOUT_EFFECT, "something that has an effect", "something that is ignored")


def _find_assumed_defaults(trial: Trial) -> Iterator[Finding]:
    return _find(trial, ASSUMED_DEFAULT, "a value", "nothing")


def _find_shared_ids(trial: Trial) -> Iterator[Finding]:
    return _find(trial, SHARED_ID, "an id of its own", "the id of the other person")


def _find(trial: Trial, check: Check, expected: str, received: str) -> Iterator[Finding]:
    """A finding for each notice whose code belongs to the check."""
    for notice in trial.facts.get(WARNINGS, ()):
        if CHECKS_OF_NOTICES.get(notice["code"]) is check:
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

# None: the request is fine, and the notice only explains what the mock did. A code that is not
# listed, such as one of a vendor that is not bundled, is treated in the same way.
CHECKS_OF_NOTICES: Mapping[NoticeCode, Check | None] = {
    # These two checks look at the request themselves, and find the same.
    engine.UNDOCUMENTED_FIELD: UNDOCUMENTED_FIELD,
    engine.UNDOCUMENTED_PARAMETER: UNDOCUMENTED_PARAMETER,
    engine.UNVALIDATED_BODY: None,
    engine.UNREADABLE_CONDITION: WITHOUT_EFFECT,
    # The two people of a request.
    dumgum.MISSING_TIME_ZONE: ASSUMED_DEFAULT,
    dumgum.SHARED_ID: SHARED_ID,
    dumgum.STORED_PROFILE_HOLDS: WITHOUT_EFFECT,
    dumgum.PLACE_WITHOUT_COUNTRY: WITHOUT_EFFECT,
    dumgum.MINOR: None,
    # Messages and markers.
    dumgum.REPEATED_MESSAGES: WITHOUT_EFFECT,
    dumgum.UNKNOWN_MARKER: WITHOUT_EFFECT,
    dumgum.INVALID_MARKER: WITHOUT_EFFECT,
    dumgum.NO_PICTURE: WITHOUT_EFFECT,
    # Reply parameters. What only the mock never acts on may well have an effect at DumGum.
    dumgum.UNSUPPORTED_BY_MODEL: WITHOUT_EFFECT,
    dumgum.UNMET_CONDITION: WITHOUT_EFFECT,
    dumgum.NO_LONGER_READ: WITHOUT_EFFECT,
    dumgum.NEVER_ACTED_ON: None,
    # Answers.
    dumgum.GUARDRAIL_OFF: None,
    dumgum.CONVERSATION_STOPPED: None,
    dumgum.NOTHING_TO_ANSWER: None,
    dumgum.CALL_DROPPED: None,
    dumgum.SUGGESTIONS_AS_TEXT: None,
    # Stored and fetched profiles: no client has sent these.
    dumgum.LEFT_OUT: None,
    dumgum.VERSION_SET: None,
    dumgum.UNSERVABLE_PROFILE: None,
    dumgum.HIDDEN_PROFILE: None,
    dumgum.MISSING_VERSION: None,
    dumgum.EARLY_EXPIRY: None,
    dumgum.OTHER_VERSION: None,
    dumgum.CHANGED_WITHOUT_VERSION: None,
    dumgum.FETCHES_DROPPED: None,
}
