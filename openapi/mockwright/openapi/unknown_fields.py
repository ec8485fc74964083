"""Find fields that a schema does not document: allowed by JSON Schema, but usually a typo.

A second, closed schema that only checks names is derived from each schema. Validating a body
against it takes microseconds; only a body that fails is inspected.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import jsonschema_rs

from mockwright.openapi.pointers import as_fragment, find, join_pointer
from mockwright.openapi.wording import shorten, suggest

MAX_UNKNOWN_FIELDS = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class UnknownField:
    """A field that the document does not describe, and the name that was probably meant."""

    pointer: str
    name: str
    hint: str

    @property
    def detail(self) -> str:
        """`` `x` is not a documented field. Did you mean `y`? ``."""
        return f"`{shorten(self.name)}` is not a documented field. {self.hint}".rstrip()


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
        hint = suggest(name, list(shape["properties"]))
        yield UnknownField(pointer=pointer, name=name, hint=hint)
