"""The examples in the documents are valid according to the library `jsonschema`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from tests.openapi.documents.bundled import (
    NAMES,
    Key,
    Node,
    document,
    media_types,
    operations,
    resolved,
)
from tests.openapi.documents.expected.operations import BODIES

MEDIA_TYPES = list(media_types())


def subschemas(value: Any) -> Iterator[Node]:
    """Every object inside the value that has a list of examples."""
    if isinstance(value, dict) and isinstance(value.get("examples"), list):
        yield value
    children = value.values() if isinstance(value, dict) else value
    for child in children if isinstance(value, dict | list) else ():
        yield from subschemas(child)


def violations(name: str, schema: Node, value: Any) -> list[str]:
    """The violations that the library reports for a value."""
    # With the components next to the schema, its references can be resolved.
    within = {**schema, "components": document(name)["components"]}
    validator = Draft202012Validator(within, format_checker=FormatChecker())
    return [error.message for error in validator.iter_errors(value)]


def unused(name: str, schema: Node, value: Any, place: str = "") -> list[str]:
    """The parts of the schema that the value omits or leaves empty."""
    schema = resolved(name, schema)
    if isinstance(value, list):
        return unused(name, schema["items"], value[-1], place) if value else [place]
    known: Node = {}
    for part in [schema, *(resolved(name, part) for part in schema.get("allOf", []))]:
        known.update(part.get("properties", {}))
    if not isinstance(value, dict):
        return []
    missing = [f"{place}/{key}" for key in known if key not in value]
    deeper = (unused(name, known[k], v, f"{place}/{k}") for k, v in value.items() if k in known)
    return missing + [spot for spots in deeper for spot in spots]


@pytest.mark.parametrize(
    ("name", "place", "media"), MEDIA_TYPES, ids=[f"{row[0]} {row[1]}" for row in MEDIA_TYPES]
)
def test_every_example_is_valid(name: str, place: str, media: Node) -> None:
    """Each media type has named examples with a summary, and each of them is valid."""
    members = {frozenset(example) for example in media["examples"].values()}
    assert members == {frozenset({"summary", "value"})}, place
    found = {
        title: violations(name, media["schema"], example["value"])
        for title, example in media["examples"].items()
    }
    assert not any(found.values()), found


@pytest.mark.parametrize("name", NAMES)
def test_every_example_of_a_field_is_valid(name: str) -> None:
    """Each example in a schema is valid against that schema."""
    schemas = list(subschemas(document(name)))
    assert schemas
    found = [
        violation
        for schema in schemas
        for value in schema["examples"]
        for violation in violations(name, schema, value)
    ]
    assert found == []


@pytest.mark.parametrize("key", BODIES, ids=" ".join)
def test_full_example_uses_every_field(key: Key) -> None:
    """A request has a minimal example, and a full one that lacks at most the sexual interests."""
    media = operations()[key]["requestBody"]["content"]["application/json"]
    assert "minimal" in media["examples"]
    found = unused(key[0], media["schema"], media["examples"]["full"]["value"])
    assert {place.rpartition("/")[2] for place in found} <= {"bdsmInterests", "sexualInterests"}
