"""Generate strings, numbers, booleans and null for schemas that apply together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mockwright.mock_server.seeding import RandomStream
from mockwright.mock_server.values.merged import Merged
from mockwright.mock_server.values.numbers import compile_integer, compile_number
from mockwright.mock_server.values.strings import compile_string

_NUMBERS = {"integer": compile_integer, "number": compile_number}


def compile_scalar(
    merged: Merged, kind: str, room: int, name: str | None
) -> Callable[[RandomStream], Any]:
    """Return a function that generates a string, number, boolean or null.

    `name` is the name of the property whose value it is, or of the array whose item it is.
    """
    if kind == "string":
        return compile_string(merged.keywords, room, patterns=merged.patterns, name=name)
    if kind in _NUMBERS:
        return _NUMBERS[kind](merged.keywords, name)
    return _make_boolean if kind == "boolean" else _make_null


def _make_boolean(stream: RandomStream) -> bool:
    return stream.below(2) == 1


def _make_null(_stream: RandomStream) -> None:
    return None
