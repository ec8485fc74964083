"""The parts of a regular expression: each generates text, freely or of an exact length."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

from mockwright.mock_server.seeding import RandomStream

# Which lengths are possible is kept in the bits of a number: bit n is set for n characters.
Lengths = int


class LengthsUnknown(Exception):
    """Raised where a text's length is only known after it is generated."""


@dataclass(kw_only=True, slots=True)
class Drawing:
    """One text in the making: its chance, and the texts of its groups.

    Repetitions without an upper bound add at most `more`.
    """

    stream: RandomStream
    more: int
    groups: dict[int, str] = field(default_factory=dict)


class Part(Protocol):
    """A part of a pattern."""

    def longest(self, more: int) -> int:
        """The maximum length of the text that `make` generates."""

    def make(self, drawing: Drawing) -> str:
        """Generate text of any length."""

    def lengths(self, limit: int) -> Lengths:
        """The possible lengths up to a limit. Raises `LengthsUnknown`."""

    def make_sized(self, drawing: Drawing, length: int, limit: int) -> str:
        """Generate text of a length that `lengths(limit)` includes."""


@dataclass(frozen=True, slots=True)
class Characters:
    """One of several characters."""

    options: str

    def longest(self, more: int) -> int:  # noqa: ARG002 - one character, whatever is added
        """One character."""
        return 1

    def make(self, drawing: Drawing) -> str:
        """One of the options."""
        options = self.options
        return options if len(options) == 1 else drawing.stream.pick(options)

    def lengths(self, limit: int) -> Lengths:
        """One character."""
        return _mask(2, limit)

    def make_sized(self, drawing: Drawing, length: int, limit: int) -> str:  # noqa: ARG002
        """One of the options."""
        return self.make(drawing)


@dataclass(frozen=True, slots=True)
class Series:
    """Parts that follow each other."""

    parts: tuple[Part, ...]

    def longest(self, more: int) -> int:
        """The sum of the parts."""
        return sum(part.longest(more) for part in self.parts)

    def make(self, drawing: Drawing) -> str:
        """The text of each part."""
        return "".join([part.make(drawing) for part in self.parts])

    def lengths(self, limit: int) -> Lengths:
        """The sums of lengths of the parts."""
        return _suffixes(self, limit)[0]

    def make_sized(self, drawing: Drawing, length: int, limit: int) -> str:
        """The text of each part, of lengths that add up."""
        suffixes = _suffixes(self, limit)
        text = ""
        for index, part in enumerate(self.parts):
            rest = length - len(text)
            own = _split(part.lengths(limit), suffixes[index + 1], rest)
            text += part.make_sized(drawing, drawing.stream.pick(own), limit)
        return text


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several alternatives."""

    options: tuple[Part, ...]

    def longest(self, more: int) -> int:
        """The longest of the options."""
        return max(option.longest(more) for option in self.options)

    def make(self, drawing: Drawing) -> str:
        """The text of any option."""
        return drawing.stream.pick(self.options).make(drawing)

    def lengths(self, limit: int) -> Lengths:
        """The lengths of all options."""
        every = 0
        for option in self.options:
            every |= option.lengths(limit)
        return every

    def make_sized(self, drawing: Drawing, length: int, limit: int) -> str:
        """The text of an option that can have this length."""
        fitting = [option for option in self.options if option.lengths(limit) >> length & 1]
        return drawing.stream.pick(fitting).make_sized(drawing, length, limit)


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part that is repeated; `high` is None where there is no maximum."""

    part: Part
    low: int
    high: int | None

    def _most(self, more: int) -> int:
        return self.low + more if self.high is None else self.high

    def longest(self, more: int) -> int:
        """The longest text of the part, as often as possible."""
        return self.part.longest(more) * self._most(more)

    def make(self, drawing: Drawing) -> str:
        """The text of the part, any number of times."""
        count = drawing.stream.between(self.low, self._most(drawing.more))
        part = self.part
        if isinstance(part, Characters) and len(part.options) > 1:
            return drawing.stream.text(part.options, count)
        return "".join([part.make(drawing) for _ in range(count)])

    def lengths(self, limit: int) -> Lengths:
        """The lengths of any number of repetitions."""
        return _repeated(self.part.lengths(limit), self.low, self.high, limit)

    def make_sized(self, drawing: Drawing, length: int, limit: int) -> str:
        """As many repetitions as fill the length."""
        if isinstance(self.part, Characters):
            return drawing.stream.text(self.part.options, length)
        once = self.part.lengths(limit)
        low, high, text = self.low, self.high, ""
        while len(text) < length:
            low, high = max(0, low - 1), None if high is None else high - 1
            others = _repeated(once, low, high, limit)
            # Empty repetitions never lead on, unless they are all that the minimum is about.
            sizes = [size for size in _split(once, others, length - len(text)) if size]
            text += self.part.make_sized(drawing, drawing.stream.pick(sizes), limit)
        return text


@dataclass(frozen=True, slots=True)
class Group:
    """A part whose text a reference repeats."""

    number: int
    part: Part

    def longest(self, more: int) -> int:
        """The longest text of the part."""
        return self.part.longest(more)

    def make(self, drawing: Drawing) -> str:
        """The text of the part, which is kept for references."""
        text = self.part.make(drawing)
        drawing.groups[self.number] = text
        return text

    def lengths(self, limit: int) -> Lengths:
        """The lengths of the part."""
        return self.part.lengths(limit)

    def make_sized(self, drawing: Drawing, length: int, limit: int) -> str:
        """The text of the part."""
        return self.part.make_sized(drawing, length, limit)


@dataclass(frozen=True, slots=True)
class Reference:
    """The text of a group again; empty before the group has any."""

    number: int
    target: int  # the longest text of the group

    def longest(self, more: int) -> int:  # noqa: ARG002 - decided when the group was read
        """The longest text of the group."""
        return self.target

    def make(self, drawing: Drawing) -> str:
        """The text of the group."""
        return drawing.groups.get(self.number, "")

    def lengths(self, limit: int) -> Lengths:  # noqa: ARG002
        """They are those of another text: always raises."""
        raise LengthsUnknown

    def make_sized(self, drawing: Drawing, length: int, limit: int) -> str:  # noqa: ARG002
        """It is that of another text: always raises."""
        raise LengthsUnknown


def list_lengths(lengths: Lengths) -> Iterator[int]:
    """The lengths in ascending order."""
    while lengths:
        lowest = lengths & -lengths
        yield lowest.bit_length() - 1
        lengths ^= lowest


def _mask(lengths: Lengths, limit: int) -> Lengths:
    return lengths & ((1 << limit + 1) - 1)


def _split(first: Lengths, rest: Lengths, total: int) -> Sequence[int]:
    """The lengths of a first part after which the rest can fill up the total."""
    return [n for n in list_lengths(_mask(first, total)) if rest >> (total - n) & 1]


def _add(first: Lengths, second: Lengths, limit: int) -> Lengths:
    """The lengths of two parts together."""
    if first.bit_count() < second.bit_count():
        first, second = second, first
    total = 0
    for length in list_lengths(second):
        total |= first << length
    return _mask(total, limit)


@lru_cache(maxsize=1024)
def _suffixes(series: Series, limit: int) -> tuple[Lengths, ...]:
    """The lengths of each end of a series: of all its parts, of all but the first, and so on."""
    found = [1]
    for part in reversed(series.parts):
        found.append(_add(part.lengths(limit), found[-1], limit))
    return tuple(reversed(found))


@lru_cache(maxsize=8192)
def _repeated(once: Lengths, low: int, high: int | None, limit: int) -> Lengths:
    """The lengths of a repetition."""
    least = _power(once, low, limit)
    # Beyond the minimum, each repetition may as well be left out.
    more = limit if high is None else high - low
    return _add(least, _power(once | 1, more, limit), limit)


def _power(once: Lengths, count: int, limit: int) -> Lengths:
    total = 1
    while count:
        if count & 1:
            total = _add(total, once, limit)
        count >>= 1
        squared = _add(once, once, limit) if count else once
        if squared == once and once & 1:
            return _add(total, once, limit)  # no more lengths come from further repetitions
        once = squared
    return total
