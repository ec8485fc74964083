"""Draws of sixteen bits: many small choices out of few hashes, the same on any Python."""

from __future__ import annotations

import itertools
import struct
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")

BITS = 16
RANGE = 1 << BITS
_BLOCK = struct.Struct(">32H")

Draw = Callable[[], int]


def draws_from(key: bytes) -> Draw:
    """A function that gives the next sixteen bits of a key of 64 bytes, for ever."""
    return itertools.chain.from_iterable(_blocks(key)).__next__


def _blocks(key: bytes) -> Iterator[tuple[int, ...]]:
    yield _BLOCK.unpack(key)
    for counter in itertools.count():
        yield _BLOCK.unpack(blake2b(key + counter.to_bytes(8, "big")).digest())


def pick(draw: Draw, options: Sequence[T]) -> T:
    """One of the options, of which there are far fewer than 65,536."""
    return options[draw() * len(options) >> BITS]


def below(draw: Draw, bound: int) -> int:
    """A whole number from 0 up to, not including, `bound`."""
    return draw() * bound >> BITS
