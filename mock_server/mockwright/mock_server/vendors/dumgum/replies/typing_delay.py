"""Typing delay: how long the persona appears to type."""

from __future__ import annotations

from collections.abc import Mapping

CHARACTERS_A_SECOND: Mapping[str, int] = {"FAST": 40, "NORMAL": 15}


def typing_seconds(text: str | None, delay: str | None) -> int:
    """Whole seconds, rounded up; 0 if the delay is unset or INSTANT."""
    speed = CHARACTERS_A_SECOND.get(delay or "")
    return 0 if speed is None or text is None else -(-len(text) // speed)
