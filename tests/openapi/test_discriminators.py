"""The names by which a discriminator selects a schema."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mockwright.openapi.discriminators import find_named_schemas, find_own_names
from mockwright.openapi.document_files import DocumentFiles, Located, Place

PET = {"discriminator": {"propertyName": "kind", "mapping": {"kitty": "Cat", "Dog": "Wolf"}}}
SCHEMAS: dict[str, Any] = {
    "Pet": PET,
    "Cat": {"allOf": [{"$ref": "#/components/schemas/Pet"}]},
    "Kitten": {"allOf": [{"$ref": "#/components/schemas/Cat"}]},
    "Dog": {"allOf": [{"$ref": "#/components/schemas/Pet"}]},
    "Wolf": {},
    "Either": {
        "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Wolf"}, {}],
        "discriminator": {
            "propertyName": "type",
            "mapping": {"cat": "#/components/schemas/Cat", "lost": "#/nowhere"},
        },
    },
}


def located(name: str) -> tuple[DocumentFiles, Located]:
    """A component of a small document."""
    tree = {"components": {"schemas": SCHEMAS}}
    files = DocumentFiles(folder=Path(), root="a.yaml", trees={"a.yaml": tree})
    place = Place(file="a.yaml", pointer=f"/components/schemas/{name}")
    return files, Located(value=SCHEMAS[name], place=place)


def names(name: str) -> list[tuple[str, ...]]:
    """The names of all schemas that the discriminator of a component selects."""
    return [found.names for found in find_named_schemas(*located(name))]


def test_alternatives_have_mapped_and_implied_names() -> None:
    """Explicit names come first; an inline alternative has none."""
    assert names("Either") == [("cat", "Cat"), ("Wolf",), ()]


def test_children_of_a_parent_have_names() -> None:
    """Components that include the parent by `allOf` are selected, unless a mapping moves a name."""
    assert names("Pet") == [("kitty", "Cat"), ("Kitten",), ()]


def test_schema_without_discriminator_selects_nothing() -> None:
    """Only a schema with a discriminator has named alternatives."""
    assert names("Wolf") == []


def test_child_knows_its_own_names() -> None:
    """A child has the names that the discriminator of its parent gives it."""
    assert find_own_names(*located("Cat")) == {"kind": ("kitty", "Cat")}
    assert find_own_names(*located("Kitten")) == {"kind": ("Kitten",)}
    assert find_own_names(*located("Wolf")) == {}
