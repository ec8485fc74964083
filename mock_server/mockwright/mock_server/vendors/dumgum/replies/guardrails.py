"""Guardrails: whether a user's message stops the conversation, and for how long."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from mockwright.mock_server.vendors.dumgum.replies.conversation import Conversation
from mockwright.mock_server.vendors.dumgum.replies.history import USER, History

UNDERAGE = "USER_UNDERAGE"
REPETITION = "USER_MESSAGE_REPETITION"
UNKNOWN_LANGUAGE = "UNKNOWN_LANGUAGE"
AI_SUSPICIOUS = "AI_SUSPICIOUS"
HOSTILE = "USER_HOSTILE"

# The switch of each reason; the last two have none.
SWITCHES: Mapping[str, str | None] = {
    UNDERAGE: "underageDetection",
    "MALICIOUS_CONTENT": "maliciousContent",
    UNKNOWN_LANGUAGE: "unknownLanguage",
    REPETITION: "messageRepetition",
    AI_SUSPICIOUS: "aiSuspicion",
    "USER_SUSPICIOUS": None,
    HOSTILE: None,
}
REASONS = frozenset(SWITCHES)
FOR_EVER = frozenset({UNDERAGE, "MALICIOUS_CONTENT", "USER_SUSPICIOUS"})

_HOUR = 3600
PROGRESSION = (2 * _HOUR, 12 * _HOUR, 24 * _HOUR, 48 * _HOUR, None)
REPEATED = 3


class Stop(NamedTuple):
    """A stop of the conversation; `seconds` is None for a permanent one."""

    reason: str
    seconds: int | None
    has_text: bool


def is_guarded(reason: str, parameters: Mapping[str, Any]) -> bool:
    """Whether the guardrail of this reason is on, given parameters with defaults filled in."""
    if parameters.get("disableSafetyFeatures"):
        return False
    switch = SWITCHES[reason]
    return switch is None or bool(parameters["guardrails"][switch])


def decide_stop(reason: str, offended: Conversation, parameters: Mapping[str, Any]) -> Stop:
    """How long the newest offence, already counted, stops the conversation."""
    switch = SWITCHES[reason]
    options = parameters["guardrails"].get(f"{switch}OptionSet", {})
    durations = options.get("banDurations") or ((None,) if reason in FOR_EVER else PROGRESSION)
    nth = min(offended.offences[reason], len(durations))
    seconds = durations[nth - 1]
    return Stop(
        reason=reason,
        seconds=None if seconds is None else int(seconds),  # 3600.0 is an integer in JSON
        has_text=options.get("answer", True),
    )


def is_repetition(history: History) -> bool:
    """Whether the user has just sent the same text for the third time in a row."""
    text = history.user_text
    count = 0
    for message in reversed(history.messages) if text else ():
        if message["sender"] == USER:
            if message.get("text") != text:
                return False
            count += 1
            if count == REPEATED:
                return True
    return False
