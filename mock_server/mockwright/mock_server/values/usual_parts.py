"""Parts of the ordinary instance: scalars, fields within a limit, and items that differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from mockwright.mock_server.request.calls import Call
from mockwright.mock_server.seeding import RandomStream
from mockwright.mock_server.values.limits import MAX_SIZE
from mockwright.mock_server.values.merged import Merged
from mockwright.mock_server.values.numbers import compile_integer, compile_number
from mockwright.mock_server.values.strings import compile_string
from mockwright.openapi.json_text import dump_json

Maker = Callable[[RandomStream, Call], Any]

_ATTEMPTS = 20


class TooManyParts(Exception):
    """Raised if optional fields make the instance too large; then those deep inside are left out.

    Objects that refer to each other would otherwise fill the memory.
    """


class IsCutOff(Exception):
    """Raised if a required part is too large, or has no end."""


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


def at_most(fields: dict[str, Maker], merged: Merged) -> dict[str, Maker]:
    """Limit fields to `maxProperties`: the required ones, then the first of the others."""
    most = merged.keywords.get("maxProperties", len(fields))
    needed = [name for name in fields if name in merged.required]
    others = [name for name in fields if name not in merged.required]
    kept = {*needed, *others[: max(0, most - len(needed))]}
    return {name: make for name, make in fields.items() if name in kept}


def make_list(first: Sequence[Maker], make: Maker, count: int, *, is_unique: bool) -> Maker:
    """Return a function that makes a list of these first items and others, `count` in all."""
    if is_unique:
        return lambda stream, call: make_distinct(first, make, count, stream, call)
    makers = [*first[:count], *[make] * max(0, count - len(first))]
    return lambda stream, call: [each(stream, call) for each in makers]


def make_page(make: Maker, count_of: Callable[[Call], int], *, is_unique: bool) -> Maker:
    """Return a function that makes a list of as many items as a call asks for."""
    if is_unique:
        return lambda stream, call: make_distinct((), make, count_of(call), stream, call)
    return lambda stream, call: [make(stream, call) for _ in range(count_of(call))]


def make_nothing(_stream: RandomStream, _call: Call) -> None:
    """Make null, where there is nothing to make."""
    return


def make_distinct(
    first: Sequence[Maker], make: Maker, count: int, stream: RandomStream, call: Call
) -> list[Any]:
    """Make different items, at most `count`; fewer if no more are found."""
    items: list[Any] = []
    seen: set[Any] = set()
    for attempt in range(min(count * _ATTEMPTS, MAX_SIZE)):
        item = (first[attempt] if attempt < len(first) else make)(stream, call)
        mark = mark_of(item)
        if mark not in seen:
            seen.add(mark)
            items.append(item)
        if len(items) == count:
            break
    return items


def mark_of(item: Any) -> Any:
    """A hashable value that is equal for equal items."""
    return dump_json(item) if isinstance(item, dict | list) else item


_NUMBERS = {"integer": compile_integer, "number": compile_number}
