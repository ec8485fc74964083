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
_INTEGER_BOUNDS = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}
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


def refine(schema: dict[str, Any]) -> None:
    """Say in JSON Schema what OpenAPI says beside it, in place: integer formats, discriminators."""
    bounds = _INTEGER_BOUNDS.get(str(schema.get("format")))
    if bounds is not None and schema.get("type") in ("integer", ["integer", "null"]):
        schema["minimum"] = max(schema.get("minimum", bounds[0]), bounds[0])
        schema["maximum"] = min(schema.get("maximum", bounds[1]), bounds[1])
    discriminator = schema.get("discriminator")
    if isinstance(discriminator, dict) and "propertyName" in discriminator:
        for keyword in ("oneOf", "anyOf"):
            for alternative in schema.get(keyword, ()):
                _discriminate(alternative, discriminator)


def _discriminate(alternative: Any, discriminator: dict[str, Any]) -> None:
    """Let an alternative match only values that name it, so that overlapping ones do not both."""
    if not isinstance(alternative, dict) or not isinstance(alternative.get("$ref"), str):
        return
    reference, mapping = alternative["$ref"], discriminator.get("mapping", {})
    implied = reference.rpartition("/")[2]
    names = [name for name, target in mapping.items() if target in (reference, implied)]
    name = discriminator["propertyName"]
    alternative["properties"] = {name: {"enum": [*names, implied]}}
    alternative["required"] = [name]


def has_directions(schemas: Iterable[dict[str, Any]]) -> bool:
    """Whether requests and responses differ: some property is required or allowed in one only."""
    return any(
        _marked(schema, "writeOnly") or set(_marked(schema, "readOnly")) & _required(schema)
        for schema in schemas
    )


def _marked(schema: dict[str, Any], marker: str) -> list[str]:
    """The names of the schema's properties that carry `readOnly` or `writeOnly`."""
    properties = schema.get("properties")
    if not isinstance(properties, dict):
        return []
    return [
        name
        for name, child in properties.items()
        if isinstance(child, dict) and child.get(marker) is True
    ]


def _required(schema: dict[str, Any]) -> set[str]:
    required = schema.get("required")
    return set(required) if isinstance(required, list) else set()


def for_direction(
    trees: dict[str, Any], places: Iterable[Place], direction: Direction
) -> dict[str, Any]:
    """A copy of the files in which what this direction does not carry is not required.

    A response never carries what is write-only; a request may repeat what is read-only.
    """
    copies = dict(trees)
    fresh: set[int] = set()
    for place in places:
        hidden = _marked(find(trees[place.file], place.pointer), _HIDDEN_FROM[direction])
        if not hidden:
            continue
        parts = [place.file, *split_pointer(place.pointer)]
        schema = _copy_path(copies, parts, fresh)
        if "required" in schema:
            schema["required"] = [name for name in schema["required"] if name not in hidden]
        if direction == "response":
            properties = _copy_path(copies, [*parts, "properties"], fresh)
            properties.update(dict.fromkeys(hidden, False))
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
