"""Triggers: markers in the user's newest text that lead to what nothing else could lead to.

They are to this mock what test card numbers are to a payment provider's sandbox.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from openapi.wording import list_names, suggest

_MARKER = re.compile(r"mock:([a-z]+)(?:=([A-Za-z_]+))?")
_PLAIN = ("drop", "meeting", "picture")
_WITH_VALUE = ("language", "stop")


class Triggers(NamedTuple):
    """The markers of a text; `stop` and `language` have values, the others are there or not."""

    stop: str | None = None
    language: str | None = None
    drop: bool = False
    meeting: bool = False
    picture: bool = False
    warnings: tuple[str, ...] = ()


NONE = Triggers()


def read_triggers(text: str, stops: frozenset[str]) -> Triggers:
    """The markers in a text. `stops` are the reasons that `mock:stop=` may name."""
    if "mock:" not in text:
        return NONE
    found: dict[str, str | bool] = {}
    warnings: list[str] = []
    for name, value in _MARKER.findall(text):
        warning = _check(name, value, stops)
        if warning:
            warnings.append(warning)
        else:
            found[name] = value or True
    return Triggers(**found, warnings=tuple(warnings))  # type: ignore[arg-type]  # checked above


def remove_markers(text: str) -> str:
    """What the user writes besides markers."""
    return _MARKER.sub(" ", text)


def _check(name: str, value: str, stops: frozenset[str]) -> str:
    """What is wrong with a marker; empty if nothing is."""
    known = [*_PLAIN, *_WITH_VALUE]
    if name not in known:
        names = list_names(f"`mock:{each}`" for each in known)
        hint = suggest(name, known).replace("`", "`mock:", 1)
        return f"`mock:{name}` is no known marker: {names}. {hint}".rstrip()
    if (name in _WITH_VALUE) != bool(value):
        wanted = f"`mock:{name}=VALUE`" if name in _WITH_VALUE else f"`mock:{name}`, without value"
        return f"`mock:{name}` is ignored: expected {wanted}."
    if name == "stop" and value not in stops:
        names = list_names(f"`{stop}`" for stop in sorted(stops))
        hint = suggest(value, sorted(stops))
        return f"`mock:stop={value}` is ignored: expected one of {names}. {hint}".rstrip()
    return ""
