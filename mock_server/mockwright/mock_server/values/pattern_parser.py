"""Parse regular expressions to parts that generate text.

The subset of ECMA-262 that documents use is parsed here rather than by `re`, because CPython's
parser changes between versions and answers must not.
"""

from __future__ import annotations

import re

from mockwright.mock_server.values.character_sets import CLASSES, PRINTABLE, of_property, others
from mockwright.mock_server.values.pattern_parts import (
    Characters,
    Choice,
    Group,
    Part,
    Reference,
    Repeat,
    Series,
)

MORE = 3
MAX_LENGTH = 100_000
_MOST = 1000

_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "0": "\0"}
_HEX_DIGITS = {"x": 2, "u": 4}
_GROUP = re.compile(r"\?(?:[-a-z]*:|P?<([A-Za-z_$][\w$]*)>)")
_LOOK_AROUND = re.compile(r"\?<?([=!])")
_FLAGS = re.compile(r"\?[-a-z]+\)")
_REFERENCE = re.compile(r"\\(?:[1-9]|k<)")
# Places without text: the edges of a word, and what other engines call the edges of a text.
_EDGES = "bBAzZ"


class PatternTooHard(ValueError):
    """Raised if no text can be generated for a pattern."""


class PatternParser:
    """A recursive-descent parser.

    After `parse`, `is_exact` is whether all text that the part generates matches the pattern, and
    `needed` has the parts that look-ahead requires somewhere in the text.
    """

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._position = 0
        self._has_references = _REFERENCE.search(pattern) is not None
        self._groups = 0
        self._names: dict[str, int] = {}
        self._longest: dict[int, int] = {}
        self.is_exact = not self._has_references
        self.needed: list[Part] = []

    def parse(self) -> Part:
        """Parse the whole pattern. Raises `PatternTooHard`."""
        try:
            part = self._alternatives()
        except RecursionError:
            raise PatternTooHard(self._pattern) from None
        if self._position != len(self._pattern):
            raise PatternTooHard(self._pattern)
        return part

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

    def _match(self, expression: re.Pattern[str]) -> re.Match[str] | None:
        found = expression.match(self._pattern, self._position)
        self._position = found.end() if found else self._position
        return found

    def _until(self, end: str) -> str:
        """The text up to a delimiter, which is skipped."""
        text, found, rest = self._pattern[self._position :].partition(end)
        if not found:
            raise PatternTooHard(self._pattern)
        self._position = len(self._pattern) - len(rest)
        return text

    def _alternatives(self) -> Part:
        options = [self._series()]
        while self._skip("|"):
            options.append(self._series())
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def _series(self) -> Part:
        parts: list[Part] = []
        while self._peek() not in {"", "|", ")"}:
            atom = self._atom()
            if atom is not None:
                parts.append(self._repeated(atom))
        series = Series(tuple(parts))
        if series.longest(MORE) > MAX_LENGTH:
            raise PatternTooHard(self._pattern)
        return parts[0] if len(parts) == 1 else series

    def _atom(self) -> Part | None:
        """Parse one atom; None for what matches no text, such as an anchor."""
        character = self._take()
        if character in "^$":
            return None
        if character == "(":
            return self._group()
        if character in "*+?{":
            raise PatternTooHard(self._pattern)
        if character == "\\":
            return self._escaped_atom()
        return self._one_of(self._characters(character))

    def _one_of(self, characters: str) -> Part:
        if not characters:
            raise PatternTooHard(self._pattern)
        return Characters(characters)

    def _characters(self, first: str) -> str:
        if first == "[":
            return self._members()
        return PRINTABLE if first == "." else first

    def _escaped_atom(self) -> Part | None:
        """Parse what follows a backslash outside a class."""
        character = self._peek()
        if character in _EDGES:
            self._take()
            self.is_exact = False
            return None
        if character in "123456789":
            digits = re.compile("[0-9]+").match(self._pattern, self._position)
            self._position += len(digits[0]) if digits else 0
            return self._reference(int(digits[0]) if digits else 0)
        if character == "k" and self._has_references:
            self._take()
            return self._reference(self._names.get(self._until(">").removeprefix("<"), 0))
        return self._one_of(self._escape())

    def _reference(self, number: int) -> Part:
        if number not in self._longest:
            raise PatternTooHard(self._pattern)
        return Reference(number, self._longest[number])

    def _group(self) -> Part | None:
        if self._match(_FLAGS):
            self.is_exact = False
            return None
        look = self._match(_LOOK_AROUND)
        if look is not None:
            self._look_around(is_needed=look[0] == "?=")
            return None
        number = self._open_group()
        part = self._alternatives()
        if not self._skip(")"):
            raise PatternTooHard(self._pattern)
        if not number or not self._has_references:
            return part
        self._longest[number] = part.longest(MORE)
        return Group(number, part)

    def _open_group(self) -> int:
        """Read how a group begins; the number of a capturing one, else 0."""
        found = self._match(_GROUP)
        if found is None and self._peek() == "?":
            raise PatternTooHard(self._pattern)
        if found is not None and found[1] is None:
            self.is_exact = self.is_exact and found[0] == "?:"
            return 0
        self._groups += 1
        if found is not None:
            self._names[found[1]] = self._groups
        return self._groups

    def _look_around(self, *, is_needed: bool) -> None:
        """Read a condition on the text around; it generates nothing itself."""
        self.is_exact = False
        part = self._alternatives()
        if not self._skip(")"):
            raise PatternTooHard(self._pattern)
        if is_needed:
            self.needed.append(part)

    def _escape(self) -> str:
        """The characters that an escape matches, in a class or outside."""
        character = self._take()
        if character in CLASSES:
            return CLASSES[character]
        if character in _CONTROLS:
            return _CONTROLS[character]
        if character in "DWS":
            return others(CLASSES[character.lower()])
        if character in _HEX_DIGITS:
            return self._code_point(_HEX_DIGITS[character])
        if character in "pP":
            return self._property(is_negated=character == "P")
        if character == "c":
            return chr(ord(self._take()) % 32)
        if character.isalnum():
            raise PatternTooHard(self._pattern)
        return character

    def _property(self, *, is_negated: bool) -> str:
        name = self._until("}").removeprefix("{") if self._peek() == "{" else self._take()
        is_negated ^= name.startswith("^")
        characters = of_property(name.removeprefix("^"))
        if not characters:
            raise PatternTooHard(self._pattern)
        return others(characters) if is_negated else characters

    def _code_point(self, count: int) -> str:
        if self._skip("{"):
            digits = self._until("}")
        else:
            digits = self._pattern[self._position : self._position + count]
            self._position += count
        try:
            return chr(int(digits, 16)).encode().decode()  # a lone surrogate cannot be encoded
        except (ValueError, OverflowError):
            raise PatternTooHard(self._pattern) from None

    def _members(self) -> str:
        """The characters of a class, after its opening bracket."""
        is_negated = self._skip("^")
        members = ""
        while not self._skip("]"):
            members += self._range()
        return others(members) if is_negated else members

    def _range(self) -> str:
        first = self._class_member()
        if len(first) != 1 or self._peek() != "-" or self._pattern[self._position + 1 :][:1] == "]":
            return first
        self._take()
        last = self._class_member()
        span = range(ord(first), ord(last) + 1) if len(last) == 1 else range(0)
        if not span:
            raise PatternTooHard(self._pattern)
        # Of the characters of a whole script, the first are enough.
        return "".join(map(chr, span[:_MOST]))

    def _class_member(self) -> str:
        character = self._take()
        if character != "\\":
            return character
        return "\b" if self._skip("b") else self._escape()

    def _repeated(self, part: Part) -> Part:
        low, high = self._bounds()
        self._skip("?")
        if (low, high) == (1, 1):
            return part
        repeat = Repeat(part, low, high)
        if repeat.longest(MORE) > MAX_LENGTH:
            raise PatternTooHard(self._pattern)
        return repeat

    def _bounds(self) -> tuple[int, int | None]:
        for sign, bounds in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self._skip(sign):
                return bounds
        if not self._skip("{"):
            return 1, 1
        low, comma, high = self._until("}").partition(",")
        return self._counts(low, high if comma else low)

    def _counts(self, low: str, high: str) -> tuple[int, int | None]:
        if not low.isdecimal() or not (high.isdecimal() or not high):
            raise PatternTooHard(self._pattern)
        least, most = int(low), int(high) if high else None
        if least > _MOST or (most is not None and most < least):
            raise PatternTooHard(self._pattern)
        return least, None if most is None or most - least > _MOST else most
