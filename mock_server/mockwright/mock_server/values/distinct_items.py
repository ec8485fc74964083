"""Items of arrays with `uniqueItems`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from mockwright.mock_server.request.calls import Call
from mockwright.mock_server.seeding import RandomStream
from mockwright.mock_server.values.limits import MAX_SIZE
from mockwright.openapi.json_text import dump_json

Maker = Callable[[RandomStream, Call], Any]

_ATTEMPTS = 20


def make_distinct(
    first: Sequence[Maker], make: Maker, count: int, stream: RandomStream, call: Call
) -> list[Any]:
    """Generate items that differ: one of each of the first makers, then of `make`."""
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
