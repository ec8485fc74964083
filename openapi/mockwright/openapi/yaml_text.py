"""Read YAML by the core schema of YAML 1.2, without code execution or unbounded expansion.

PyYAML reads YAML 1.1, where `no` is a boolean and `2024-01-01` a date; OpenAPI recommends 1.2.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import yaml

from mockwright.openapi.json_text import MAX_NUMBER_DIGITS, is_deeper_than

MAX_DEPTH = 200
MAX_NODES = 1_000_000

_PREFIX = "tag:yaml.org,2002:"
_TEXT, _LIST, _MAP, _MERGE = (_PREFIX + name for name in ("str", "seq", "map", "merge"))
_PLAIN: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("bool", re.compile(r"true|True|TRUE|false|False|FALSE")),
    ("int", re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")),
    ("float", re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")),
    ("float", re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")),
    ("null", re.compile(r"~|null|Null|NULL|")),
    ("merge", re.compile(r"<<")),
)
# Every match above starts with one of these; few other scalars do.
_SPECIAL = frozenset("tTfF-+.0123456789~nN<")


class YamlIsBroken(ValueError):
    """Raised for text that is not acceptable YAML; `str()` is a clause saying what and where."""


class _Loader(yaml.CSafeLoader):
    """Composes nodes: plain scalars as in YAML 1.2, and nesting up to the limit.

    PyYAML's C composer recurses for each level, so 100,000 brackets would crash the process. It
    calls `descend_resolver` before it enters each level.
    """

    def __init__(self, stream: bytes) -> None:
        super().__init__(stream)
        self._depth = 0

    def descend_resolver(self, current_node: object, current_index: object) -> None:  # noqa: ARG002 -- PyYAML's signature
        self._depth += 1
        if self._depth > MAX_DEPTH + 1:  # the value at the deepest level is one more step
            raise YamlIsBroken(_TOO_DEEP)

    def ascend_resolver(self) -> None:
        self._depth -= 1

    def resolve(self, kind: type[yaml.Node], value: Any, implicit: Any) -> str:
        if kind is not yaml.ScalarNode:
            return _LIST if kind is yaml.SequenceNode else _MAP
        is_plain = implicit[0]
        if not is_plain or (value and value[0] not in _SPECIAL):
            return _TEXT
        return next((_PREFIX + tag for tag, rule in _PLAIN if rule.fullmatch(value)), _TEXT)


_TOO_DEEP = f"it is nested deeper than {MAX_DEPTH} levels"


def parse_yaml(text: bytes) -> Any:
    """Parse one YAML document: 1.2 core schema, string keys, no tags, limited expansion.

    Raises `YamlIsBroken`.
    """
    try:
        node = yaml.compose(text, _Loader)
    except yaml.MarkedYAMLError as error:
        problem = f"{error.context or ''} {error.problem or ''}{_mark(error.problem_mark)}"
        raise YamlIsBroken(f"it is not valid YAML: {problem.strip()}") from error
    except (yaml.YAMLError, UnicodeError) as error:
        raise YamlIsBroken(f"it is not valid YAML: {str(error).splitlines()[0]}") from error
    return None if node is None else _Builder().build_document(node)


def _mark(mark: Any) -> str:
    return f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""


class _Builder:
    """Turns nodes into plain values. Aliases share one value, but each use is counted."""

    def __init__(self) -> None:
        self._count = 0
        self._done: dict[int, tuple[Any, int]] = {}  # by node: its value and its size in nodes
        self._open: set[int] = set()

    def build_document(self, root: yaml.Node) -> Any:
        """The value of the root. Raises `YamlIsBroken`."""
        value = self._build(root)
        if is_deeper_than(value, MAX_DEPTH):  # aliases can nest deeper than the text does
            raise YamlIsBroken(_TOO_DEEP)
        return value

    def _build(self, node: yaml.Node) -> Any:
        if isinstance(node, yaml.ScalarNode):
            self._count += 1
            return _read_scalar(node)
        key = id(node)
        if key in self._done:
            return self._repeat(key)
        if key in self._open:
            raise YamlIsBroken(f"an alias occurs within its own anchor{_mark(node.start_mark)}")
        self._open.add(key)
        before = self._count
        self._count += 1
        value = self._build_items(node) if node.tag == _LIST else self._build_fields(node)
        self._open.discard(key)
        self._done[key] = (value, self._count - before)
        return value

    def _repeat(self, key: int) -> Any:
        """Count a shared value again: a YAML bomb is small in memory, but walking it never ends."""
        value, size = self._done[key]
        self._count += size
        if self._count > MAX_NODES:
            raise YamlIsBroken(f"its aliases expand to more than {MAX_NODES:,} values")
        return value

    def _build_items(self, node: yaml.Node) -> list[Any]:
        if not isinstance(node, yaml.SequenceNode):
            raise _refuse_tag(node)
        return [self._build(item) for item in node.value]

    def _build_fields(self, node: yaml.Node) -> dict[str, Any]:
        if not isinstance(node, yaml.MappingNode) or node.tag != _MAP:
            raise _refuse_tag(node)
        merged: dict[str, Any] = {}
        fields: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if key_node.tag == _MERGE:
                for source in self._merge_sources(value_node):
                    merged = {**source, **merged}
                continue
            key = _read_key(key_node)
            if key in fields:
                raise YamlIsBroken(f"the key `{key}` occurs twice{_mark(key_node.start_mark)}")
            fields[key] = self._build(value_node)
        return {**merged, **fields}

    def _merge_sources(self, node: yaml.Node) -> Iterator[dict[str, Any]]:
        """The objects that `<<` merges, in order: not part of YAML 1.2, but documents use it."""
        sources = node.value if isinstance(node, yaml.SequenceNode) else [node]
        for source in sources:
            value = self._build(source)
            if not isinstance(value, dict):
                raise YamlIsBroken(f"`<<` merges objects only{_mark(source.start_mark)}")
            yield value


def _read_key(node: yaml.Node) -> str:
    """A key as the text in the document: JSON has only string keys, and `200:` means "200"."""
    if not isinstance(node, yaml.ScalarNode):
        raise YamlIsBroken(f"a key is not a plain string{_mark(node.start_mark)}")
    return str(node.value)


def _read_scalar(node: yaml.ScalarNode) -> Any:
    read = _READERS.get(node.tag)
    if read is None:
        raise _refuse_tag(node)
    try:
        return read(node.value)
    except (KeyError, ValueError):
        text = node.value if len(node.value) <= _MAX_SHOWN else f"{node.value[:_MAX_SHOWN]}…"
        problem = f"`{text}` cannot be read as {node.tag.removeprefix(_PREFIX)}"
        raise YamlIsBroken(f"{problem}{_mark(node.start_mark)}") from None


_MAX_SHOWN = 60


def _refuse_tag(node: yaml.Node) -> YamlIsBroken:
    return YamlIsBroken(
        f"the tag `{node.tag.replace(_PREFIX, '!!')}` is not supported{_mark(node.start_mark)}; "
        "use plain YAML without custom types"
    )


def _read_integer(text: str) -> int:
    if len(text) > MAX_NUMBER_DIGITS:
        raise ValueError(text)
    return int(text, 0) if text.startswith(("0o", "0x")) else int(text)


def _read_float(text: str) -> float:
    """A number that JSON can represent, so neither infinity nor NaN."""
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


_READERS: Mapping[str, Callable[[str], Any]] = {
    _TEXT: str,
    _MERGE: str,
    _PREFIX + "bool": lambda text: {"true": True, "false": False}[text.lower()],
    _PREFIX + "int": _read_integer,
    _PREFIX + "float": _read_float,
    _PREFIX + "null": lambda _text: None,
}
