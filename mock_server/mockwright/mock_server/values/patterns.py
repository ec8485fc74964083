"""Generate text that matches a regular expression, for schemas with `pattern` but no example.

The subset of ECMA-262 that documents use is parsed here rather than by `re`, because CPython's
parser changes between versions and answers must not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mockwright.mock_server.seeding import RandomStream

Maker = Callable[[RandomStream], str]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Part:
    """A part of a pattern: the function that generates its text, and the maximum length."""

    make: Maker
    longest: int


LETTERS = "abcdefghijklmnopqrstuvwxyz"
DIGITS = "0123456789"
WORD = LETTERS + LETTERS.upper() + DIGITS + "_"
PRINTABLE = WORD + " -.,"
_MORE = 3
_MOST = 1000
_LONGEST = 100_000

_CLASSES = {"d": DIGITS, "w": WORD, "s": " "}
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "0": "\0"}
_HEX_DIGITS = {"x": 2, "u": 4}


class PatternTooHard(ValueError):
    """Raised if no text can be generated for a pattern."""


def compile_pattern(pattern: str, more: int = _MORE) -> Maker:
    """Return a function that generates text matching the whole pattern.

    Repetitions without an upper bound add at most `more`. Raises `PatternTooHard` for look-around,
    references, Unicode properties, patterns whose text would be too long, and invalid regular
    expressions.
    """
    parser = _Parser(pattern, more)
    try:
        made = parser.alternatives()
    except RecursionError:
        raise PatternTooHard(pattern) from None
    if not parser.is_done():
        raise PatternTooHard(pattern)
    return made.make


class _Parser:
    """A recursive-descent parser that builds makers."""

    def __init__(self, pattern: str, more: int) -> None:
        self._pattern = pattern
        self._more = more
        self._position = 0

    def is_done(self) -> bool:
        return self._position == len(self._pattern)

    def _peek(self) -> str:
        return self._pattern[self._position : self._position + 1]

    def _take(self) -> str:
        character = self._peek()
        if not character:
            raise PatternTooHard(self._pattern)
        self._position += 1
        return character

    def _skip(self, text: str) -> bool:
        found = self._pattern.startswith(text, self._position)
        self._position += len(text) if found else 0
        return found

    def alternatives(self) -> _Part:
        options = [self._sequence()]
        while self._skip("|"):
            options.append(self._sequence())
        if len(options) == 1:
            return options[0]
        makers = [option.make for option in options]
        longest = max(option.longest for option in options)
        return _Part(make=lambda stream: stream.pick(makers)(stream), longest=longest)

    def _sequence(self) -> _Part:
        parts: list[_Part] = []
        while self._peek() not in {"", "|", ")"}:
            atom = self._atom()
            if atom is not None:
                parts.append(self._repeated(atom))
        makers = [part.make for part in parts]
        longest = sum(part.longest for part in parts)
        if longest > _LONGEST:
            raise PatternTooHard(self._pattern)
        if len(makers) == 1:
            return parts[0]
        return _Part(
            make=lambda stream: "".join([make(stream) for make in makers]), longest=longest
        )

    def _atom(self) -> _Part | None:
        """Parse one atom; None for an anchor, which matches no text."""
        character = self._take()
        if character in "^$":
            return None
        if character == "(":
            return self._group()
        if character in "*+?{":
            raise PatternTooHard(self._pattern)
        return _Part(make=_one_of(self._characters(character)), longest=1)

    def _characters(self, first: str) -> str:
        """The characters that an atom with this first character matches."""
        if first == "[":
            return self._members()
        if first == ".":
            return PRINTABLE
        return self._escape() if first == "\\" else first

    def _group(self) -> _Part:
        is_plain = self._skip("?:") or self._peek() != "?"
        made = self.alternatives()
        if not is_plain or not self._skip(")"):
            raise PatternTooHard(self._pattern)
        return made

    def _escape(self) -> str:
        """The characters that an escape matches."""
        character = self._take()
        if character in _CLASSES:
            return _CLASSES[character]
        if character in _CONTROLS:
            return _CONTROLS[character]
        if character in "DWS":
            return _others(_CLASSES[character.lower()])
        if character in _HEX_DIGITS:
            return self._code_point(_HEX_DIGITS[character])
        if character.isalnum():  # a reference, a word boundary, a Unicode property
            raise PatternTooHard(self._pattern)
        return character

    def _code_point(self, count: int) -> str:
        digits = self._pattern[self._position : self._position + count]
        self._position += count
        try:
            return chr(int(digits, 16)).encode().decode()  # a lone surrogate cannot be encoded
        except ValueError:
            raise PatternTooHard(self._pattern) from None

    def _members(self) -> str:
        """The characters of a class, after its opening bracket."""
        is_negated = self._skip("^")
        members = ""
        while not self._skip("]"):
            members += self._range()
        return _others(members) if is_negated else members

    def _range(self) -> str:
        first = self._class_member()
        if len(first) != 1 or self._peek() != "-" or self._pattern[self._position + 1 :][:1] == "]":
            return first
        self._take()
        last = self._class_member()
        span = range(ord(first), ord(last) + 1) if len(last) == 1 else range(0)
        if not 0 < len(span) <= _MOST:
            raise PatternTooHard(self._pattern)
        return "".join(map(chr, span))

    def _class_member(self) -> str:
        character = self._take()
        return self._escape() if character == "\\" else character

    def _repeated(self, part: _Part) -> _Part:
        low, high = self._bounds()
        self._skip("?")
        if (low, high) == (1, 1):
            return part
        if part.longest * high > _LONGEST:
            raise PatternTooHard(self._pattern)
        make = part.make
        if isinstance(make, _OneOf):
            return _Part(make=_repeat_character(make.characters, low, high), longest=high)
        return _Part(
            make=lambda stream: "".join([make(stream) for _ in range(stream.between(low, high))]),
            longest=part.longest * high,
        )

    def _bounds(self) -> tuple[int, int]:
        for sign, bounds in (("*", (0, self._more)), ("+", (1, 1 + self._more)), ("?", (0, 1))):
            if self._skip(sign):
                return bounds
        if not self._skip("{"):
            return 1, 1
        text, end, rest = self._pattern[self._position :].partition("}")
        self._position = len(self._pattern) - len(rest)
        low, comma, high = text.partition(",")
        return self._counts(low if end else "", high if comma else low)

    def _counts(self, low: str, high: str) -> tuple[int, int]:
        if not low.isdecimal() or not (high.isdecimal() or not high):
            raise PatternTooHard(self._pattern)
        least = int(low)
        most = int(high) if high else least + self._more
        if not least <= most or least > _MOST:
            raise PatternTooHard(self._pattern)
        return least, min(most, least + self._more) if most - least > _MOST else most


class _OneOf:
    """Generates one of several characters."""

    __slots__ = ("characters",)

    def __init__(self, characters: Sequence[str]) -> None:
        self.characters = characters

    def __call__(self, stream: RandomStream) -> str:
        return stream.pick(self.characters)


def _repeat_character(characters: Sequence[str], low: int, high: int) -> Maker:
    return lambda stream: stream.text(characters, stream.between(low, high))


def _one_of(characters: Sequence[str]) -> Maker:
    if not characters:
        raise PatternTooHard("[]")
    if len(characters) == 1:
        return lambda _: characters[0]
    return _OneOf(characters)


def _others(characters: str) -> str:
    return "".join(character for character in PRINTABLE if character not in characters)
