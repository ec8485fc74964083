r"""Write regular expressions of other dialects in ECMA-262, where their meaning is certain.

Browsers read more than the grammar of ECMA-262 proper: Annex B allows `[\w-.]`, `\_` and a
literal `{`. Documents also have patterns of Python, Java, .NET or PCRE. The result is written so
that every reader of it agrees: validators, generators and browsers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from mockwright.openapi.pattern_classes import (
    SYNTAX,
    ClassWriter,
    PatternIsForeign,
    in_both_cases,
)

_OTHER_ESCAPES: Mapping[str, str] = {
    "A": "^",
    "Z": "$",
    "z": "$",
    "h": r"[ \t]",
    "H": r"[^ \t]",
    "R": r"(?:\r\n|[\n\r])",
    "a": r"\x07",
    "e": r"\x1b",
}
_QUANTIFIER = re.compile(r"\{[0-9]+(?:,[0-9]*)?\}")
_GROUP = re.compile(r"\(\?(?:P?<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)')")
_PLAIN_GROUP = re.compile(r"\(\?(?::|=|!|<=|<!)")
_BACK_REFERENCE = re.compile(r"\(\?P=([A-Za-z_]\w*)\)|\\k(?:<([A-Za-z_]\w*)>|\{([A-Za-z_]\w*)\})")
_FLAGS = re.compile(r"\(\?([a-zA-Z]+)(\)|:)")
_DELIMITED = re.compile(r"/(\^.*\$)/([a-z]*)", re.DOTALL)


class EcmaPattern(NamedTuple):
    """A pattern in ECMA-262, and what it was written in.

    `is_foreign`: another dialect; `is_ambiguous`: a way that not every reader reads alike.
    """

    text: str
    is_foreign: bool
    is_ambiguous: bool


def to_ecma(pattern: str) -> EcmaPattern:
    """The pattern in ECMA-262; the same text if it is strictly that already.

    Raises `PatternIsForeign`.
    """
    delimited = _DELIMITED.fullmatch(pattern)
    body, flags = delimited.groups() if delimited else (pattern, "")
    writer = _Writer(body, flags)
    text = writer.write()
    is_foreign = writer.is_foreign or delimited is not None
    return EcmaPattern(text, is_foreign, writer.is_ambiguous)


class _Writer(ClassWriter):
    """Writes a whole pattern in ECMA-262."""

    def write(self) -> str:
        while self._at < len(self._pattern):
            step = self._STEPS.get(self._pattern[self._at], _Writer._literal)
            step(self)
        return "".join(self._out)

    def _literal(self) -> None:
        character = self._pattern[self._at]
        self._take(1, f"[{in_both_cases(character)}]" if self._folds(character) else character)

    def _folds(self, character: str) -> bool:
        return self._ignores_case and character.swapcase() != character

    def _dot(self) -> None:
        self._take(1, r"[\s\S]" if self._matches_lines else ".")

    def _quantifier(self) -> None:
        """A quantifier; a possessive one accepts the same texts as a greedy one, nearly always."""
        found = _QUANTIFIER.match(self._pattern, self._at)
        text = found[0] if found else self._pattern[self._at]
        if self._pattern[self._at] == "{" and not found:
            self._take(1, r"\{")
            return
        self._take(len(text), text)
        following = self._pattern[self._at : self._at + 1]
        if following in {"?", "+"}:
            (self._take if following == "?" else self._translate)(1, following.strip("+"))

    def _closing(self) -> None:
        self._take(1, "\\" + self._pattern[self._at])

    def _escape(self) -> None:
        following = self._pattern[self._at + 1 : self._at + 2]
        if following == "Q":
            self._quoted()
        elif following in _OTHER_ESCAPES:
            self._translate(2, _OTHER_ESCAPES[following])
        elif following == "k":
            self._back_reference()
        elif following in {"b", "B"} or following.isdigit():
            self._take(2, "\\" + following)
        else:
            self._member_escape(is_member=False)

    def _quoted(self) -> None:
        r"""Text between `\\Q` and `\\E` stands for itself."""
        end = self._pattern.find("\\E", self._at)
        end = len(self._pattern) if end < 0 else end
        text = self._pattern[self._at + 2 : end]
        quoted = "".join("\\" + c if c in SYNTAX else c for c in text)
        self._translate(len(text) + 4, quoted)

    def _group(self) -> None:
        if not self._pattern.startswith("(?", self._at):
            self._groups.append("")
            self._take(1, "(")
        elif found := _PLAIN_GROUP.match(self._pattern, self._at):
            self._take(len(found[0]), found[0])
        elif found := _GROUP.match(self._pattern, self._at):
            self._groups.append(found[1] or found[2])
            self.is_foreign |= not found[0].startswith("(?<")
            self._take(len(found[0]), f"(?<{self._groups[-1]}>")
        elif self._pattern.startswith("(?P=", self._at):
            self._back_reference()
        elif self._pattern.startswith("(?>", self._at):
            self._translate(3, "(?:")
        elif self._pattern.startswith("(?#", self._at):
            self._translate(self._pattern.find(")", self._at) + 1 - self._at, "")
        else:
            self._flags()

    def _back_reference(self) -> None:
        """A reference to a named group, by its number: not every reader knows it by name."""
        found = _BACK_REFERENCE.match(self._pattern, self._at)
        name = next(filter(None, found.groups())) if found else ""
        if found is None or name not in self._groups:
            raise PatternIsForeign(self._pattern)
        self._take(len(found[0]), f"(?:\\{self._groups.index(name) + 1})")

    def _flags(self) -> None:
        """Flags at the start hold for the whole pattern; elsewhere their reach is uncertain."""
        found = _FLAGS.match(self._pattern, self._at)
        is_start = not "".join(self._out).strip("^")
        if found is None or not is_start:
            raise PatternIsForeign(self._pattern)
        is_whole = found[2] == ")" or self._pattern.endswith((")", ")$"))
        if not is_whole:
            raise PatternIsForeign(self._pattern)
        self._set_flags(found[1])
        self._translate(len(found[0]), "" if found[2] == ")" else "(?:")

    _STEPS: Mapping[str, Callable[[_Writer], None]] = {
        "\\": _escape,
        "[": ClassWriter._class,  # noqa: SLF001 -- its own superclass
        "]": _closing,
        "}": _closing,
        "(": _group,
        ".": _dot,
        **dict.fromkeys("*+?{", _quantifier),
    }
