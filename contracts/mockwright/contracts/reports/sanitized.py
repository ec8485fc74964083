"""Sanitized texts: show what a target sent without moving a cursor or commanding a CI."""

from __future__ import annotations

import re

MAX_SHOWN = 2000

# Joiners in Persian texts and emojis are safe.
_JOINERS = frozenset("\u200c\u200d")
# CI systems execute lines that contain these anywhere.
_COMMAND = re.compile(r"##(?=\[|vso\[|teamcity\[)")
_LATIN_1, _BASIC_PLANE = 0xFF, 0xFFFF


def sanitize(text: str) -> str:
    r"""The text on one line, with control, format and invalid characters as escapes.

    Characters without a glyph become `\x1b` or `\u202e`; a text has at most 2,000 characters.
    """
    if len(text) > MAX_SHOWN:
        text = f"{text[: MAX_SHOWN - 1]}…"
    return escape_unprintable(_COMMAND.sub(r"\\x23#", text))


def escape_unprintable(text: str) -> str:
    """The text with an escape for every unprintable character."""
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
    """An equivalent shell command in which no CI system finds a command of its own."""
    return _COMMAND.sub("##''", line)
