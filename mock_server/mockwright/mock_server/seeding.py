"""Seeding: the only source of chance in answers, derived from the seed and the request.

The arithmetic is the project's own and pinned (BLAKE2b and integers), because the results of
`random` may change between versions of Python.
"""

from __future__ import annotations

import itertools
import struct
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")

_WORD_BYTES = 8
_WORDS = 2**64
_BLOCK = struct.Struct(">8Q")
_CHUNK_BYTES = 2047
_LETTERS_AND_DIGITS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_CODES = bytes(_LETTERS_AND_DIGITS[byte % 62] for byte in range(256))
_CHARACTERS_A_DRAW = 4
_SHIFTS = (0, 16, 32, 48)


def request_key(seed: int, *parts: bytes) -> bytes:
    """The key of all chance in one request: a hash of the seed and the request's parts."""
    *first, last = parts
    hasher = _begun(seed, *first).copy()
    _add(hasher, last)
    return hasher.digest()


def begin_key(seed: int, *parts: bytes) -> Callable[[bytes], bytes]:
    """Return a function that takes the last part and returns the key of all parts."""
    begun = _begun(seed, *parts)

    def key_of(last: bytes) -> bytes:
        hasher = begun.copy()
        _add(hasher, last)
        return hasher.digest()

    return key_of


@lru_cache(maxsize=256)
def _begun(seed: int, *parts: bytes) -> blake2b:
    """A hash of what many requests have in common, to be copied and continued."""
    hasher = blake2b(str(seed).encode())
    for part in parts:
        _add(hasher, part)
    return hasher


def _add(hasher: blake2b, part: bytes) -> None:
    size = len(part).to_bytes(_WORD_BYTES, "big")
    if len(part) < _CHUNK_BYTES - _WORD_BYTES:
        hasher.update(size + part)
        return
    hasher.update(size)
    # hashlib releases the interpreter lock from 2,048 bytes on, which costs more than the hash.
    for start in range(0, len(part), _CHUNK_BYTES):
        hasher.update(part[start : start + _CHUNK_BYTES])


def _words(key: bytes) -> Iterator[int]:
    """Yield words of 64 bits, eight per hash; a key that is a hash provides the first eight."""
    first = _BLOCK.unpack(key) if len(key) == _BLOCK.size else ()
    return itertools.chain(first, _hashed_words(key))


def _hashed_words(key: bytes) -> Iterator[int]:
    for counter in itertools.count():
        block = blake2b(counter.to_bytes(_WORD_BYTES, "big"), key=key).digest()
        yield from _BLOCK.unpack(block)


class RandomStream:
    """An endless stream of random numbers; the same key always gives the same numbers."""

    __slots__ = ("bits",)

    def __init__(self, key: bytes) -> None:
        """Start the stream; `bits()` returns its next 64 bits."""
        self.bits: Callable[[], int] = _words(key).__next__

    def below(self, bound: int) -> int:
        """An integer from 0 up to, but not including, `bound`, which may be of any size."""
        value, size = self.bits(), 64
        while bound >> size:
            value, size = (value << 64) | self.bits(), size + 64
        return (value * bound) >> size

    def between(self, low: int, high: int) -> int:
        """An integer from `low` to `high`, both included."""
        return low + self.below(high - low + 1)

    def text(self, characters: Sequence[str], length: int) -> str:
        """A text of `length` characters from at most 65,536 different ones; four per 64 bits."""
        size, picked = len(characters), ""
        for _ in range(0, length, _CHARACTERS_A_DRAW):
            bits = self.bits()
            picked += (
                characters[(bits & 0xFFFF) * size >> 16]
                + characters[(bits >> 16 & 0xFFFF) * size >> 16]
                + characters[(bits >> 32 & 0xFFFF) * size >> 16]
                + characters[(bits >> 48) * size >> 16]
            )
        return picked[:length]

    def code(self, length: int) -> str:
        """Letters and digits, at most 64 of them; some are slightly more likely than others."""
        number = 0
        for _ in range(0, length, _WORD_BYTES):
            number = number << 64 | self.bits()
        size = -(-length // _WORD_BYTES) * _WORD_BYTES
        return number.to_bytes(size, "big").translate(_CODES)[:length].decode()

    def chance(self, probability: float) -> bool:
        """True with this probability: never for 0, always for 1."""
        return self.bits() < probability * _WORDS

    def pick(self, options: Sequence[T]) -> T:
        """One of the options."""
        return options[(self.bits() * len(options)) >> 64]
