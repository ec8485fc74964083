"""Random streams of sixteen-bit numbers: many choices from few hashes, on any Python.

A profile takes about seventy numbers, and function calls would cost more than the work they do.
Code that generates profiles therefore inlines the choice of an option as `options[next(stream) *
len(options) >> BITS]`, a number below a bound as `next(stream) * bound >> BITS`, and a share as
`next(stream) < share`.
"""

from __future__ import annotations

import itertools
import sys
from array import array
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")

BITS = 16
RANGE = 1 << BITS
_COUNTERS = tuple(number.to_bytes(8, "big") for number in range(2))

Draw = Callable[[], int]


def stream_draws(key: bytes) -> Iterator[int]:
    """Yield sixteen-bit numbers indefinitely, from a key of 64 bytes."""
    first, second = _COUNTERS  # enough for nine of ten profiles
    blocks = key + blake2b(key + first).digest() + blake2b(key + second).digest()
    return itertools.chain(_split(blocks), _later(key))


def _later(key: bytes) -> Iterator[int]:
    for counter in itertools.count(len(_COUNTERS)):
        yield from _split(blake2b(key + counter.to_bytes(8, "big")).digest())


def _split(blocks: bytes) -> array[int]:
    """Split into big-endian sixteen-bit numbers; an array creates each one only when it is read."""
    numbers = array("H", blocks)
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers


def draws_from(key: bytes) -> Draw:
    """Return a function that yields the next sixteen-bit number from a key of 64 bytes."""
    return stream_draws(key).__next__


def pick(draw: Draw, options: Sequence[T]) -> T:
    """Choose one of the options, of which there must be far fewer than 65,536."""
    return options[draw() * len(options) >> BITS]


def below(draw: Draw, bound: int) -> int:
    """A whole number from 0 up to but not including `bound`."""
    return draw() * bound >> BITS
