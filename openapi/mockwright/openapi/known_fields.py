"""Remove the fields of a value that its schema does not document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from mockwright.openapi.document_files import Located, Place
from mockwright.openapi.pointers import as_fragment
from mockwright.openapi.schemas import CompiledSchema
from mockwright.openapi.shapes import Shape, shape_of

Path = tuple[str | int, ...]


class Kept(NamedTuple):
    """The documented part of a value, and where the removed fields were, as fragments (`#/a/b`)."""

    value: Any
    left_out: tuple[str, ...]


class KnownFields:
    """The names that a schema documents, at every depth."""

    def __init__(self, schema: CompiledSchema) -> None:
        self._target = schema.library.target
        self._root = [schema.library.locate(schema.place)]
        self._shapes: dict[frozenset[Place], Shape] = {}

    def keep(self, value: Any) -> Kept:
        """Return the value without unknown fields; parts without a schema are unchanged."""
        left_out: list[str] = []
        return Kept(self._keep(value, self._root, (), left_out), tuple(left_out))

    def _keep(self, value: Any, group: list[Located], path: Path, left_out: list[str]) -> Any:
        if not isinstance(value, dict | list):
            return value
        shape = self._shape(group)
        if isinstance(value, dict):
            return self._keep_fields(value, shape, path, left_out)
        if not shape.items:
            return value
        return [
            self._keep(item, shape.items, (*path, index), left_out)
            for index, item in enumerate(value)
        ]

    def _keep_fields(
        self, value: Mapping[str, Any], shape: Shape, path: Path, left_out: list[str]
    ) -> dict[str, Any]:
        # With `patternProperties`, names are kept: matching each against the patterns is not worth
        # it.
        is_closed = bool(shape.fields) and not shape.patterns
        kept = {}
        for name, child in value.items():
            group = shape.fields.get(name, shape.others)
            if is_closed and not group:
                left_out.append(as_fragment([*path, name]))
            else:
                kept[name] = self._keep(child, group, (*path, name), left_out)
        return kept

    def _shape(self, group: list[Located]) -> Shape:
        places = frozenset(member.place for member in group)
        if places not in self._shapes:
            self._shapes[places] = shape_of(self._target, group)
        return self._shapes[places]
