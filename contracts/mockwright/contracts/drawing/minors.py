"""Requests without personas who are or may be minors, which no schema can exclude."""

from __future__ import annotations

from typing import Any

ADULT_YEARS = 19  # one more than 18, so that comparing years is enough


def leave_out_minors(body: Any) -> Any:
    """The body without the birthdate of a persona that is or may be a minor at any message."""
    persona = body.get("personaProfile") if isinstance(body, dict) else None
    if isinstance(persona, dict) and not _is_adult(persona.get("birthdate"), body.get("messages")):
        grown = {name: value for name, value in persona.items() if name != "birthdate"}
        return {**body, "personaProfile": grown}
    return body


def _is_adult(birthdate: Any, messages: Any) -> bool:
    """Whether a person is an adult at every date, or the age is unknown."""
    listed = messages if isinstance(messages, list) else []
    dates = [message.get("date") for message in listed if isinstance(message, dict)]
    years = [_year_of(date) for date in (*dates, birthdate)]
    if None in years:
        return birthdate is None
    *sent, born = [year for year in years if year is not None]
    return born + ADULT_YEARS <= min(sent, default=2025)


def _year_of(date: Any) -> int | None:
    return int(date[:4]) if isinstance(date, str) and date[:4].isdecimal() else None
