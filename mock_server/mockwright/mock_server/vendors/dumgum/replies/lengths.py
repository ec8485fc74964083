"""Lengths: how many characters a reply has, and how many words its sentences."""

from __future__ import annotations

from collections.abc import Mapping

# Characters of a whole reply. No sentence is longer than 135, so that each band can be met.
MESSAGE_LENGTHS: Mapping[str, tuple[int, int]] = {
    "SHORT": (1, 180),
    "REGULAR": (181, 380),
    "LONG": (381, 600),
    "VERY_LONG": (601, 960),
}
# Words of a sentence, including the two of a personality's label; characters in Japanese.
SENTENCE_LENGTHS: Mapping[str, tuple[int, int]] = {
    "SHORT": (1, 6),
    "REGULAR": (7, 12),
    "LONG": (13, 22),
}
SENTENCE_LENGTHS_WITHOUT_SPACES: Mapping[str, tuple[int, int]] = {
    "SHORT": (1, 21),
    "REGULAR": (22, 40),
    "LONG": (41, 67),
}
