"""Triggers: markers in the user's newest text that cause what no documented input can cause.

They correspond to the test card numbers of a payment provider's sandbox.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import NamedTuple

from mockwright.mock_server.request.notices import Notice
from mockwright.mock_server.vendors.dumgum.notices import INVALID_MARKER, UNKNOWN_MARKER
from mockwright.openapi.wording import list_names, suggest

_MARKER = re.compile(r"\w*(?i:mock):(\w+)(?:=(\w+))?")
_PLACE, _RULING = "#/messages", "R16"
_PLAIN = ("drop", "meeting", "picture")
_WITH_VALUE = ("language", "stop")


class Triggers(NamedTuple):
    """The markers of a text; `stop` and `language` have values, the others are flags."""

    stop: str | None = None
    language: str | None = None
    drop: bool = False
    meeting: bool = False
    picture: bool = False
    notices: tuple[Notice, ...] = ()


NONE = Triggers()


def read_triggers(text: str, values: Mapping[str, Collection[str]]) -> Triggers:
    """The markers in a text. `values` are those allowed for `mock:stop=` and `mock:language=`."""
    if ":" not in text or "mock:" not in text.lower():
        return NONE
    found: dict[str, str | bool] = {}
    notices: list[Notice] = []
    for marker in _MARKER.finditer(text):
        name, value = marker.groups()
        notice = _check(marker, values)
        if notice:
            notices.append(notice)
        else:
            found[name] = value or True
    return Triggers(**found, notices=tuple(notices))  # type: ignore[arg-type]  # checked above


def remove_markers(text: str) -> str:
    """The user's text without markers."""
    return _MARKER.sub(" ", text)


def _check(marker: re.Match[str], values: Mapping[str, Collection[str]]) -> Notice | None:
    """What is wrong with a marker, if anything."""
    name, value = marker.groups()
    known = [*_PLAIN, *_WITH_VALUE]
    if name not in known or not marker[0].startswith("mock:"):
        names = list_names(f"`mock:{each}`" for each in known)
        hint = suggest(name.lower(), known).replace("`", "`mock:", 1)
        message = f"`{marker[0]}` is not a known marker: {names}. {hint}".rstrip()
        return Notice(UNKNOWN_MARKER, _PLACE, message, _RULING)
    if (name in _WITH_VALUE) != bool(value):
        wanted = f"`mock:{name}=VALUE`" if name in _WITH_VALUE else f"`mock:{name}` without a value"
        message = f"`{marker[0]}` is ignored: expected {wanted}."
        return Notice(INVALID_MARKER, _PLACE, message, _RULING)
    if value and value not in values[name]:
        names = list_names(f"`{each}`" for each in sorted(values[name]))
        hint = suggest(value, sorted(values[name]))
        message = f"`{marker[0]}` is ignored: expected one of {names}. {hint}".rstrip()
        return Notice(INVALID_MARKER, _PLACE, message, _RULING)
    return None
