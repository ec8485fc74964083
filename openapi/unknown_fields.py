"""Fields that a schema does not document: accepted by JSON Schema, usually a typing mistake.

For each schema a second, closed one is derived that knows only names: every documented field,
merged over `allOf`, `anyOf`, `oneOf` and references, and nothing else. Asking the compiled
validator whether a body keeps it costs microseconds; only a body that does not is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import jsonschema_rs

from openapi.document_files import Located, Place
from openapi.pointers import as_fragment, find, join_pointer
from openapi.shapes import Shape, Target, shape_of
from openapi.wording import explain_unknown

MAX_UNKNOWN_FIELDS = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class UnknownField:
    """A field that the document does not describe, and what was perhaps meant."""

    pointer: str
    name: str
    detail: str


def close_schema(target: Target, located: Located) -> dict[str, Any] | None:
    """The closed schema of names, or None where the schema documents no fields at all."""
    return _Closer(target).close(located)


class _Closer:
    """Derives one closed schema: a definition for each place of a value that has a shape."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._names: dict[frozenset[Place], str] = {}
        self._references: dict[frozenset[Place], dict[str, Any]] = {}
        self._pending: list[tuple[str, Shape]] = []

    def close(self, root: Located) -> dict[str, Any] | None:
        reference = self._refer([root])
        definitions: dict[str, dict[str, Any]] = {}
        while self._pending:
            name, shape = self._pending.pop()
            definitions[name] = self._definition(shape)
        others = [shape.get("additionalProperties") for shape in definitions.values()]
        return {**reference, "$defs": definitions} if False in others else None

    def _refer(self, group: list[Located]) -> dict[str, Any]:
        """A reference to the definition of a place, which is made later; `{}` for a leaf."""
        group = [self._skip_references(member) for member in group]
        places = frozenset(member.place for member in group)
        if places not in self._references:
            self._references[places] = self._define(shape_of(self._target, group))
        return self._references[places]

    def _skip_references(self, located: Located) -> Located:
        while isinstance(located.value, dict) and located.value.keys() == {"$ref"}:
            located = self._target(located)
        return located

    def _define(self, shape: Shape) -> dict[str, Any]:
        if not (shape.fields or shape.patterns or shape.others or shape.items):
            return {}
        key = frozenset(member.place for member in shape.members)
        if key not in self._names:
            self._names[key] = f"shape{len(self._names)}"
            self._pending.append((self._names[key], shape))
        return {"$ref": f"#/$defs/{self._names[key]}"}

    def _definition(self, shape: Shape) -> dict[str, Any]:
        closed: dict[str, Any] = {}
        if shape.fields or shape.patterns:
            closed["properties"] = {name: self._refer(g) for name, g in shape.fields.items()}
            closed["patternProperties"] = {p: self._refer(g) for p, g in shape.patterns.items()}
            if not shape.is_open:
                closed["additionalProperties"] = False
        if shape.others:
            closed["additionalProperties"] = self._refer(shape.others)
        if shape.items:
            closed["items"] = self._refer(shape.items)
        return closed


def find_unknown_fields(
    errors: Iterable[jsonschema_rs.ValidationError], closed: dict[str, Any]
) -> tuple[UnknownField, ...]:
    """The unknown fields, at most 100, from the errors of the closed schema's validator."""
    found = (field for error in errors for field in _from_error(error, closed))
    return tuple(islice(found, MAX_UNKNOWN_FIELDS))


def _from_error(error: jsonschema_rs.ValidationError, closed: Any) -> Iterator[UnknownField]:
    shape = find(closed, join_pointer(error.schema_path[:-1]))
    names: list[str] = error.kind.unexpected  # type: ignore[attr-defined]  # nothing else fails
    for name in names:
        pointer = as_fragment([*error.instance_path, name])
        detail = explain_unknown(name, list(shape["properties"]))
        yield UnknownField(pointer=pointer, name=name, detail=detail)
