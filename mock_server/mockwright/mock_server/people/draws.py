"""Draws of sixteen bits: many small choices out of few hashes, the same on any Python.

A profile takes some seventy of them, and calls of functions would cost more than what they do. So
where profiles are made, one of some options is `options[next(draws) * len(options) >> BITS]`, a
number below a bound `next(draws) * bound >> BITS`, and what has a share `next(draws) < share`.
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
    """Sixteen bits and sixteen bits again, of a key of 64 bytes, for ever."""
    first, second = _COUNTERS  # nine profiles of ten need no more
    blocks = key + blake2b(key + first).digest() + blake2b(key + second).digest()
    return itertools.chain(_split(blocks), _later(key))


def _later(key: bytes) -> Iterator[int]:
    for counter in itertools.count(len(_COUNTERS)):
        yield from _split(blake2b(key + counter.to_bytes(8, "big")).digest())


def _split(blocks: bytes) -> array[int]:
    """Numbers of sixteen bits, the greater byte first; an array makes each when it is asked for."""
    numbers = array("H", blocks)
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers


def draws_from(key: bytes) -> Draw:
    """A function that gives the next sixteen bits of a key of 64 bytes, for ever."""
    return stream_draws(key).__next__


def pick(draw: Draw, options: Sequence[T]) -> T:
    """One of the options, of which there are far fewer than 65,536."""
    return options[draw() * len(options) >> BITS]


def below(draw: Draw, bound: int) -> int:
    """A whole number from 0 up to, not including, `bound`."""
    return draw() * bound >> BITS
