"""Find the subschemas of a schema, and all schemas reachable from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from mockwright.openapi.document_files import DocumentFiles, Located, Place
from mockwright.openapi.faults import DocumentIsBroken, FaultCollector
from mockwright.openapi.wording import shorten

MAPS = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas")
LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
SINGLE = (
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


def child_schemas(located: Located) -> Iterator[Located]:
    """Yield the direct subschemas of a schema."""
    schema, place = located.value, located.place
    for keyword in MAPS:
        members = schema.get(keyword)
        if isinstance(members, dict):
            for name, child in members.items():
                yield Located(value=child, place=place.child(keyword, name))
    for keyword in LISTS:
        members = schema.get(keyword)
        if isinstance(members, list):
            for index, child in enumerate(members):
                yield Located(value=child, place=place.child(keyword, index))
    for keyword in SINGLE:
        if isinstance(schema.get(keyword), dict):
            yield Located(value=schema[keyword], place=place.child(keyword))


@dataclass(frozen=True, kw_only=True, slots=True)
class Walk:
    """Each schema that was visited, once; `heads` are those not nested in another."""

    schemas: tuple[Located, ...]
    heads: tuple[Located, ...]


BrokenReference = Callable[[Located, DocumentIsBroken], None]


def walk_schemas(
    files: DocumentFiles, roots: Iterable[Located], on_broken: BrokenReference | None = None
) -> Walk:
    """Visit every schema reachable from `roots`, across references and files.

    A reference that has no target, leaves the folder or is circular is passed to `on_broken`, and
    not followed. Without it, `DocumentIsBroken` is raised with every such reference.
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
                target = _refer(files, located, on_broken)
                if target is not None:
                    heads.setdefault(target.place, target)
                    pending.append(target)
        children = [*child_schemas(located)]
        inner.update(child.place for child in children)
        pending += children
    faults.raise_if_any()
    outer = (head for head in heads.values() if head.place not in inner)
    return Walk(schemas=tuple(found.values()), heads=tuple(outer))


def _refer(
    files: DocumentFiles, located: Located, on_broken: BrokenReference | None
) -> Located | None:
    """Resolve the schema's reference; the reference itself is escaped in place."""
    reference = located.value["$ref"]
    try:
        target = files.locate(reference, located.place)
        if not isinstance(target.value, dict | bool):
            problem = f"`$ref: {shorten(reference)}` points to something that is not a schema."
            raise located.place.broken(problem, "Expected an object.")
        if isinstance(target.value, dict) and "$ref" in target.value:
            files.follow(target.value, target.place)  # raises for a circle of references
    except DocumentIsBroken as error:
        if on_broken is None:
            raise
        on_broken(located, error)
        return None
    canonical = files.canonical(reference, target.place)
    if canonical != reference:
        located.value["$ref"] = canonical
    return target
