"""Read escapes and classes of characters in regular expressions, and write them in ECMA-262."""

from __future__ import annotations

import re
from collections.abc import Mapping

# Characters that stand for themselves after a backslash, in any dialect.
SYNTAX = frozenset("^$\\.*+?()[]{}|/")
_CLASSES = frozenset("dDwWsS")
_CONTROLS = frozenset("nrtvf0")
_OTHER_MEMBERS: Mapping[str, str] = {
    "h": r" \t",
    "a": r"\x07",
    "e": r"\x1b",
    "b": r"\x08",
}
_POSIX: Mapping[str, str] = {
    "alpha": "A-Za-z",
    "digit": "0-9",
    "alnum": "A-Za-z0-9",
    "upper": "A-Z",
    "lower": "a-z",
    "xdigit": "0-9A-Fa-f",
    "space": r"\s",
    "blank": r" \t",
    "word": r"\w",
    "punct": r"!-\/:-@\[-`\{-~",
    "print": " -~",
    "graph": "!-~",
    "cntrl": r"\x00-\x1f\x7f",
}
_PROPERTY = re.compile(r"([pP])(?:\{(\^?)([^{}]*)\}|([A-Z]))")
_HEX = "[0-9a-fA-F]"
_CODE = re.compile(
    rf"\\x\{{({_HEX}+)\}}|\\x{_HEX}{{2}}|\\u{_HEX}{{4}}|\\u\{{{_HEX}+\}}|\\c[A-Za-z]"
)
_POSIX_CLASS = re.compile(r"\[:(\^?)([a-z]+):\]")
_IGNORED_FLAGS = frozenset("guUay")


class PatternIsForeign(ValueError):
    """Raised for a pattern whose meaning in ECMA-262 is not certain."""


class ClassWriter:
    """Reads a pattern from left to right; here its escapes and classes."""

    def __init__(self, pattern: str, flags: str) -> None:
        self._pattern = pattern
        self._at = 0
        self._out: list[str] = []
        self._groups: list[str] = []
        self._ignores_case = False
        self._matches_lines = False
        self.is_foreign = False
        self.is_ambiguous = False
        self._set_flags(flags)

    def _take(self, length: int, written: str) -> None:
        self._at += length
        self._out.append(written)

    def _translate(self, length: int, written: str) -> None:
        """Write what another dialect means."""
        self.is_foreign = True
        self._take(length, written)

    def _disambiguate(self, length: int, written: str) -> None:
        """Write what ECMA-262 means, so that no reader takes it for another dialect."""
        self.is_ambiguous = True
        self._take(length, written)

    def _set_flags(self, flags: str) -> None:
        for flag in flags:
            if flag == "i":
                self._ignores_case = True
            elif flag == "s":
                self._matches_lines = True
            elif flag not in _IGNORED_FLAGS:
                raise PatternIsForeign(self._pattern)

    def _member_escape(self, *, is_member: bool) -> bool:
        """An escape that is the same within and outside of a class; returns if it is a class."""
        following = self._pattern[self._at + 1 : self._at + 2]
        if not following:
            raise PatternIsForeign(self._pattern)
        if following in {"p", "P"}:
            self._property(is_member=is_member)
            return True
        if following in {"x", "u", "c"}:
            self._take_code()
        elif following in _CLASSES or following in _CONTROLS or following in SYNTAX:
            self._take(2, "\\" + following)
        elif is_member and following == "-":
            self._take(2, r"\-")
        elif following.isalnum():
            raise PatternIsForeign(self._pattern)
        else:
            self._take(2, following)
        return following in _CLASSES

    def _take_code(self) -> None:
        r"""A character by its number: `\\x41`, `\\u0041`, `\\u{41}`, `\\cA`."""
        found = _CODE.match(self._pattern, self._at)
        if found is None:
            raise PatternIsForeign(self._pattern)
        self._take(len(found[0]), rf"\u{{{found[1]}}}" if found[1] else found[0])

    def _property(self, *, is_member: bool) -> None:
        found = _PROPERTY.match(self._pattern, self._at + 1)
        if found is None:
            raise PatternIsForeign(self._pattern)
        letter, caret, name, short = found.groups()
        is_negated = (letter == "P") != bool(caret)
        members = _POSIX.get((name or "").lower())
        if members is not None:
            text = members if is_member else f"[{'^' if is_negated else ''}{members}]"
            if is_member and is_negated:
                raise PatternIsForeign(self._pattern)
        else:
            full = (name or short).removeprefix("Is") or (name or short)
            text = f"\\{'P' if is_negated else 'p'}{{{full}}}"
        changed = text != self._pattern[self._at : self._at + len(text)]
        (self._translate if changed else self._take)(len(found[0]) + 1, text)

    def _class(self) -> None:
        self._take(1, "[")
        if self._pattern[self._at : self._at + 1] == "^":
            self._take(1, "^")
        if self._pattern[self._at : self._at + 1] == "]":
            self._empty_class()
            return
        was_class = False
        while self._at < len(self._pattern) and self._pattern[self._at] != "]":
            was_class = self._member(was_class=was_class)
        if self._at >= len(self._pattern):
            raise PatternIsForeign(self._pattern)
        self._take(1, "]")

    def _empty_class(self) -> None:
        """`[]` matches nothing, and `[^]` everything; other dialects read a literal bracket."""
        is_all = self._out.pop() == "^"
        if is_all:
            self._out.pop()
        self._disambiguate(1, r"[\s\S]" if is_all else r"[^\s\S]")

    def _member(self, *, was_class: bool) -> bool:
        """One member of a class; returns whether it is a class itself, which begins no range."""
        character = self._pattern[self._at]
        following = self._pattern[self._at + 1 : self._at + 2]
        posix = _POSIX_CLASS.match(self._pattern, self._at)
        if posix:
            if posix[1] or posix[2] not in _POSIX:
                raise PatternIsForeign(self._pattern)
            self._translate(len(posix[0]), _POSIX[posix[2]])
            return True
        if character == "\\":
            if following in _OTHER_MEMBERS:
                self._translate(2, _OTHER_MEMBERS[following])
                return following == "h"
            return self._member_escape(is_member=True)
        if character == "-":
            self._hyphen(was_class=was_class)
        elif character == "[":
            self._disambiguate(1, r"\[")
        elif character in "&~" and following == character:
            self._disambiguate(1, f"\\x{ord(character):02x}")
        else:
            self._take(1, in_both_cases(character) if self._ignores_case else character)
        return False

    def _hyphen(self, *, was_class: bool) -> None:
        """A hyphen; beside a class it is literal, else it may be a range."""
        before, after = self._out[-1], self._pattern[self._at + 1 : self._at + 3]
        is_first = before in {"[", "^"}
        is_last = after[:1] in {"", "]"}
        is_beside_class = was_class or (after[:1] == "\\" and after[1:] in _CLASSES | {"p", "P"})
        if is_beside_class or (not (is_first or is_last) and before == "-"):
            self._take(1, r"\-" if not (is_first or is_last) else "-")
        elif self._ignores_case and not (is_first or is_last):
            self._folded_range(before)
        else:
            self._take(1, "-")

    def _folded_range(self, before: str) -> None:
        """A range in both cases: `a-f` becomes `a-fA-F`."""
        end = self._pattern[self._at + 1]
        first = before[0]
        if not (first.isascii() and end.isascii()) or end == "\\":
            raise PatternIsForeign(self._pattern)
        self._out[-1] = f"{first}-{end}"
        if first.isalpha() and end.isalpha():
            self._out[-1] += f"{first.swapcase()}-{end.swapcase()}"
        self._at += 2


def in_both_cases(character: str) -> str:
    """The members of a class that match a character in upper and lower case."""
    other = character.swapcase()
    return character if other == character or len(other) != 1 else character + other
