"""Describe what a broken rule expected, and what it received, as noun phrases."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import jsonschema_rs

from mockwright.openapi import formats
from mockwright.openapi.json_text import name_type
from mockwright.openapi.pointers import join_pointer
from mockwright.openapi.wording import list_names, show_value

Error = jsonschema_rs.ValidationError
Kind = jsonschema_rs.ValidationErrorKind

MAX_ALTERNATIVES = 4
MAX_LEAVES = 3


def describe_expected(error: Error) -> str:
    """Describe what the broken rule expects, as a noun phrase."""
    if isinstance(error.kind, Kind.BacktrackLimitExceeded | Kind.RegexEngineFailure):
        return "text that the pattern can be matched against in a bounded number of steps"
    describe = _EXPECTED.get(error.kind.name)
    return describe(error) if describe else f"a value that `{error.kind.name}` allows"


def describe_received(error: Error) -> str:
    """Describe the value received, shortened, with the length or count that the rule checks."""
    keyword, value = error.kind.name, error.instance
    if keyword == "required":
        return "nothing"
    count = _COUNTED.get(keyword)
    if count is not None:
        return count(value)
    if keyword == "type" and isinstance(value, dict | list):
        return f"{name_type(value)}, {show_value(value)}"
    return show_value(value)


_COUNTED: Mapping[str, Callable[[Any], str]] = {
    **dict.fromkeys(
        ("minLength", "maxLength"),
        lambda value: f"{show_value(value)} ({_plural(len(value), 'character')})",
    ),
    **dict.fromkeys(("minItems", "maxItems"), lambda value: _plural(len(value), "item")),
    **dict.fromkeys(("minProperties", "maxProperties"), lambda value: _plural(len(value), "field")),
}


def missing_name(error: Error) -> str | None:
    """The name of the missing required field, if that is the error; otherwise None."""
    return error.kind.property if isinstance(error.kind, Kind.Required) else None


def _expected_type(error: Error) -> str:
    types: Sequence[str] = error.kind.types  # type: ignore[attr-defined]  # kind is Type
    in_order = sorted(types, key=lambda name: name == "null")
    return " or ".join(_with_article(name) for name in in_order)


def _with_article(name: str) -> str:
    if name == "null":
        return name
    return f"{'an' if name[0] in 'aio' else 'a'} {name}"


def _expected_format(error: Error) -> str:
    name = str(error.kind.value)
    return formats.DESCRIPTIONS.get(name, f"a string in the format `{name}`")


def _expected_enum(error: Error) -> str:
    options = [show_value(option) for option in error.kind.value]
    return options[0] if len(options) == 1 else "one of " + list_names(options)


def _expected_name(error: Error) -> str:
    inner: Error = error.kind.error  # type: ignore[attr-defined]  # kind is PropertyNames
    return f"names of fields, each {describe_expected(inner)}"


def _expected_alternatives(error: Error) -> str:
    if isinstance(error.kind, Kind.OneOfMultipleValid):
        return "exactly one of the alternatives to match, not several"
    branches: Sequence[Sequence[Error]] = getattr(error.kind, "context", ())
    names = [_only_missing(branch, error) for branch in branches]
    if names and all(names):
        bound = "exactly" if error.kind.name == "oneOf" else "at least"
        return f"{bound} one of the fields " + list_names(str(name) for name in names)
    wants = [*dict.fromkeys(_describe_branch(branch, error) for branch in branches)]
    if len(wants) > MAX_ALTERNATIVES:
        further = f"one of {len(wants) - MAX_ALTERNATIVES} further alternatives"
        wants[MAX_ALTERNATIVES:] = [further]
    return wants[0] if len(wants) == 1 else "either " + ", or ".join(wants)


def _only_missing(branch: Sequence[Error], parent: Error) -> str | None:
    """The missing field, if that is the only reason why an alternative failed."""
    if len(branch) != 1 or branch[0].instance_path != parent.instance_path:
        return None
    name = missing_name(branch[0])
    return None if name is None else f"`{name}`"


def _describe_branch(branch: Sequence[Error], parent: Error) -> str:
    wants = [_describe_leaf(leaf, parent) for leaf in branch[:MAX_LEAVES]]
    more = ["more"] if len(branch) > MAX_LEAVES else []
    return " and ".join([*wants, *more])


def _describe_leaf(leaf: Error, parent: Error) -> str:
    """Describe what part of an alternative expects, with its pointer if it is nested."""
    deeper = leaf.instance_path[len(parent.instance_path) :]
    place = f" at `{join_pointer(deeper)}`" if deeper else ""
    return f"{describe_expected(leaf)}{place}"


def _count(noun: str, bound: str) -> Callable[[Error], str]:
    return lambda error: f"{bound} {_plural(error.kind.value, noun)}"


def _plural(number: int, noun: str) -> str:
    return f"{number} {noun if number == 1 else noun + 's'}"


def _number(bound: str) -> Callable[[Error], str]:
    return lambda error: f"a number {bound} {show_value(error.kind.value)}"


_EXPECTED: Mapping[str, Callable[[Error], str]] = {
    "type": _expected_type,
    "format": _expected_format,
    "enum": _expected_enum,
    "const": lambda error: show_value(error.kind.value),
    "required": lambda error: f"the field `{missing_name(error)}`",
    "minLength": _count("character", "at least"),
    "maxLength": _count("character", "at most"),
    "minItems": _count("item", "at least"),
    "maxItems": _count("item", "at most"),
    "minProperties": _count("field", "at least"),
    "maxProperties": _count("field", "at most"),
    "minimum": _number("of at least"),
    "maximum": _number("of at most"),
    "exclusiveMinimum": _number("greater than"),
    "exclusiveMaximum": _number("less than"),
    "multipleOf": lambda error: f"a multiple of {show_value(error.kind.value)}",
    "pattern": lambda error: f"text that matches `{error.kind.value}`",
    "uniqueItems": lambda _: "unique items",
    "contains": lambda _: "as many items matching the schema under `contains` as it requires",
    "propertyNames": _expected_name,
    "additionalProperties": lambda _: "only documented fields",
    "unevaluatedProperties": lambda _: "only documented fields",
    "unevaluatedItems": lambda _: "only documented items",
    "anyOf": _expected_alternatives,
    "oneOf": _expected_alternatives,
    "not": lambda _: "a value that does not match the schema under `not`",
    "falseSchema": lambda _: "nothing here",
}
