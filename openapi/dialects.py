"""One dialect inside: every schema of a document, whatever its version, as JSON Schema 2020-12.

OpenAPI 3.0 has its own schema dialect (`nullable`, boolean `exclusiveMinimum`, no siblings of
`$ref`); 3.1 is JSON Schema 2020-12. Schemas are changed in place, so pointers stay true.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from typing import Any, Literal

from openapi.document_files import DocumentFiles, Place
from openapi.pointers import find, split_pointer

Direction = Literal["request", "response"]

SCHEMA_MAPS = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas")
SCHEMA_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
SCHEMAS = (
    "items",
    "additionalProperties",
    "not",
    "contains",
    "if",
    "then",
    "else",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
)
_HIDDEN_FROM: dict[Direction, str] = {"request": "readOnly", "response": "writeOnly"}


def child_schemas(schema: dict[str, Any], place: Place) -> Iterator[tuple[Any, Place]]:
    """The schemas that stand directly inside a schema, with their places."""
    for keyword in SCHEMA_MAPS:
        members = schema.get(keyword)
        if isinstance(members, dict):
            for name, child in members.items():
                yield child, place.child(keyword, name)
    for keyword in SCHEMA_LISTS:
        members = schema.get(keyword)
        if isinstance(members, list):
            for index, child in enumerate(members):
                yield child, place.child(keyword, index)
    for keyword in SCHEMAS:
        if isinstance(schema.get(keyword), dict):
            yield schema[keyword], place.child(keyword)


def walk_schemas(
    files: DocumentFiles, roots: Iterable[Place]
) -> Iterator[tuple[dict[str, Any], Place]]:
    """Every schema reachable from `roots`, once each, across references and files.

    Raises `DocumentIsBroken` for a reference that leads nowhere or outside the folder.
    """
    seen: set[Place] = set()
    pending = [(files.at(root), root) for root in roots]
    while pending:
        schema, place = pending.pop()
        if place in seen or not isinstance(schema, dict):
            continue
        seen.add(place)
        yield schema, place
        if isinstance(schema.get("$ref"), str):
            target = files.target(schema["$ref"], place)
            pending.append((files.at(target), target))
        pending.extend(child_schemas(schema, place))


def modernize(schema: dict[str, Any]) -> None:
    """Give an OpenAPI 3.0 schema the same meaning in JSON Schema 2020-12, in place."""
    if "$ref" in schema:
        for keyword in [key for key in schema if key != "$ref"]:
            del schema[keyword]
        return
    for bound, exclusive in (
        ("minimum", "exclusiveMinimum"),
        ("maximum", "exclusiveMaximum"),
    ):
        if isinstance(schema.get(exclusive), bool):
            is_exclusive = schema.pop(exclusive)
            if is_exclusive and bound in schema:
                schema[exclusive] = schema.pop(bound)
    if schema.pop("nullable", False) is True:
        _allow_null(schema)


def _allow_null(schema: dict[str, Any]) -> None:
    if isinstance(schema.get("type"), str):
        schema["type"] = [schema["type"], "null"]
    if isinstance(schema.get("enum"), list) and None not in schema["enum"]:
        schema["enum"] = [*schema["enum"], None]
    for combiner in ("allOf", "oneOf", "anyOf"):
        if combiner in schema:
            combined = schema.pop(combiner)
            schema["anyOf"] = [{combiner: combined}, {"type": "null"}]


def has_directions(schemas: Iterable[dict[str, Any]]) -> bool:
    """Whether requests and responses differ: a required property is read-only or write-only."""
    return any(
        _required_but(schema, marker)
        for schema in schemas
        for marker in _HIDDEN_FROM.values()
        if schema.get("required")
    )


def _required_but(schema: dict[str, Any], marker: str) -> list[str]:
    properties = schema.get("properties")
    if not isinstance(properties, dict) or not isinstance(schema.get("required"), list):
        return []
    return [
        name
        for name in schema["required"]
        if isinstance(properties.get(name), dict) and properties[name].get(marker) is True
    ]


def for_direction(
    trees: dict[str, Any], places: Iterable[Place], direction: Direction
) -> dict[str, Any]:
    """A copy of the files in which what this direction never carries is not required."""
    copies = dict(trees)
    fresh: set[int] = set()
    for place in places:
        hidden = _required_but(find(trees[place.file], place.pointer), _HIDDEN_FROM[direction])
        if hidden:
            schema = _copy_path(copies, [place.file, *split_pointer(place.pointer)], fresh)
            schema["required"] = [name for name in schema["required"] if name not in hidden]
    return copies


def _copy_path(tree: Any, parts: list[str], fresh: set[int]) -> Any:
    """The part at the end of the path, after copying what leads to it (and nothing else)."""
    for part in parts:
        key: Any = int(part) if isinstance(tree, list) else part
        if id(tree[key]) not in fresh:
            tree[key] = copy.copy(tree[key])
            fresh.add(id(tree[key]))
        tree = tree[key]
    return tree
