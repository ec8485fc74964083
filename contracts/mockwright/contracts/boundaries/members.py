"""Collects the schemas that apply to one place of a value, through references and `allOf`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mockwright.openapi.document_files import Located
from mockwright.openapi.schemas import CompiledSchema


def members_of(schema: CompiledSchema, group: Iterable[Located]) -> Iterator[Located]:
    """The given schemas and all that apply with them, in the direction of `schema`.

    Alternatives and conditions are excluded, because whether they apply depends on the value.
    """
    pending, seen = [*group][::-1], set()
    while pending:
        located = pending.pop()
        if located.place in seen or not isinstance(located.value, dict):
            continue
        seen.add(located.place)
        yield located
        pending += located.children("allOf")[::-1]
        if "$ref" in located.value:
            target = schema.library.target(located)
            value = schema.library.at(target.place, schema.direction)
            pending.append(Located(value=value, place=target.place))


def root_of(schema: CompiledSchema) -> Located:
    """The root of a compiled schema, with its place in the document."""
    return Located(value=schema.schema, place=schema.place)
