"""Boundary requests detect every changed rule: each mutant flips the verdict on some request.

A mutant is a bundled document with one keyword of one request schema changed. The requests are
generated from the original. Every twelfth mutant is tried; `MUTANTS=1` tries all of them.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from mockwright.contracts.boundaries.requests import read
from mockwright.contracts.boundaries.variants import RequestVariant, variants
from mockwright.mock_server.catalogue import load_catalogue
from mockwright.openapi.document_files import Place
from mockwright.openapi.json_text import encode_json
from mockwright.openapi.loading import bundled_names
from mockwright.openapi.operations import Operation
from mockwright.openapi.pointers import find, split_pointer
from mockwright.openapi.subschemas import walk_schemas
from tests.openapi.documents.bundled import document

STRIDE = int(os.environ.get("MUTANTS", "12"))
LIMITS = ("minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum")
REMOVABLE = (*LIMITS, "enum", "format", "pattern", "anyOf")
TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")
COUNTRY = "/components/schemas/Profile/properties/countryCode"
STICKER = "/components/schemas/SuggestionMessage/allOf/1"

Schema = dict[str, Any]


class Mutant(NamedTuple):
    """A schema of a document with one change."""

    place: Place
    change: str
    schema: Schema


def changed(schema: Schema) -> Iterator[tuple[str, Schema]]:
    """Each single change of the schema."""
    for keyword in LIMITS:
        for step in (-1, 1) if keyword in schema else ():
            limit = schema[keyword] + step
            if limit >= 0 or keyword in {"minimum", "maximum"}:
                yield f"{keyword} {step:+}", {**schema, keyword: limit}
    for keyword in REMOVABLE:
        if keyword in schema:
            yield f"no {keyword}", {name: part for name, part in schema.items() if name != keyword}
    for option in schema.get("enum", ()):
        rest = [other for other in schema["enum"] if other is not option]
        yield f"no enum value {option}", {**schema, "enum": rest}
    needed = schema.get("required", [])
    for name in schema.get("properties", ()):
        others = [other for other in needed if other != name]
        names = others if name in needed else [*needed, name]
        yield f"required {name} turned", {**schema, "required": names}
    yield from changed_types(schema)


def changed_types(schema: Schema) -> Iterator[tuple[str, Schema]]:
    """The schema with a type added, removed or replaced."""
    named = schema.get("type", [])
    types = [named] if isinstance(named, str) else named
    for name in types:
        if len(types) > 1:
            yield f"no type {name}", {**schema, "type": [t for t in types if t != name]}
    # An additional type changes nothing next to an enumeration, or if numbers are allowed already.
    if types and "enum" not in schema:
        for name in TYPES:
            if name not in types and (name, types) != ("integer", ["number"]):
                yield f"type {name} too", {**schema, "type": [*types, name]}
    if types and types[0] != "boolean":
        yield "type boolean instead", {**schema, "type": "boolean"}


def is_equivalent(mutant: Mutant) -> bool:
    """Whether the change does not affect any verdict.

    The country format implies two letters, the other half of a message's `allOf` requires an
    object, and a text in a query or path has no other type.
    """
    pointer, change = mutant.place.pointer, mutant.change
    is_type = change.startswith("type ") and change.endswith(" too")
    if pointer == COUNTRY:
        return change in {"minLength -1", "maxLength +1", "no minLength", "no maxLength"}
    return is_type and ("/parameters/" in pointer or pointer == STICKER)


@cache
def requests(name: str) -> dict[str, tuple[RequestVariant, ...]]:
    """The variants of each operation of a document."""
    return {o.id: tuple(variants(o)) for o in operations(name)}


def operations(source: str) -> tuple[Operation, ...]:
    """The operations of a document."""
    return load_catalogue((source,)).router.operations


def mutants(name: str) -> Iterator[Mutant]:
    """Every mutant of the schemas of a document's requests."""
    found = operations(name)
    owners = [o.json_schema for o in found if o.body]
    owners += [p.schema for o in found for p in o.parameters if p.schema]
    files = found[0].document.files
    walk = walk_schemas(files, [owner.library.locate(owner.place) for owner in owners])
    for place in sorted((located.place for located in walk.schemas), key=str):
        for change, schema in changed(find(document(name), place.pointer)):
            yield Mutant(place, change, schema)


def grow(mutant: Mutant, name: str, folder: Path) -> tuple[Operation, ...]:
    """The operations of the document with the change."""
    tree = copy.deepcopy(document(name))
    *way, last = split_pointer(mutant.place.pointer)
    parent = find(tree, "".join(f"/{part.replace('~', '~0').replace('/', '~1')}" for part in way))
    parent[int(last) if isinstance(parent, list) else last] = mutant.schema
    path = folder / f"{name}.json"
    path.write_bytes(encode_json(tree))
    return operations(str(path))


def is_noticed(grown: tuple[Operation, ...], name: str) -> bool:
    """Whether the verdict on any request changes."""
    return any(
        judge(operation, variant) != variant.is_valid
        for operation in grown
        for variant in requests(name)[operation.id]
        if variant.request.body or not operation.body
    )


def judge(operation: Operation, variant: RequestVariant) -> bool:
    """Whether a request is valid for an operation."""
    sent = variant.request._replace(operation=operation)
    is_valid = not read(sent).violations
    return is_valid and (not sent.body or operation.json_schema.is_valid(sent.content))


@pytest.mark.slow
@pytest.mark.parametrize("name", bundled_names())
def test_every_change_of_a_rule_is_noticed(name: str, tmp_path: Path) -> None:
    """Each mutant changes the verdict on at least one request."""
    tried = [mutant for mutant in mutants(name) if not is_equivalent(mutant)][::STRIDE]
    missed = [mutant for mutant in tried if not is_noticed(grow(mutant, name, tmp_path), name)]
    assert missed == []
    assert tried


def test_an_unchanged_document_gives_the_same_verdicts(tmp_path: Path) -> None:
    """An unchanged document changes no verdict."""
    place = Place(file="dumgum.yaml", pointer="/components/schemas/Pet")
    same = Mutant(place, "none", find(document("dumgum"), place.pointer))
    assert not is_noticed(grow(same, "dumgum", tmp_path), "dumgum")
