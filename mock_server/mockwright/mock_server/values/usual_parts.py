"""Parts of the ordinary instance: fields within a limit, lists and pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from mockwright.mock_server.request.calls import Call
from mockwright.mock_server.seeding import RandomStream
from mockwright.mock_server.values.distinct_items import make_distinct
from mockwright.mock_server.values.merged import Merged

Maker = Callable[[RandomStream, Call], Any]


class TooManyParts(Exception):
    """Raised if optional fields make the instance too large; then those deep inside are left out.

    Objects that refer to each other would otherwise fill the memory.
    """


class IsCutOff(Exception):
    """Raised if a required part is too large, or has no end."""


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
