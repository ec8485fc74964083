"""Find the lines of places in a file, when there is something to say about them.

Reading a document keeps no positions, because almost none is ever needed. A file with complaints
is read once more for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from mockwright.openapi.pointers import escape

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}\[\],:\n]|[^\s{}\[\],:"]+')
_UNQUOTED = re.compile(r"\\(u[0-9a-fA-F]{4}|.)")


def find_lines(path: Path, pointers: Iterable[str]) -> dict[str, int]:
    """The line of each pointer, from 1; that of its nearest ancestor if it does not exist.

    Empty if the file cannot be read any more.
    """
    pointers = list(pointers)
    if not any(pointers):  # the whole file, which may be too large to be read
        return dict.fromkeys(pointers, 1)
    wanted = {prefix for pointer in pointers for prefix in _prefixes(pointer)}
    try:
        text = path.read_bytes()
        places = _json_places(text) if text.lstrip()[:1] == b"{" else _yaml_places(text)
        known = {pointer: line for pointer, line in places if pointer in wanted}
    except (OSError, ValueError, IndexError, yaml.YAMLError):
        return {}
    return {
        pointer: next((known[one] for one in _prefixes(pointer) if one in known), 1)
        for pointer in pointers
    }


def _prefixes(pointer: str) -> Iterator[str]:
    """The pointer, then its ancestors, nearest first."""
    yield pointer
    while pointer:
        pointer = pointer.rpartition("/")[0]
        yield pointer


def _yaml_places(text: bytes) -> Iterator[tuple[str, int]]:
    """Every place of a YAML text and its line: of a field, the line of its name."""
    stack: list[_Level] = []
    for event in yaml.parse(text, yaml.CSafeLoader):
        if isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            stack.pop()
            continue
        if not isinstance(event, yaml.NodeEvent):
            continue
        level = stack[-1] if stack else None
        mark = event.start_mark
        line = mark.line + 1 if mark else 1
        if level is not None and level.takes_name:
            level.name(str(getattr(event, "value", "")), line)
            continue
        pointer = "" if level is None else level.next()
        yield pointer, line if level is None else level.line or line
        if isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
            stack.append(_Level(pointer, is_list=isinstance(event, yaml.SequenceStartEvent)))


class _Level:
    """One open object or list: what its next value is called, and where that name stands."""

    def __init__(self, pointer: str, *, is_list: bool) -> None:
        self._pointer = pointer
        self._is_list = is_list
        self._index = 0
        self._name: str | None = None
        self.line = 0

    @property
    def takes_name(self) -> bool:
        return not self._is_list and self._name is None

    def name(self, name: str, line: int) -> None:
        self._name, self.line = name, line

    def next(self) -> str:
        """The pointer of the next value."""
        part: Any = self._index if self._is_list else self._name
        self._index += 1
        self._name = None
        return f"{self._pointer}/{escape(part)}"


def _json_places(text: bytes) -> Iterator[tuple[str, int]]:
    """Every place of a JSON text and its line."""
    stack: list[_Level] = []
    line = 1
    for found in _TOKEN.finditer(text):
        token = found[0]
        if token == b"\n":
            line += 1
        elif token in b"}]":
            stack.pop()
        elif token not in b",:":
            level = stack[-1] if stack else None
            if level is not None and level.takes_name:
                level.name(_text_of(token), line)
                continue
            pointer = "" if level is None else level.next()
            yield pointer, (level.line if level is not None else 0) or line
            if token in b"{[":
                stack.append(_Level(pointer, is_list=token == b"["))


def _text_of(token: bytes) -> str:
    """The name in a JSON string."""
    text = token.decode("utf-8", "replace").strip('"')
    return _UNQUOTED.sub(_unescape, text) if "\\" in text else text


def _unescape(found: re.Match[str]) -> str:
    code = found[1]
    if code[0] == "u":
        return chr(int(code[1:], 16))
    return {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}.get(code, code)
