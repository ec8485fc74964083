"""Generate text that matches a regular expression, for schemas with `pattern` but no example."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property

from mockwright.mock_server.seeding import RandomStream
from mockwright.mock_server.values.pattern_parser import (
    MAX_LENGTH,
    MORE,
    PatternParser,
    PatternTooHard,
)
from mockwright.mock_server.values.pattern_parts import Drawing, LengthsUnknown, list_lengths

__all__ = ["PatternTooHard", "TextPattern", "compile_pattern"]

Maker = Callable[[RandomStream], str]

# Exact lengths are computed up to here; the work grows with the square.
_MAX_EXACT = 4096


def compile_pattern(pattern: str, more: int = MORE) -> Maker:
    """Return a function that generates text for the whole pattern.

    Repetitions without an upper bound add at most `more`. Look-around and the edges of words are
    not taken into account: such text has to be checked (`TextPattern.is_exact`). Raises
    `PatternTooHard` for unknown Unicode properties, patterns whose text would be too long, and
    invalid regular expressions.
    """
    make = TextPattern(pattern).make
    return lambda stream: make(stream, more)


class TextPattern:
    """A pattern that generates text. Raises `PatternTooHard`."""

    def __init__(self, pattern: str) -> None:
        parser = PatternParser(pattern)
        self._part = parser.parse()
        self._needed = parser.needed
        self.is_exact = parser.is_exact

    def make(self, stream: RandomStream, more: int = MORE) -> str:
        """Generate text of an ordinary length."""
        return self._part.make(Drawing(stream=stream, more=more))

    def is_modest(self, more: int) -> bool:
        """Whether text with this number of further repetitions is not too long."""
        return self._part.longest(more) <= MAX_LENGTH

    def make_between(self, stream: RandomStream, low: int, high: int | None) -> str | None:
        """Generate text of a length between the bounds; None if there is no such length."""
        last = max(low + 64, 2 * low) if high is None else high
        limit = min(last, _MAX_EXACT)
        try:
            lengths = [n for n in list_lengths(self._part.lengths(limit)) if n >= low]
            if not lengths:
                return None
            drawing = Drawing(stream=stream, more=MORE)
            return self._part.make_sized(drawing, stream.pick(lengths), limit)
        except (LengthsUnknown, RecursionError):
            return None

    @cached_property
    def has_needs(self) -> bool:
        """Whether look-ahead requires that something occurs in the text."""
        return bool(self._needed)

    def needed(self, stream: RandomStream) -> Iterator[str]:
        """A text for each look-ahead that something has to follow."""
        for part in self._needed:
            yield part.make(Drawing(stream=stream, more=0))
