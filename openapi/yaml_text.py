"""YAML text, read with the meaning of YAML 1.2's core schema and nothing that could run or grow.

PyYAML reads YAML 1.1, where `no` is a boolean and `2024-01-01` a date; OpenAPI recommends 1.2.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

MAX_NODES = 20_000_000
_UNFINISHED = MAX_NODES + 1


class YamlIsBroken(ValueError):
    """A text that is not acceptable YAML; `str()` says what is wrong and where."""


class _CoreLoader(yaml.CSafeLoader):
    """Safe loader whose plain scalars follow YAML 1.2's core schema and whose keys are strings."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[str, Any]:  # noqa: FBT001, FBT002 -- PyYAML's signature
        self.flatten_mapping(node)
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = _key_of(key_node)
            if key in mapping:
                raise YamlIsBroken(f"the key `{key}` stands twice {_place(key_node)}")
            mapping[key] = self.construct_object(value_node, deep=True)
        return mapping


def _key_of(node: yaml.Node) -> str:
    """A key as the text that stands there: JSON has no other keys, and `200:` means "200"."""
    if not isinstance(node, yaml.ScalarNode):
        raise YamlIsBroken(f"a key is not a plain string {_place(node)}")
    return str(node.value)


def _place(node: yaml.Node) -> str:
    return f"at line {node.start_mark.line + 1}, column {node.start_mark.column + 1}"


def _construct_integer(loader: _CoreLoader, node: yaml.ScalarNode) -> int:
    text = str(loader.construct_scalar(node))
    return int(text, 0) if text.startswith(("0o", "0x")) else int(text)


def _construct_float(loader: _CoreLoader, node: yaml.ScalarNode) -> float:
    text = str(loader.construct_scalar(node)).lower()
    if "inf" in text or "nan" in text:
        raise YamlIsBroken(f"{text} cannot be written as JSON {_place(node)}")
    return float(text)


def _define_core_schema() -> None:
    _CoreLoader.yaml_implicit_resolvers = {}
    rules = [
        ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
        ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
        (
            "float",
            r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"
            r"|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
            "-+0123456789.",
        ),
        ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
        ("merge", r"<<", "<"),
    ]
    for name, pattern, first in rules:
        tag = f"tag:yaml.org,2002:{name}"
        _CoreLoader.add_implicit_resolver(tag, re.compile(rf"^(?:{pattern})\Z"), list(first))
    _CoreLoader.add_constructor("tag:yaml.org,2002:int", _construct_integer)
    _CoreLoader.add_constructor("tag:yaml.org,2002:float", _construct_float)


_define_core_schema()


def parse_yaml(text: bytes) -> Any:
    """Read one YAML document: 1.2 core schema, string keys, no tags, no bombs.

    Raises `YamlIsBroken`.
    """
    try:
        value = yaml.load(text, _CoreLoader)  # noqa: S506 -- a safe loader with fewer types
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise YamlIsBroken(f"{error.problem or error.context}{place}") from error
    except (yaml.YAMLError, RecursionError, UnicodeError) as error:
        raise YamlIsBroken(str(error).splitlines()[0]) from error
    _refuse_growth(value)
    return value


def _refuse_growth(root: Any) -> None:
    """Aliases share their target, so a bomb is small here; whoever walks it would not finish."""
    sizes: dict[int, int] = {}
    pending: list[tuple[Any, bool]] = [(root, False)]
    while pending:
        node, is_done = pending.pop()
        if not isinstance(node, dict | list):
            continue
        children = list(node.values()) if isinstance(node, dict) else node
        if is_done:
            sizes[id(node)] = 1 + sum(sizes.get(id(child), 1) for child in children)
            if sizes[id(node)] > MAX_NODES:
                message = f"aliases expand to more than {MAX_NODES:,} nodes"
                raise YamlIsBroken(message)
        elif id(node) not in sizes:
            sizes[id(node)] = _UNFINISHED
            pending.append((node, True))
            pending.extend((child, False) for child in children)
        elif sizes[id(node)] == _UNFINISHED:
            message = "an alias stands within its own anchor"
            raise YamlIsBroken(message)
