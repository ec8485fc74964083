"""Fields that a schema does not document: accepted by JSON Schema, usually a typing mistake.

For each schema a second, closed one is derived that knows only names: every documented field,
merged over `allOf`, `anyOf`, `oneOf` and references, and nothing else. Asking the compiled
validator whether a body keeps it costs microseconds; only a body that does not is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import jsonschema_rs

from openapi.document_files import Located, Place
from openapi.pointers import as_fragment, find, join_pointer
from openapi.violations import explain_unknown

Target = Callable[[Located], Located]

COMBINERS = ("allOf", "anyOf", "oneOf")
CONDITIONALS = ("if", "then", "else")


@dataclass(frozen=True, kw_only=True, slots=True)
class UnknownField:
    """A field that the document does not describe, and what was perhaps meant."""

    pointer: str
    name: str
    detail: str


@dataclass(kw_only=True)
class _Shape:
    """What is known of one place of a value: its fields, its items, whether it is open."""

    fields: dict[str, list[Located]] = field(default_factory=dict)
    patterns: set[str] = field(default_factory=set)
    items: list[Located] = field(default_factory=list)
    is_open: bool = False


def close_schema(target: Target, located: Located) -> dict[str, Any] | None:
    """The closed schema of names, or None where the schema documents no fields at all."""
    definitions: dict[str, Any] = {}
    names: dict[frozenset[Place], str] = {}

    def close(group: list[Located]) -> dict[str, Any]:
        members = list(_expand(target, group))
        key = frozenset(member.place for member in members)
        if key not in names:
            names[key] = f"shape{len(names)}"
            definitions[names[key]] = _close_shape(_merge(members), close)
        return {"$ref": f"#/$defs/{names[key]}"} if definitions.get(names[key]) != {} else {}

    root = close([located])
    return {**root, "$defs": definitions} if root else None


def _expand(target: Target, group: Iterable[Located]) -> Iterator[Located]:
    """Every schema that applies to the same place of a value as the given ones."""
    pending, seen = list(group), set()
    while pending:
        located = pending.pop()
        if located.place in seen or not isinstance(located.value, dict):
            continue
        seen.add(located.place)
        yield located
        if "$ref" in located.value:  # its neighbours count too, since OpenAPI 3.1
            pending.append(target(located))
        schema, place = located.value, located.place
        for keyword in COMBINERS:
            for index, child in enumerate(schema.get(keyword, ())):
                pending.append(Located(value=child, place=place.child(keyword, index)))
        for keyword in CONDITIONALS:
            if keyword in schema:
                pending.append(Located(value=schema[keyword], place=place.child(keyword)))


def _merge(members: Iterable[Located]) -> _Shape:
    shape = _Shape()
    for member in members:
        schema, place = member.value, member.place
        for name, child in schema.get("properties", {}).items():
            located = Located(value=child, place=place.child("properties", name))
            shape.fields.setdefault(name, []).append(located)
        shape.patterns.update(schema.get("patternProperties", ()))
        if isinstance(schema.get("items"), dict):
            shape.items.append(Located(value=schema["items"], place=place.child("items")))
        # `additionalProperties: false` is open here: that is a violation, not a warning.
        if "additionalProperties" in schema or "unevaluatedProperties" in schema:
            shape.is_open = True
    return shape


def _close_shape(shape: _Shape, close: Callable[[list[Located]], dict[str, Any]]) -> dict[str, Any]:
    closed: dict[str, Any] = {}
    if shape.fields or shape.patterns:
        closed["properties"] = {name: close(group) for name, group in shape.fields.items()}
        closed["patternProperties"] = dict.fromkeys(shape.patterns, True)
        if not shape.is_open:
            closed["additionalProperties"] = False
    if shape.items:
        items = close(shape.items)
        if items:
            closed["items"] = items
    return closed


def find_unknown_fields(
    errors: Iterable[jsonschema_rs.ValidationError], closed: dict[str, Any]
) -> tuple[UnknownField, ...]:
    """Every unknown field, from the errors of the closed schema's validator."""
    return tuple(field for error in errors for field in _from_error(error, closed))


def _from_error(error: jsonschema_rs.ValidationError, closed: Any) -> Iterator[UnknownField]:
    shape = find(closed, join_pointer(error.schema_path[:-1]))
    names: list[str] = error.kind.unexpected  # type: ignore[attr-defined]  # nothing else fails
    for name in names:
        pointer = as_fragment([*error.instance_path, name])
        detail = explain_unknown(name, list(shape["properties"]))
        yield UnknownField(pointer=pointer, name=name, detail=detail)
