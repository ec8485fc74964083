"""All subschemas of a schema, and all schemas reachable from it, are found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockwright.openapi.document_files import DocumentFiles, Located, Place
from mockwright.openapi.faults import DocumentIsBroken
from mockwright.openapi.subschemas import child_schemas, walk_schemas

ROOT = Place(file="api.json", pointer="")
EVERY: Any = {
    "properties": {"a/b": {}, "properties": {}},
    "patternProperties": {"^x": {}},
    "$defs": {"d": {}},
    "definitions": {"d": {}},
    "dependentSchemas": {"a": {}},
    "allOf": [{}, {}],
    "anyOf": [{}],
    "oneOf": [{}],
    "prefixItems": [{}],
    "items": {},
    "additionalProperties": {},
    "not": {},
    "contains": {},
    "if": {},
    "then": {},
    "else": {},
    "propertyNames": {},
    "unevaluatedItems": {},
    "unevaluatedProperties": {},
    "contentSchema": {},
}
NO_SCHEMAS: Any = {
    "enum": [{"properties": {}}],
    "const": {"items": {}},
    "default": {"items": {}},
    "example": {"items": {}},
    "examples": [{"items": {}}],
    "required": ["items"],
    "additionalProperties": False,
    "items": True,
    "properties": [],
    "allOf": {},
}


def walk(tree: Any) -> list[str]:
    """The pointers of all schemas reachable from the root of a tree."""
    files = DocumentFiles(folder=Path(), root="api.json", trees={"api.json": tree})
    return [
        one.place.pointer for one in walk_schemas(files, [Located(value=tree, place=ROOT)]).schemas
    ]


def test_every_keyword_leads_to_its_schemas() -> None:
    """The subschemas of every keyword are found, each with its place."""
    found = [child.place.pointer for child in child_schemas(Located(value=EVERY, place=ROOT))]
    assert len(found) == len(set(found)) == 22
    assert {pointer.split("/")[1] for pointer in found} == set(EVERY)
    assert "/properties/a~1b" in found
    assert "/allOf/1" in found


def test_other_values_are_no_schemas() -> None:
    """Examples, constants and malformed keywords are not schemas."""
    assert list(child_schemas(Located(value=NO_SCHEMAS, place=ROOT))) == []


def test_references_are_walked_once() -> None:
    """A schema with several references, or one to itself, is visited once."""
    tree = {
        "properties": {"a": {"$ref": "#/$defs/x"}, "b": {"$ref": "#/$defs/x"}, "c": {"$ref": "#"}},
        "$defs": {"x": {"items": {"$ref": "#/$defs/x"}}},
    }
    expected = ["", "/$defs/x", "/$defs/x/items", *(f"/properties/{name}" for name in "abc")]
    assert sorted(walk(tree)) == expected


def test_heads_are_what_stands_in_no_other() -> None:
    """Roots and targets of references are heads, unless they are nested in a visited schema."""
    tree = {
        "paths": {"items": {"$ref": "#/more/x"}, "not": {"$ref": "#/paths/items"}},
        "more": {"x": {"items": {}, "$ref": "#/more/x/items"}},
    }
    files = DocumentFiles(folder=Path(), root="api.json", trees={"api.json": tree})
    walk = walk_schemas(files, [Located(value=tree["paths"], place=ROOT.child("paths"))])
    assert [one.place.pointer for one in walk.heads] == ["/paths", "/more/x"]
    assert len(walk.schemas) == 5


def test_every_broken_reference_is_reported() -> None:
    """All broken references are reported at once."""
    tree = {"properties": {name: {"$ref": f"#/{name}"} for name in "abc"}}
    with pytest.raises(DocumentIsBroken) as caught:
        walk(tree)
    pointers = sorted(fault.pointer for fault in caught.value.faults)
    assert pointers == ["/properties/a", "/properties/b", "/properties/c"]


def test_circle_that_describes_nothing_is_reported() -> None:
    """Two schemas that only refer to each other are reported once."""
    tree = {"properties": {"a": {"$ref": "#/properties/b"}, "b": {"$ref": "#/properties/a"}}}
    with pytest.raises(DocumentIsBroken) as caught:
        walk(tree)
    (fault,) = caught.value.faults
    assert "The references are circular" in fault.problem


@pytest.mark.parametrize(
    ("reference", "written"),
    [
        ("#/$defs/a b", "#/$defs/a%20b"),
        ("#/$defs/Größe", "#/$defs/Gr%C3%B6%C3%9Fe"),
        ("#/$defs/{id}", "#/$defs/%7Bid%7D"),
        ("#/$defs/a%20b", "#/$defs/a%20b"),
        ("#/$defs/x~1y", "#/$defs/x~1y"),
    ],
)
def test_reference_is_written_as_a_uri(reference: str, written: str) -> None:
    """Characters that are not allowed in a URI are escaped in references."""
    tree = {"$ref": reference, "$defs": {"a b": {}, "Größe": {}, "{id}": {}, "x/y": {}}}
    walk(tree)
    assert tree["$ref"] == written
