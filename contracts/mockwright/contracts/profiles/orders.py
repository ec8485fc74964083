"""An order of profiles, and its division into independent chunks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from mockwright.contracts.profiles.formats import PARQUET, Layout, make_layout
from mockwright.mock_server.people import break_profile
from mockwright.mock_server.vendors.fake_bodies import make_bodies

_ROW_GROUP = 4096
_LARGEST_CHUNK = 64  # blocks over 128 kB are slow: malloc maps and unmaps each one


class Order(NamedTuple):
    """Which profiles to generate, and in which format."""

    numbers: range
    seed: int
    languages: tuple[str, ...]
    role: str
    api: str
    format_name: str
    is_invalid: bool

    @property
    def layout(self) -> Layout:
        """The layout of the output."""
        return make_layout(self.format_name, self.api, has_reasons=self.is_invalid)

    @property
    def size(self) -> int:
        """The number of profiles; `len` would fail beyond 63 bits."""
        return self.numbers.stop - self.numbers.start

    def plan(self) -> Iterator[range]:
        """The numbers in chunks; text formats start with one profile, which is printed at once."""
        if self.format_name == PARQUET:
            return plan_chunks(self.numbers, _ROW_GROUP, _ROW_GROUP)
        return plan_chunks(self.numbers, 1, _LARGEST_CHUNK)


class Chunk(NamedTuple):
    """Some consecutive profiles as bytes, and their count."""

    data: bytes
    size: int


def plan_chunks(numbers: range, first: int, largest: int) -> Iterator[range]:
    """The numbers in chunks that double in size up to `largest`."""
    start, size = numbers.start, first
    while start < numbers.stop:
        stop = min(start + size, numbers.stop)
        yield range(start, stop)
        start, size = stop, min(2 * size, largest)


def compile_order(order: Order) -> Callable[[range], Chunk]:
    """A function that generates the chunk for a range of numbers."""
    make: Callable[[int], dict[str, Any]]
    make = make_bodies(order.api, order.seed, order.role, order.languages)
    render = order.layout.render

    def make_broken(number: int) -> dict[str, Any]:
        return break_profile(make(number), order.seed)._asdict()

    maker = make_broken if order.is_invalid else make
    return lambda numbers: Chunk(render(map(maker, numbers)), len(numbers))
