"""Subschemas: where schemas stand within schemas, and every schema that some others lead to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from mockwright.openapi.document_files import DocumentFiles, Located, Place
from mockwright.openapi.faults import FaultCollector

_MAPS = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas")
_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_SINGLE = (
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
    "contentSchema",
)
# What a URI reference may contain; the rest is escaped, for validators are strict about it.
_URI_CHARACTERS = "!#$%&'()*+,-./:;=?@_~"


def child_schemas(located: Located) -> Iterator[Located]:
    """The schemas that stand directly inside a schema."""
    schema, place = located.value, located.place
    for keyword in _MAPS:
        members = schema.get(keyword)
        if isinstance(members, dict):
            for name, child in members.items():
                yield Located(value=child, place=place.child(keyword, name))
    for keyword in _LISTS:
        members = schema.get(keyword)
        if isinstance(members, list):
            for index, child in enumerate(members):
                yield Located(value=child, place=place.child(keyword, index))
    for keyword in _SINGLE:
        if isinstance(schema.get(keyword), dict):
            yield Located(value=schema[keyword], place=place.child(keyword))


@dataclass(frozen=True, kw_only=True, slots=True)
class Walk:
    """The schemas that were met, once each; `heads` are those that stand in none of them."""

    schemas: tuple[Located, ...]
    heads: tuple[Located, ...]


def walk_schemas(files: DocumentFiles, roots: Iterable[Located]) -> Walk:
    """Meet every schema reachable from `roots`, across references and files.

    Raises `DocumentIsBroken` with every reference that leads nowhere, outside the folder or in
    a circle.
    """
    heads = {located.place: located for located in roots}
    found: dict[Place, Located] = {}
    inner: set[Place] = set()
    faults = FaultCollector()
    pending = [*heads.values()]
    while pending:
        located = pending.pop()
        if not isinstance(located.value, dict) or located.place in found:
            continue
        found[located.place] = located
        if isinstance(located.value.get("$ref"), str):
            with faults.collect():
                target = _refer(files, located)
                heads.setdefault(target.place, target)
                pending.append(target)
        children = [*child_schemas(located)]
        inner.update(child.place for child in children)
        pending += children
    faults.raise_if_any()
    outer = (head for head in heads.values() if head.place not in inner)
    return Walk(schemas=tuple(found.values()), heads=tuple(outer))


def _refer(files: DocumentFiles, located: Located) -> Located:
    """What the schema's reference names; the reference itself is escaped in place."""
    reference = located.value["$ref"]
    target = files.locate(reference, located.place)
    if isinstance(target.value, dict) and "$ref" in target.value:
        files.follow(target.value, target.place)  # refuses a circle that describes nothing
    if not reference.isascii() or quote(reference, safe=_URI_CHARACTERS) != reference:
        located.value["$ref"] = quote(reference, safe=_URI_CHARACTERS)
    return target
