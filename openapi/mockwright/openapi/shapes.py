"""Combine the schemas that apply to one place of a value into one description of its parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from mockwright.openapi.document_files import Located

Target = Callable[[Located], Located]

_ALTERNATIVES = ("anyOf", "oneOf")
_CONDITIONALS = ("if", "then", "else")
_SINGLE_ITEMS = ("items", "unevaluatedItems")
_OPENING = ("additionalProperties", "unevaluatedProperties")
_OF_OBJECTS = ("properties", "patternProperties", *_OPENING)
_NOT_BINDING = frozenset(
    {"type", "title", "description", "default", "example", "examples", "deprecated"}
)
_TYPES = {bool: "boolean", int: "integer", float: "number", str: "string", type(None): "null"}


@dataclass(kw_only=True)
class Shape:
    """The parts of one place of a value: its fields, its items, and whether others are allowed.

    `others` are the schemas of fields that the document does not name.
    """

    members: list[Located]
    fields: dict[str, list[Located]] = field(default_factory=dict)
    patterns: dict[str, list[Located]] = field(default_factory=dict)
    others: list[Located] = field(default_factory=list)
    items: list[Located] = field(default_factory=list)
    types: set[str] = field(default_factory=set)
    is_open: bool = False


def shape_of(target: Target, group: Iterable[Located]) -> Shape:
    """The common shape of the schemas, including everything they refer to and combine."""
    shape = Shape(members=list(expand(target, group)))
    for member in shape.members:
        _add_fields(shape, member)
        _add_items(shape, member)
        shape.types |= _types_of(member.value)
    if not shape.types:
        shape.types |= _implied_types(shape)
    return shape


def types_of(target: Target, group: Iterable[Located]) -> set[str]:
    """The types that the schemas name or imply, without the cost of their whole shape."""
    members = list(expand(target, group))
    types = {name for member in members for name in _types_of(member.value)}
    if types:
        return types
    if any(keyword in member.value for member in members for keyword in _OF_OBJECTS):
        return {"object"}
    is_array = any(member.value.get("prefixItems") for member in members) or any(
        keyword in member.value for member in members for keyword in _SINGLE_ITEMS
    )
    return {"array"} if is_array else set()


def expand(target: Target, group: Iterable[Located]) -> Iterator[Located]:
    """Yield every schema that may apply to the same place of a value as the given ones."""
    pending, seen = list(group), set()
    while pending:
        located = pending.pop()
        if located.place in seen or not isinstance(located.value, dict):
            continue
        seen.add(located.place)
        yield located
        schema = located.value
        if "$ref" in schema:  # since OpenAPI 3.1, siblings of `$ref` count too
            pending.append(target(located))
        pending += located.children("allOf")
        for keyword in _ALTERNATIVES:
            pending += [_as_alternative(option) for option in located.children(keyword)]
        for keyword in _CONDITIONALS:
            if keyword in schema:
                pending.append(located.child(keyword))
        for name in schema.get("dependentSchemas", ()):
            pending.append(located.child("dependentSchemas", name))


def _as_alternative(option: Located) -> Located:
    """An alternative; one that accepts any object opens the shape, like a bare `type: object`."""
    schema = option.value
    is_free = schema is True or (
        isinstance(schema, dict)
        and schema.keys() <= _NOT_BINDING
        and "object" in schema.get("type", "object")
    )
    return Located(value={_OPENING[0]: True}, place=option.place) if is_free else option


def _add_fields(shape: Shape, member: Located) -> None:
    schema = member.value
    for name in schema.get("properties", ()):
        shape.fields.setdefault(name, []).append(member.child("properties", name))
    for pattern in schema.get("patternProperties", ()):
        child = member.child("patternProperties", pattern)
        shape.patterns.setdefault(pattern, []).append(child)
    for keyword in _OPENING:
        # `additionalProperties: false` counts as open here: it causes a violation, not a warning.
        if keyword in schema:
            shape.is_open = True
            shape.others.append(member.child(keyword))


def _add_items(shape: Shape, member: Located) -> None:
    """Merge the schemas of items at all indexes: accurate enough to know names and types."""
    shape.items += member.children("prefixItems")
    shape.items += [member.child(word) for word in _SINGLE_ITEMS if word in member.value]


def _types_of(schema: dict[str, Any]) -> set[str]:
    """The JSON types that the schema names, otherwise the types of the values it lists."""
    names = schema.get("type")
    if names is not None:
        return {names} if isinstance(names, str) else set(names)
    listed = [schema["const"]] if "const" in schema else schema.get("enum", ())
    return {_TYPES[type(value)] for value in listed if type(value) in _TYPES}


def _implied_types(shape: Shape) -> set[str]:
    """The types that a schema without `type` describes, although it accepts any type."""
    if shape.fields or shape.patterns or shape.others:
        return {"object"}
    return {"array"} if shape.items else set()
