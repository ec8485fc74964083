"""Checks the values that a document contains: examples, defaults and members of enumerations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockwright.openapi.document_files import Located, Place
from mockwright.openapi.faults import DocumentFault, DocumentIsBroken
from mockwright.openapi.json_text import JsonIsBroken, parse_json
from mockwright.openapi.media_types import is_json, normalize
from mockwright.openapi.pointers import split_pointer
from mockwright.openapi.schemas import CompiledSchema, SchemaLibrary
from mockwright.openapi.violations import Subject

EXAMPLE = Subject(location="example")
MAX_VIOLATIONS = 20

_SINGLE = ("example", "default")
_LISTS = ("examples", "enum")


def find_value_faults(library: SchemaLibrary) -> Iterator[DocumentFault]:
    """A warning for each violation of a schema by a value that the document gives for it.

    A value for which the document writes JSON as text is a hint.
    """
    for schema in library.compiled:
        if schema.place.pointer.endswith("/schema"):
            yield from _check_owner(schema)
    for located in library.walked:
        for place, name, value in _values_of(located):
            yield from _check_both(library, located.place, place, name, value)


def _check_owner(schema: CompiledSchema) -> Iterator[DocumentFault]:
    """The examples of a media type, parameter or header."""
    place = schema.place.parent
    owner = schema.library.files.at(place)
    parts = split_pointer(place.pointer)
    is_media_type = parts[-2:-1] == ["content"]
    if is_media_type and not is_json(normalize(parts[-1])):
        return
    if "example" in owner:
        yield from _check(schema, place, "the example `default`", owner["example"])
    examples = owner.get("examples")
    for name in examples if isinstance(examples, Mapping) else ():
        value = _value_of(schema.library, Located(value=owner, place=place), name)
        if isinstance(value, Mapping) and "value" in value:
            yield from _check(schema, place, f"the example `{name}`", value["value"])


def _value_of(library: SchemaLibrary, owner: Located, name: str) -> Any:
    entry = owner.child("examples", name)
    try:
        return library.files.follow(entry.value, entry.place).value
    except DocumentIsBroken:  # reported where the operation was compiled
        return None


def _values_of(located: Located) -> Iterator[tuple[Place, str, Any]]:
    """The values within a schema, each with its place and its name."""
    schema, place = located.value, located.place
    for keyword in _SINGLE:
        if keyword in schema:
            yield place.child(keyword), f"the `{keyword}`", schema[keyword]
    for keyword in _LISTS:
        members = schema.get(keyword)
        for index, value in enumerate(members if isinstance(members, list) else ()):
            name = f"member {index} of `{keyword}`"
            yield place.child(keyword, index), name, value


def _check_both(
    library: SchemaLibrary, schema_place: Place, place: Place, name: str, value: Any
) -> Iterator[DocumentFault]:
    """A value within a schema may be one for requests or one for responses."""
    faults: list[DocumentFault] = []
    for direction in ("request", "response"):
        schema = CompiledSchema(library=library, place=schema_place, direction=direction)
        faults = [*_check(schema, place, name, value)]
        if not faults:
            return
    yield from faults


def _check(schema: CompiledSchema, place: Place, name: str, value: Any) -> Iterator[DocumentFault]:
    if schema.is_valid(value):
        return
    text = _read_text(value)
    if text is not None:
        yield _fault(place, f"{_capitalized(name)} is JSON written as text.", "hint")
        value = text
    for violation in schema.check(value, EXAMPLE)[:MAX_VIOLATIONS]:
        where = "" if violation.pointer == "#" else f" at `{violation.pointer}`"
        yield _fault(place, f"{_capitalized(name)}{where}: {violation.detail}", "warning")


def _read_text(value: Any) -> Any:
    """The object or list that a text contains as JSON; None for anything else."""
    if not isinstance(value, str) or value.lstrip()[:1] not in {"{", "["}:
        return None
    try:
        return parse_json(value.encode()).value
    except (JsonIsBroken, UnicodeError):
        return None


def _fault(place: Place, problem: str, level: Any) -> DocumentFault:
    return DocumentFault(file=place.file, pointer=place.pointer, problem=problem, level=level)


def _capitalized(text: str) -> str:
    return text[:1].upper() + text[1:]
