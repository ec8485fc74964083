"""Find the subschemas of a schema, and all schemas reachable from it."""

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
# The characters allowed in a URI reference; others are escaped, as validators require.
_URI_CHARACTERS = "!#$%&'()*+,-./:;=?@_~"


def child_schemas(located: Located) -> Iterator[Located]:
    """Yield the direct subschemas of a schema."""
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
    """Each schema that was visited, once; `heads` are those not nested in another."""

    schemas: tuple[Located, ...]
    heads: tuple[Located, ...]


def walk_schemas(files: DocumentFiles, roots: Iterable[Located]) -> Walk:
    """Visit every schema reachable from `roots`, across references and files.

    Raises `DocumentIsBroken` with every reference that has no target, leaves the folder or is
    circular.
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
    """Resolve the schema's reference; the reference itself is escaped in place."""
    reference = located.value["$ref"]
    target = files.locate(reference, located.place)
    if isinstance(target.value, dict) and "$ref" in target.value:
        files.follow(target.value, target.place)  # raises for a circle of references
    if not reference.isascii() or quote(reference, safe=_URI_CHARACTERS) != reference:
        located.value["$ref"] = quote(reference, safe=_URI_CHARACTERS)
    return target
