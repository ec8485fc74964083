"""Harmless texts: what a target sent can be shown without moving a cursor or commanding a CI."""

from __future__ import annotations

import re

MAX_SHOWN = 2000

# What joins letters in Persian and in emojis is no danger.
_JOINERS = frozenset("\u200c\u200d")
# CI systems obey lines that have these anywhere.
_COMMAND = re.compile(r"##(?=\[|vso\[|teamcity\[)")
_LATIN_1, _BASIC_PLANE = 0xFF, 0xFFFF


def make_harmless(text: str) -> str:
    r"""The text on one line; control, formatting and impossible characters are written as escapes.

    What has no glyph is `\x1b` or `\u202e`, and a text is at most 2,000 characters long.
    """
    if len(text) > MAX_SHOWN:
        text = f"{text[: MAX_SHOWN - 1]}…"
    return escape_unprintable(_COMMAND.sub(r"\\x23#", text))


def escape_unprintable(text: str) -> str:
    """The text with an escape for every character that is not for printing."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in _JOINERS else _escape(c) for c in text)


def _escape(character: str) -> str:
    if character == "\n":
        return "\\n"
    code = ord(character)
    if code <= _LATIN_1:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= _BASIC_PLANE else f"\\U{code:08x}"


def split_commands(line: str) -> str:
    """A shell command of equal meaning, in which no CI finds a command of its own."""
    return _COMMAND.sub("##''", line)
