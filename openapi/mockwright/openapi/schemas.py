"""Compile schemas of a document to validators, once, for repeated use."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import jsonschema_rs

from mockwright.openapi import formats
from mockwright.openapi.closed_schemas import close_schema
from mockwright.openapi.dialects import refine
from mockwright.openapi.directions import Direction, split_directions
from mockwright.openapi.document_files import DocumentFiles, Located, Place, uri_of
from mockwright.openapi.faults import DocumentFault, DocumentIsBroken
from mockwright.openapi.json_text import is_deeper_than, is_larger_than
from mockwright.openapi.patterns import pattern_options, repair_patterns
from mockwright.openapi.pointers import PointerToNowhere, find
from mockwright.openapi.recursion import depth_to_explain, find_breadth
from mockwright.openapi.schema_repairs import MAX_ROUNDS, repair_schemas, translate_schema
from mockwright.openapi.shapes import Shape, shape_of
from mockwright.openapi.subschemas import walk_schemas
from mockwright.openapi.unknown_fields import UnknownField, find_unknown_fields
from mockwright.openapi.violations import Subject, Violation, from_errors
from mockwright.openapi.wording import show_value

# The validator collects every error before it returns the first: 300,000 would take seconds.
MAX_SEARCHED = 20_000
# Validators share nothing. In a document in which each schema leads to all others, they would take
# gigabytes. Beyond this total number of schemas, each validator is compiled on first use.
MAX_EAGER = 200_000


class SchemaLibrary:
    """All schemas of one document, compiled for requests and for responses."""

    def __init__(self, files: DocumentFiles, *, is_modern: bool) -> None:
        self.files = files
        self._is_modern = is_modern
        self._schemas: dict[tuple[Place, Direction], CompiledSchema] = {}
        self._trees: dict[Direction, dict[str, Any]] = {}
        self._registries: dict[Direction, jsonschema_rs.Registry] = {}
        self._validators: dict[tuple[Place, Direction], jsonschema_rs.Validator] = {}
        self.walked: tuple[Located, ...] = ()  # every schema, once
        # Schemas whose reference could not be resolved, with the reason.
        self.broken: dict[Place, DocumentFault] = {}

    def compile(self, place: Place, direction: Direction) -> CompiledSchema:
        """Register the schema at a place; its validator is compiled on first use."""
        key = (place, direction)
        if key not in self._schemas:
            self._schemas[key] = CompiledSchema(library=self, place=place, direction=direction)
        return self._schemas[key]

    def translate(self, others: Iterable[Place] = ()) -> None:
        """Translate all schemas registered so far, and `others`, to one dialect.

        Keywords that cannot be read are left out, and reported in `files.complaints`.
        """
        places = dict.fromkeys([*(place for place, _ in self._schemas), *others])
        roots = [self.locate(place) for place in places]
        complaints = self.files.complaints
        walk = walk_schemas(self.files, roots, self._cut)
        for _ in range(MAX_ROUNDS):  # a subschema that has moved is visited again
            translated = [self._translate(located) for located in walk.schemas]
            if not any(translated):
                break
            walk = walk_schemas(self.files, roots, self._cut)
        repair_schemas(walk.heads, complaints)
        walk = walk_schemas(self.files, roots, self._cut)
        repair_patterns(walk.schemas, complaints)
        for located in walk.schemas:
            refine(located.value)
        self.walked = walk.schemas
        self._trees = split_directions(self.files, walk.schemas)
        self._registries = {way: _registry(trees) for way, trees in self._trees.items()}

    def _translate(self, located: Located) -> bool:
        return translate_schema(located, self.files.complaints, is_modern=self._is_modern)

    def _cut(self, located: Located, error: DocumentIsBroken) -> None:
        """Leave out a reference without a target; the schema then allows any value."""
        self.broken.setdefault(located.place, error.faults[0])
        del located.value["$ref"]

    def trees(self, direction: Direction) -> dict[str, Any]:
        """Every file of the document as this direction sees it, by its URI."""
        return {uri_of(file): tree for file, tree in self._trees[direction].items()}

    def validator(self, schema: Any, direction: Direction) -> jsonschema_rs.Validator:
        """A validator that checks formats and reads nothing outside the document's own files."""
        return jsonschema_rs.Draft202012Validator(
            schema,
            registry=self._registries[direction],
            formats={**formats.CHECKS},
            validate_formats=True,
            offline=True,
            pattern_options=pattern_options(),
        )

    @property
    def compiled(self) -> tuple[CompiledSchema, ...]:
        """The schemas of parameters, headers and media types, each for its direction."""
        return tuple(self._schemas.values())

    @property
    def is_small(self) -> bool:
        """Whether all validators can be compiled up front."""
        return len(self.walked) * len(self._schemas) <= MAX_EAGER

    def validator_at(self, place: Place, direction: Direction) -> jsonschema_rs.Validator:
        """The validator of the schema at a place; schemas that only refer to it share it."""
        located = self.locate(place)
        while isinstance(located.value, dict) and located.value.keys() == {"$ref"}:
            located = self.target(located)
        key = (located.place, direction)
        if key not in self._validators:
            self._validators[key] = self.validator({"$ref": located.place.uri}, direction)
        return self._validators[key]

    def at(self, place: Place, direction: Direction) -> Any:
        """The schema at a place, as this direction sees it."""
        return find(self._trees[direction][place.file], place.pointer)

    def locate(self, place: Place) -> Located:
        """The schema at a place together with that place, in the version both directions share."""
        return Located(value=self.files.at(place), place=place)

    def target(self, located: Located) -> Located:
        """The target of a schema's `$ref` (one step); the caller handles sibling keywords."""
        return self.files.locate(located.value["$ref"], located.place)

    def resolve(self, schema: Any, place: Place) -> Located:
        """The schema behind any `$ref`, for code that inspects its structure."""
        return self.files.follow(schema, place)

    def shape_at(self, place: Place) -> Shape:
        """The fields, items and types of the schema at a place, references included."""
        return shape_of(self.target, [self.locate(place)])


def _registry(trees: dict[str, Any]) -> jsonschema_rs.Registry:
    return jsonschema_rs.Registry([(uri_of(file), tree) for file, tree in trees.items()])


@dataclass(frozen=True, kw_only=True)
class CompiledSchema:
    """One schema of a document as a validator."""

    library: SchemaLibrary
    place: Place
    direction: Direction

    @property
    def schema(self) -> Any:
        """The schema as written at `place` (it may be a reference)."""
        return self.library.at(self.place, self.direction)

    @cached_property
    def shape(self) -> Shape:
        """What the schema says about the parts of a value."""
        return self.library.shape_at(self.place)

    def field(self, *names: str) -> Located:
        """The schema of a field, or of a nested field given more names, behind references."""
        located = self.library.resolve(self.schema, self.place)
        for name in names:
            child = located.place.child("properties", name)
            located = self.library.resolve(self.library.at(child, self.direction), child)
        return located

    def defaults(self, *names: str) -> dict[str, Any]:
        """The documented defaults of a field's own fields."""
        fields = self.field(*names).value["properties"].items()
        return {name: field["default"] for name, field in fields if "default" in field}

    @cached_property
    def _validator(self) -> jsonschema_rs.Validator:
        try:
            return self.library.validator_at(self.place, self.direction)
        except jsonschema_rs.ValidationError as error:
            problem = f"The schema cannot be compiled: {error.message}."
            raise self.place.broken(problem) from error

    @cached_property
    def is_valid(self) -> Callable[[Any], bool]:
        """Return whether a value conforms to the schema; the fast check made for every request."""
        return self._validator.is_valid

    @cached_property
    def has_alternatives(self) -> bool:
        """Whether `oneOf` or `anyOf` occurs anywhere in it."""
        walk = walk_schemas(self.library.files, [self.library.locate(self.place)])
        return any("oneOf" in found.value or "anyOf" in found.value for found in walk.schemas)

    def compile(self) -> None:
        """Compile now rather than on first use. Raises `DocumentIsBroken`."""
        _ = self._validator

    def check(self, value: Any, subject: Subject) -> tuple[Violation, ...]:
        """Return every violation of the schema by the value; empty if it conforms.

        For a value of more than 20,000 parts, only the first violation is returned. For a value
        nested too deep for recursive alternatives, the violation comes without an explanation.
        """
        if self.is_valid(value):
            return ()
        breadth = self._breadth
        if breadth and is_deeper_than(value, depth_to_explain(breadth)):
            return (self._unexplained(value, subject),)
        return from_errors(_find_errors(self._validator, value), subject, self)

    @cached_property
    def _breadth(self) -> int:
        return find_breadth(self.library.files, self.library.locate(self.place))

    def _unexplained(self, value: Any, subject: Subject) -> Violation:
        """The violation reported for a value nested too deep to explain."""
        return Violation(
            location=subject.location,
            parameter=subject.parameter,
            pointer="#",
            keyword="oneOf",
            expected="a value that the schema's alternatives allow",
            received=show_value(value),
            hint="They are recursive, and the value is nested too deep to find out why.",
            rule=str(self.place),
            assumption=None,
        )

    def schema_at(self, place: Place) -> Any:
        """The schema at a place of the document, as this schema's direction sees it."""
        try:
            return self.library.at(place, self.direction) if place.file else None
        except PointerToNowhere:
            return None

    def shape_at(self, place: Place) -> Shape:
        """The fields of the schema at a place, references and combiners included."""
        return self.library.shape_at(place)

    @cached_property
    def _closed(self) -> _ClosedSchema | None:
        schema = close_schema(self.library.target, self.library.locate(self.place))
        if schema is None:
            return None
        validator = self.library.validator(schema, self.direction)
        return _ClosedSchema(schema=schema, validator=validator)

    @cached_property
    def is_exact(self) -> Callable[[Any], bool]:
        """Return whether a value conforms and has only documented fields, in one validation."""
        library, read = self.library, partial(self.library.at, direction=self.direction)
        schema = close_schema(library.target, library.locate(self.place), read)
        return (
            self.is_valid if schema is None else library.validator(schema, self.direction).is_valid
        )

    def unknown_fields(self, value: Any) -> tuple[UnknownField, ...]:
        """The fields of the value that the schema does not document, at most 100."""
        closed = self._closed
        if closed is None or closed.validator.is_valid(value):
            return ()
        return find_unknown_fields(_find_errors(closed.validator, value), closed.schema)


@dataclass(frozen=True, kw_only=True, slots=True)
class _ClosedSchema:
    schema: dict[str, Any]
    validator: jsonschema_rs.Validator


def _find_errors(
    validator: jsonschema_rs.Validator, value: Any
) -> Iterable[jsonschema_rs.ValidationError]:
    """The errors of an invalid value: all of them, or only the first for a very large value."""
    if not is_larger_than(value, MAX_SEARCHED):
        return validator.iter_errors(value)
    try:
        validator.validate(value)
    except jsonschema_rs.ValidationError as error:
        return (error,)
    return ()
