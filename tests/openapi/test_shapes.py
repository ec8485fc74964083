"""Shapes: the combined fields, items and types of the schemas of one place."""

from __future__ import annotations

from typing import Any

import pytest

from mockwright.openapi.document_files import Located, Place
from mockwright.openapi.pointers import find
from mockwright.openapi.shapes import Shape, shape_of

ROOT = Place(file="api.json", pointer="")
DEFINITIONS: Any = {
    "Named": {"properties": {"name": {"type": "string"}}},
    "Loop": {"properties": {"loop": {}}, "allOf": [{"$ref": "#/$defs/Loop"}]},
}


def shape(schema: Any) -> Shape:
    """The shape of a schema that can refer to the definitions."""
    tree = {**schema, "$defs": DEFINITIONS}

    def target(located: Located) -> Located:
        place = Place(file="api.json", pointer=located.value["$ref"].removeprefix("#"))
        return Located(value=find(tree, place.pointer), place=place)

    return shape_of(target, [Located(value=tree, place=ROOT)])


NAMED: Any = {"$ref": "#/$defs/Named"}
AGED: Any = {"properties": {"age": {}}}


@pytest.mark.parametrize(
    "schema",
    [
        {**NAMED, **AGED},
        {"allOf": [NAMED, AGED]},
        {"anyOf": [NAMED, {"oneOf": [AGED, {"type": "string"}]}]},
        {"if": NAMED, "then": AGED},
        {"if": {}, "else": {"allOf": [NAMED]}, "then": AGED},
        {"dependentSchemas": {"x": NAMED}, **AGED},
    ],
    ids=str,
)
def test_fields_of_all_parts_are_gathered(schema: Any) -> None:
    """Fields are found through references, their siblings, combiners and conditions."""
    found = shape(schema)
    assert set(found.fields) == {"name", "age"}
    assert not found.is_open


def test_schemas_of_one_field_are_gathered() -> None:
    """A field described twice has both schemas, with their places."""
    found = shape({**NAMED, "properties": {"name": {"minLength": 1}}})
    assert {str(one.place) for one in found.fields["name"]} == {
        "api.json#/properties/name",
        "api.json#/$defs/Named/properties/name",
    }


def test_loops_end() -> None:
    """A recursive schema is visited once."""
    assert set(shape({"$ref": "#/$defs/Loop"}).fields) == {"loop"}


@pytest.mark.parametrize(
    "schema",
    [
        {"additionalProperties": True},
        {"additionalProperties": False},
        {"additionalProperties": {"type": "string"}},
        {"unevaluatedProperties": False},
        {"allOf": [AGED, {"additionalProperties": True}]},
        {"anyOf": [AGED, {"type": "object"}]},
        {"anyOf": [AGED, {"description": "anything"}]},
        {"oneOf": [AGED, {}]},
        {"oneOf": [AGED, {"type": ["object", "null"]}]},
        {"oneOf": [AGED, True]},
    ],
    ids=str,
)
def test_shape_is_open(schema: Any) -> None:
    """A schema with additional properties, or an alternative that accepts any object, is open."""
    assert shape(schema).is_open


@pytest.mark.parametrize(
    "schema",
    [
        AGED,
        {"type": "object", **AGED},
        {"allOf": [AGED, {"type": "object"}]},
        {"anyOf": [AGED, {"type": "string"}]},
        {"anyOf": [AGED, {"type": ["string", "null"]}]},
        {**AGED, "anyOf": [{"required": ["a"]}, {"required": ["b"]}]},
        {"oneOf": [AGED, False]},
    ],
    ids=str,
)
def test_shape_is_closed(schema: Any) -> None:
    """A constraint in an alternative does not open a schema, nor does a non-object."""
    assert not shape(schema).is_open


def test_patterns_others_and_items_are_gathered() -> None:
    """Pattern properties, additional properties and all kinds of items keep their places."""
    found = shape(
        {
            "patternProperties": {"^x-": {}},
            "additionalProperties": {},
            "prefixItems": [{}, {}],
            "items": {},
            "unevaluatedItems": {},
        }
    )
    assert list(found.patterns) == ["^x-"]
    assert [one.place.pointer for one in found.others] == ["/additionalProperties"]
    pointers = ["/prefixItems/0", "/prefixItems/1", "/items", "/unevaluatedItems"]
    assert [one.place.pointer for one in found.items] == pointers


@pytest.mark.parametrize(
    ("schema", "types"),
    [
        ({}, []),
        ({"type": "string"}, ["string"]),
        ({"type": ["string", "null"]}, ["string", "null"]),
        ({"anyOf": [{"type": "integer"}, {"type": "string"}]}, ["integer", "string"]),
        ({"enum": [1, "a", None, True, 1.5]}, ["integer", "string", "null", "boolean", "number"]),
        ({"const": "x"}, ["string"]),
        ({"type": "string", "enum": [1]}, ["string"]),
        (AGED, ["object"]),
        ({"additionalProperties": {}}, ["object"]),
        ({"items": {}}, ["array"]),
        ({**AGED, "type": "string"}, ["string"]),
    ],
    ids=str,
)
def test_types_are_named_or_implied(schema: Any, types: list[str]) -> None:
    """Types are named, otherwise taken from the listed values or implied by keywords."""
    assert sorted(shape(schema).types) == sorted(types)
