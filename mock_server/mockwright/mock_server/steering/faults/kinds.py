"""Kinds of faults: their syntax, and which of them can be combined."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from mockwright.openapi.wording import shorten, suggest

MAX_SECONDS = 60
SLOW_MILLISECONDS = 3000
STATUSES = range(400, 600)
DROP, TRUNCATE, BADJSON = "drop", "truncate", "badjson"
STATUS, DELAY, SLOW, NONE = "status", "delay", "slow-body", "none"
KINDS = (STATUS, DELAY, DROP, TRUNCATE, BADJSON, SLOW, NONE)
KNOWN = (
    "Known: `status=503` (400 to 599), `delay=2s` or `delay=500ms` (at most 60s), `drop`, "
    "`truncate`, `badjson`, `slow-body` or `slow-body=5s` (at most 60s); `none` cannot be combined."
)

_MILLISECONDS = {"ms": 1.0, "s": 1000.0}
_TIME = re.compile(r"(\d{1,5}(?:\.\d{1,3})?)(ms|s)", re.ASCII)
_STATUS = re.compile(r"\d{3}", re.ASCII)


class FaultIsUnknown(ValueError):
    """A text that is not a fault; `str()` says why, and lists the known faults."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """The fault of one answer; times are in milliseconds.

    `damage` is what happens to the answer itself: `drop`, `truncate`, `badjson`, or empty.
    """

    status: int | None = None
    delay: int = 0
    slow: int = 0
    damage: str = ""

    @property
    def waits(self) -> bool:
        """Whether the fault delays the answer."""
        return bool(self.delay or self.slow)

    def __str__(self) -> str:
        """The fault in its syntax; empty for no fault."""
        parts = (
            f"{DELAY}={_show_time(self.delay)}" if self.delay else "",
            f"{STATUS}={self.status}" if self.status else "",
            f"{SLOW}={_show_time(self.slow)}" if self.slow else "",
            self.damage,
        )
        return ", ".join(part for part in parts if part)


NO_FAULT = Fault()


def parse_fault(text: str) -> Fault:
    """`delay=500ms, status=503`. Raises `FaultIsUnknown`."""
    parts = [part.strip() for part in text.replace(";", ",").split(",")]
    members: dict[str, Any] = {}
    for part in parts:
        for name, value in _parse_part(part).items():
            if name in members:
                raise _refuse(
                    text, f"`{shorten(part)}` cannot be combined with the faults before it."
                )
            members[name] = value
    if NONE in members:
        if len(parts) > 1:
            raise _refuse(text, "`none` cannot be combined.")
        return NO_FAULT
    fault = Fault(**members)
    if not _is_possible(fault):
        raise _refuse(
            text, "A dropped answer has no status and no body; only `delay` can be added."
        )
    return fault


def combine(first: Fault, second: Fault) -> Fault | None:
    """Both faults in one answer; None if they exclude each other."""
    merged = {
        name: getattr(first, name) or getattr(second, name)
        for name in ("status", "delay", "slow", "damage")
        if not (getattr(first, name) and getattr(second, name))
    }
    fault = Fault(**merged)
    return fault if len(merged) == len(Fault.__slots__) and _is_possible(fault) else None


def _is_possible(fault: Fault) -> bool:
    return fault.damage != DROP or not (fault.status or fault.slow)


def _parse_part(part: str) -> Mapping[str, Any]:
    """One part of the syntax as a fault."""
    name, sign, value = part.partition("=")
    name, value = name.strip().lower(), value.strip()
    parse = _PARSERS.get(name)
    if parse is None:
        hint = suggest(name, KINDS)
        raise FaultIsUnknown(f"`{shorten(part)}` is not a fault. {hint} {KNOWN}".replace("  ", " "))
    return parse(value if sign else None)


def _parse_status(value: str | None) -> Mapping[str, Any]:
    if value is None or not _STATUS.fullmatch(value) or int(value) not in STATUSES:
        raise _refuse(f"status={value or ''}", "Expected a status from 400 to 599.")
    return {"status": int(value)}


def _parse_time(member: str, word: str, default: int, value: str | None) -> Mapping[str, Any]:
    if value is None and default:
        return {member: default}
    found = _TIME.fullmatch(value or "")
    milliseconds = round(float(found[1]) * _MILLISECONDS[found[2]]) if found else 0
    if not 0 < milliseconds <= MAX_SECONDS * 1000:
        raise _refuse(f"{word}={value or ''}", "Expected a time from `1ms` to `60s`.")
    return {member: milliseconds}


def _parse_word(member: str, word: str, value: str | None) -> Mapping[str, Any]:
    if value is not None:
        raise _refuse(f"{word}={value}", f"`{word}` takes no value.")
    return {member: word}


_PARSERS: Mapping[str, Callable[[str | None], Mapping[str, Any]]] = {
    STATUS: _parse_status,
    DELAY: partial(_parse_time, "delay", DELAY, 0),
    SLOW: partial(_parse_time, "slow", SLOW, SLOW_MILLISECONDS),
    DROP: partial(_parse_word, "damage", DROP),
    TRUNCATE: partial(_parse_word, "damage", TRUNCATE),
    BADJSON: partial(_parse_word, "damage", BADJSON),
    NONE: partial(_parse_word, NONE, NONE),
}


def _refuse(text: str, reason: str) -> FaultIsUnknown:
    return FaultIsUnknown(f"`{shorten(text)}` is not a fault. {reason} {KNOWN}")


def _show_time(milliseconds: int) -> str:
    whole = milliseconds % 1000 == 0
    return f"{milliseconds // 1000}s" if whole else f"{milliseconds}ms"
