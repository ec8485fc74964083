"""Lists of words as they are written in the tables of this package."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a text, to look a word up in."""
    return frozenset(text.split())


def word_list(text: str) -> tuple[str, ...]:
    """The words of a text in their order."""
    return tuple(text.split())
