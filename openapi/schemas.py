"""Compiled schemas: each schema of a document as a validator, made once, asked often."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import jsonschema_rs

from openapi import formats
from openapi.dialects import (
    Direction,
    for_direction,
    has_directions,
    modernize,
    refine,
    walk_schemas,
)
from openapi.document_files import BASE_URI, DocumentFiles, Located, Place
from openapi.faults import broken
from openapi.pointers import find
from openapi.unknown_fields import UnknownField, close_schema, find_unknown_fields
from openapi.violations import Subject, Violation, from_errors

BACKTRACK_LIMIT = 100_000


class SchemaLibrary:
    """All schemas of one document, ready to be compiled for requests and for responses."""

    def __init__(self, files: DocumentFiles, roots: Iterable[Place], *, is_modern: bool) -> None:
        """Walk every schema, check its references, translate OpenAPI 3.0's dialect.

        Raises `DocumentIsBroken`.
        """
        self.files = files
        roots = list(roots)
        walked = list(walk_schemas(files, roots))
        if not is_modern:
            for schema, _ in walked:
                modernize(schema)
            walked = list(walk_schemas(files, roots))
        for schema, _ in walked:
            refine(schema)
        trees: dict[Direction, dict[str, Any]] = {"request": files.trees, "response": files.trees}
        if has_directions(schema for schema, _ in walked):
            places = [place for _, place in walked]
            trees = {way: for_direction(files.trees, places, way) for way in trees}
        self._trees = trees
        self._registries = {way: _registry(tree) for way, tree in trees.items()}

    def compile(self, place: Place, direction: Direction) -> CompiledSchema:
        """The schema at a place, for one direction; its validator is made when first asked."""
        return CompiledSchema(library=self, place=place, direction=direction)

    def validator(self, schema: Any, direction: Direction) -> jsonschema_rs.Validator:
        """A validator that checks formats and never reaches beyond the document's own files."""
        return jsonschema_rs.Draft202012Validator(
            schema,
            registry=self._registries[direction],
            formats={**formats.CHECKS},
            validate_formats=True,
            offline=True,
            pattern_options=jsonschema_rs.FancyRegexOptions(backtrack_limit=BACKTRACK_LIMIT),
        )

    def at(self, place: Place, direction: Direction) -> Any:
        """The schema at a place, as this direction sees it."""
        return find(self._trees[direction][place.file], place.pointer)

    def target(self, located: Located) -> Located:
        """What the `$ref` of a schema names (one step; its neighbours are the caller's)."""
        place = self.files.target(located.value["$ref"], located.place)
        return Located(value=self.files.at(place), place=place)

    def resolve(self, schema: Any, place: Place) -> Located:
        """The schema behind `$ref`, for readers of structure."""
        return self.files.follow(schema, place)


def _registry(trees: dict[str, Any]) -> jsonschema_rs.Registry:
    return jsonschema_rs.Registry([(BASE_URI + name, tree) for name, tree in trees.items()])


@dataclass(frozen=True, kw_only=True)
class CompiledSchema:
    """One schema of a document as a validator."""

    library: SchemaLibrary
    place: Place
    direction: Direction

    @property
    def schema(self) -> Any:
        """The schema itself, as it stands at `place` (it may be a reference)."""
        return self.library.at(self.place, self.direction)

    @cached_property
    def _validator(self) -> jsonschema_rs.Validator:
        try:
            return self.library.validator({"$ref": self.place.uri}, self.direction)
        except jsonschema_rs.ValidationError as error:
            problem = f"The schema cannot be compiled: {error.message}."
            raise broken(self.place.file, self.place.pointer, problem) from error

    @cached_property
    def is_valid(self) -> Callable[[Any], bool]:
        """Whether a value keeps the schema; the fast question of every request."""
        return self._validator.is_valid

    @cached_property
    def has_alternatives(self) -> bool:
        """Whether `oneOf` or `anyOf` stands anywhere in it."""
        walked = walk_schemas(self.library.files, [self.place])
        return any("oneOf" in schema or "anyOf" in schema for schema, _ in walked)

    def compile(self) -> None:
        """Compile now instead of when first asked. Raises `DocumentIsBroken`."""
        _ = self._validator

    def check(self, value: Any, subject: Subject) -> tuple[Violation, ...]:
        """Every violation of the schema by the value; none if it keeps it."""
        if self.is_valid(value):
            return ()
        return from_errors(self._validator.iter_errors(value), subject, self._schema_at)

    def _schema_at(self, place: Place) -> Any:
        return self.library.at(place, self.direction)

    @cached_property
    def _closed(self) -> _ClosedSchema | None:
        schema = close_schema(self.library.target, Located(value=self.schema, place=self.place))
        if schema is None:
            return None
        validator = self.library.validator(schema, self.direction)
        return _ClosedSchema(schema=schema, validator=validator)

    def unknown_fields(self, value: Any) -> tuple[UnknownField, ...]:
        """Every field of the value that the schema does not document."""
        closed = self._closed
        if closed is None or closed.validator.is_valid(value):
            return ()
        return find_unknown_fields(closed.validator.iter_errors(value), closed.schema)


@dataclass(frozen=True, kw_only=True, slots=True)
class _ClosedSchema:
    schema: dict[str, Any]
    validator: jsonschema_rs.Validator
