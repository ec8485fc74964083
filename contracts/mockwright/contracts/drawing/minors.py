"""Requests without personas who are or may be minors, which no schema can exclude.

The mock remembers the date of birth of a persona, so that a request may be refused because of an
earlier one. Every date of birth is therefore long before every message.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

LATEST_BIRTH = 1900
EARLIEST_MESSAGE = LATEST_BIRTH + 19
_LEAP_YEAR = "2024"  # so that 29 February stays a date
_YEAR = 4


def leave_out_minors(body: Any) -> Any:
    """The body without a persona's birthdate after 1900, and with messages of 1919 or later.

    A birthdate that is not a date is kept: it is what makes a request invalid.
    """
    if not isinstance(body, dict):
        return body
    persona, messages = body.get("personaProfile"), body.get("messages")
    if isinstance(persona, dict) and _is_late(persona.get("birthdate")):
        grown = {name: value for name, value in persona.items() if name != "birthdate"}
        body = {**body, "personaProfile": grown}
    if isinstance(messages, list):
        body = {**body, "messages": [_as_recent(message) for message in messages]}
    return body


def _is_late(birthdate: Any) -> bool:
    try:
        return isinstance(birthdate, str) and date.fromisoformat(birthdate).year > LATEST_BIRTH
    except ValueError:
        return False


def _as_recent(message: Any) -> Any:
    """The message with a year of today where its own is too early."""
    sent = message.get("date") if isinstance(message, Mapping) else None
    if not isinstance(sent, str) or not sent[:_YEAR].isdecimal():
        return message
    if not sent.isascii() or int(sent[:_YEAR]) >= EARLIEST_MESSAGE:
        return message
    return {**message, "date": _LEAP_YEAR + sent[_YEAR:]}
