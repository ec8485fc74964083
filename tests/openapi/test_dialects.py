"""OpenAPI 3.0 schemas, integer formats and discriminators are translated to JSON Schema."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from mockwright.openapi.dialects import modernize, refine
from tests.openapi.small_documents import NEW, OLD, VERSIONS, Json, compile_schema

TEXT = {"type": "string"}
SCHEMAS: Json = {
    "Pet": {"type": "object", "properties": {"name": TEXT}, "required": ["name"]},
    "Maybe": {"type": "string", "nullable": True},
}
PET = {"$ref": "#/components/schemas/Pet"}
CAT: Json = {"name": "Tom"}

# A schema of OpenAPI 3.0, valid values, and invalid values.
OLD_SCHEMAS: dict[str, tuple[Any, list[Any], list[Any]]] = {
    "nullable": ({**TEXT, "nullable": True}, ["a", None], [1]),
    "not nullable": ({**TEXT, "nullable": False}, ["a"], [None]),
    "nullable enum": ({**TEXT, "nullable": True, "enum": ["a"]}, ["a", None], ["b"]),
    "nullable enum with null": ({**TEXT, "nullable": True, "enum": ["a", None]}, ["a", None], []),
    "nullable integer": (
        {"type": "integer", "format": "int32", "nullable": True},
        [1, None],
        [2**31, "1"],
    ),
    "enum with null": ({"enum": ["a", None]}, ["a", None], ["b"]),
    "nullable without type": ({"nullable": True, "maxLength": 1}, ["a", None, 5], ["ab"]),
    "siblings of a reference": ({**PET, "nullable": True, "required": ["x"]}, [CAT], [None, {}]),
    "nullable all": ({"allOf": [PET], "nullable": True}, [CAT, None], [{}, 5]),
    "nullable one": ({"oneOf": [PET, TEXT], "nullable": True}, [CAT, "a", None], [{}, 5]),
    "nullable any": ({"anyOf": [PET, TEXT], "nullable": True}, [CAT, "a", None], [{}, 5]),
    "nullable object with all": (
        {"type": "object", "nullable": True, "allOf": [PET], "required": ["id"]},
        [{"name": "a", "id": 1}, None],
        [CAT, {"id": 1}, 5],
    ),
    "nullable with two combiners": (
        {"nullable": True, "allOf": [PET], "anyOf": [{"required": ["a"]}, {"required": ["b"]}]},
        [{"name": "x", "a": 1}, {"name": "x", "b": 1}, None],
        [CAT, {"a": 1}],
    ),
    "reference to nullable": ({"$ref": "#/components/schemas/Maybe"}, ["a", None], [1]),
    "items that may be null": ({"type": "array", "items": SCHEMAS["Maybe"]}, [[None, "a"]], [[1]]),
    "exclusive minimum": ({"minimum": 3, "exclusiveMinimum": True}, [3.1, 4], [3, 2]),
    "inclusive minimum": ({"minimum": 3, "exclusiveMinimum": False}, [3, 4], [2]),
    "exclusive maximum": ({"maximum": 3, "exclusiveMaximum": True}, [2], [3, 4]),
    "exclusive without bound": ({"exclusiveMaximum": True}, [5], []),
}


@pytest.mark.parametrize(("schema", "valid", "invalid"), OLD_SCHEMAS.values(), ids=OLD_SCHEMAS)
def test_old_schema_keeps_its_meaning(
    tmp_path: Path, schema: Any, valid: list[Any], invalid: list[Any]
) -> None:
    """A translated schema accepts exactly the values that OpenAPI 3.0 allows."""
    compiled = compile_schema(tmp_path, schema, OLD, copy.deepcopy(SCHEMAS))
    assert [value for value in valid if not compiled.is_valid(value)] == []
    assert [value for value in invalid if compiled.is_valid(value)] == []


@pytest.mark.parametrize("schema", [row[0] for row in OLD_SCHEMAS.values()], ids=OLD_SCHEMAS)
def test_translation_is_done_once(schema: Json) -> None:
    """Translating a shared schema a second time changes nothing."""
    once = copy.deepcopy(schema)
    modernize(once)
    twice = copy.deepcopy(once)
    assert modernize(twice) is False
    assert twice == once


def test_null_is_listed_once() -> None:
    """A nullable enumeration that already lists null is unchanged."""
    schema: Json = {"enum": ["a", None], "nullable": True}
    modernize(schema)
    assert schema == {"enum": ["a", None]}


def test_new_schema_is_not_translated(tmp_path: Path) -> None:
    """In OpenAPI 3.1, `nullable` is ignored and siblings of a reference apply."""
    compiled = compile_schema(tmp_path, {**PET, "required": ["id"], "nullable": True}, NEW, SCHEMAS)
    assert compiled.is_valid({"name": "a", "id": 1})
    assert not compiled.is_valid(CAT)
    assert not compiled.is_valid(None)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("schema", "valid", "invalid"),
    [
        ({"type": "integer", "format": "int32"}, [2**31 - 1, -(2**31)], [2**31, -(2**31) - 1]),
        ({"type": "integer", "format": "int64"}, [2**63 - 1, -(2**63)], [2**63, -(2**63) - 1]),
        ({"type": "integer", "format": "int32", "minimum": 0, "maximum": 9}, [0, 9], [-1, 10]),
        ({"type": "string", "format": "int32"}, ["x"], [1]),
        ({"type": "integer", "format": "int8"}, [1000], []),
    ],
)
def test_integer_formats_are_bounds(
    tmp_path: Path, version: str, schema: Json, valid: list[Any], invalid: list[Any]
) -> None:
    """`int32` and `int64` limit integers in addition to the schema's own bounds."""
    compiled = compile_schema(tmp_path, schema, version)
    assert [value for value in valid if not compiled.is_valid(value)] == []
    assert [value for value in invalid if compiled.is_valid(value)] == []


ANIMALS: Json = {
    "Cat": {"type": "object", "properties": {"lives": {"type": "integer"}}},
    "Dog": {"type": "object", "properties": {"tricks": {"type": "array", "items": TEXT}}},
}
EITHER = [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}]
KIND: Json = {"propertyName": "kind"}
MAPPED: Json = {**KIND, "mapping": {"feline": "#/components/schemas/Cat", "canine": "Dog"}}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
@pytest.mark.parametrize("discriminator", [KIND, MAPPED], ids=["implied", "mapped"])
def test_discriminator_chooses(
    tmp_path: Path, version: str, keyword: str, discriminator: Json
) -> None:
    """Overlapping alternatives are selected by the discriminator field alone."""
    schema = {keyword: copy.deepcopy(EITHER), "discriminator": discriminator}
    compiled = compile_schema(tmp_path, schema, version, copy.deepcopy(ANIMALS))
    kinds = ["Cat", "Dog", "feline", "canine", "cat", "cow", None]
    taken = [kind for kind in kinds if compiled.is_valid({"kind": kind})]
    assert taken == ["Cat", "Dog", *discriminator.get("mapping", {})]
    assert not compiled.is_valid({"kind": "Cat", "lives": "nine"})
    assert not compiled.is_valid({"lives": 9})


@pytest.mark.parametrize(
    "schema",
    [
        {"discriminator": KIND},
        {"discriminator": "kind", "oneOf": [{}]},
        {"discriminator": {}, "oneOf": [{}]},
        {"discriminator": {"propertyName": ["kind"]}, "oneOf": [{"$ref": "#/a"}]},
        {"discriminator": KIND, "oneOf": [{"type": "object"}, True]},
    ],
)
def test_discriminator_without_references_changes_nothing(schema: Json) -> None:
    """Only alternatives that refer to a schema have an implied name."""
    refined = copy.deepcopy(schema)
    refine(refined)
    assert refined == schema


def test_alternative_keeps_what_stands_beside_its_reference() -> None:
    """Siblings of a reference in OpenAPI 3.1 are kept, however often it is translated."""
    option = {"$ref": "#/Cat", "required": ["name"], "properties": {"name": TEXT}}
    schema: Any = {"oneOf": [option], "discriminator": KIND}
    refine(schema)
    refine(schema)
    assert option["required"] == ["name", "kind"]
    assert option["properties"] == {"name": TEXT, "kind": {"enum": ["Cat"]}}


def test_odd_mapping_is_ignored() -> None:
    """A mapping without usable names leaves the implied ones."""
    schema: Any = {"oneOf": [{"$ref": "#/Cat"}], "discriminator": {**KIND, "mapping": {"cat": 5}}}
    refine(schema)
    assert schema["oneOf"][0]["properties"] == {"kind": {"enum": ["Cat"]}}
    schema["discriminator"]["mapping"] = []
    refine(schema)
    assert schema["oneOf"][0]["required"] == ["kind"]
