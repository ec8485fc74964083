"""Typos: visible slips that keep the length of a text, for `fluencyDegradation`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from mockwright.mock_server.seeding import RandomStream

# One word in this many has a slip; every text has at least one.
WORDS_A_SLIP: Mapping[str, int] = {"LOW": 12, "MEDIUM": 5, "HIGH": 2}
LEVELS_WHEN_UNSET = ("NONE", "LOW")

_WORD = re.compile(r"[^\W\d_]{4,}")


def add_typos(sentences: Sequence[str], level: str, stream: RandomStream) -> list[str]:
    """The sentences with neighbouring letters swapped in some words of at least four letters."""
    degraded = list(sentences)
    if level not in WORDS_A_SLIP:
        return degraded
    places = [
        (number, place)
        for number, sentence in enumerate(sentences)
        for place in _find_places(sentence)
    ]
    slips = max(1, len(places) // WORDS_A_SLIP[level])
    for _ in range(min(slips, len(places))):
        number, place = places.pop(stream.below(len(places)))
        text = degraded[number]
        degraded[number] = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return degraded


@lru_cache(maxsize=4096)
def _find_places(sentence: str) -> tuple[int, ...]:
    """The places of possible slips, one per word: two different letters after the first one."""
    return tuple(
        place
        for word in _WORD.finditer(sentence)
        for place in _differing(sentence, word.start() + 1, word.end() - 1)
    )


def _differing(text: str, start: int, end: int) -> tuple[int, ...]:
    return next(((i,) for i in range(start, end) if text[i] != text[i + 1]), ())
