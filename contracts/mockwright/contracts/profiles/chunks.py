"""The chunks of an order: profiles as bytes, made in this process or by workers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from mockwright.contracts.profiles.bodies import compile_bodies
from mockwright.contracts.profiles.orders import Order

MOST_TRIED = 500_000


class NobodyMatches(Exception):
    """No profile matched in `MOST_TRIED` numbers; `str()` says so."""


class Chunk(NamedTuple):
    """Some profiles as bytes, and their count."""

    data: bytes
    size: int


Make = Callable[[range, int], Chunk]


def compile_order(order: Order) -> Make:
    """A function that generates the chunk for a range of numbers, with at most `most` profiles."""
    bodies, render = compile_bodies(order), order.layout.render

    def make(numbers: range, most: int) -> Chunk:
        at_most = min(most, numbers.stop - numbers.start)  # `islice` takes 63 bits
        made = list(islice(bodies(numbers), at_most))
        return Chunk(render(made), len(made))

    return make


def make_chunks(order: Order) -> Iterator[Chunk]:
    """The chunks of an order, one after another. Raises `NobodyMatches`."""
    make = compile_order(order)
    left, tried = order.wanted, 0
    for numbers in order.plan():
        if not left:
            return
        chunk = make(numbers, left)
        tried = _count_tries(tried, numbers, chunk)
        left -= chunk.size
        yield chunk


def trim_chunks(order: Order, made: Iterable[Chunk]) -> Iterator[Chunk]:
    """The chunks that workers made for the plan, up to the profiles that are wanted.

    Raises `NobodyMatches`.
    """
    left, tried = order.wanted, 0
    for numbers, chunk in zip(order.plan(), made, strict=False):
        tried = _count_tries(tried, numbers, chunk)
        yield chunk if chunk.size <= left else compile_order(order)(numbers, left)
        left -= min(left, chunk.size)
        if not left:
            return


def _count_tries(tried: int, numbers: range, chunk: Chunk) -> int:
    """How many numbers in a row had no match. Raises `NobodyMatches`."""
    if chunk.size:
        return 0
    tried += len(numbers)
    if tried >= MOST_TRIED:
        message = (
            f"No profile matches among {tried:,} numbers in a row, up to {numbers.stop - 1:,}. "
            "Relax `--where` or `--unique`, or ask for fewer with `-n`."
        )
        raise NobodyMatches(message)
    return tried
