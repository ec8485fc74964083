"""Schemas of every version, and integer formats, are translated to JSON Schema 2020-12."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from mockwright.openapi.dialects import modernize
from tests.openapi.small_documents import (
    NEW,
    OLD,
    VERSIONS,
    Json,
    compile_schema,
    content,
    find_complaints,
    operation,
    tree,
    write,
)

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


def test_siblings_of_a_reference_count_in_new_schemas(tmp_path: Path) -> None:
    """In OpenAPI 3.1, siblings of a reference apply, and `nullable` is read as in 3.0."""
    compiled = compile_schema(tmp_path, {**PET, "required": ["id"], "nullable": True}, NEW, SCHEMAS)
    assert compiled.is_valid({"name": "a", "id": 1})
    assert compiled.is_valid(None)
    assert not compiled.is_valid(CAT)


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


# Keywords of other versions, valid values, and invalid values; the meaning is the same in both.
FOREIGN: dict[str, tuple[Json, list[Any], list[Any]]] = {
    "boolean bound": ({"minimum": 3, "exclusiveMinimum": True}, [3.1], [3]),
    "boolean upper bound": ({"maximum": 3, "exclusiveMaximum": True}, [2.9], [3]),
    "numeric bound": ({"exclusiveMinimum": 3}, [3.1], [3]),
    "bound without a number": ({"exclusiveMinimum": True}, [-1], []),
    "nullable": ({"type": "string", "nullable": True}, ["a", None], [1]),
    "nullable list of types": ({"type": ["string"], "nullable": True}, ["a", None], [1]),
    "nullable enum": ({"enum": ["a"], "nullable": True}, ["a", None], ["b"]),
    "nullable constant": ({"const": "a", "nullable": True}, ["a", None], ["b"]),
    "nullable all": (
        {"allOf": [{"maximum": 3}, {"type": "number"}], "nullable": True},
        [3, None],
        [4],
    ),
    "types": ({"type": ["integer", "null"]}, [1, None], ["a"]),
    "constant": ({"const": 5}, [5], [6]),
    "list of items": (
        {"items": [{"type": "string"}], "additionalItems": False},
        [["a"]],
        [[1], ["a", 1]],
    ),
    "dependencies": (
        {"dependencies": {"a": ["b"], "c": {"required": ["d"]}}},
        [{"a": 1, "b": 1}, {"c": 1, "d": 1}],
        [{"a": 1}, {"c": 1}],
    ),
    "condition": ({"if": {"type": "string"}, "then": {"maxLength": 1}}, ["a", 5], ["ab"]),
}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("schema", "valid", "invalid"), FOREIGN.values(), ids=FOREIGN)
def test_keyword_of_another_version_is_read_as_meant(
    tmp_path: Path, version: str, schema: Json, valid: list[Any], invalid: list[Any]
) -> None:
    """A keyword of the other version, or of an older draft, has its meaning there."""
    compiled = compile_schema(tmp_path, {"properties": {"x": copy.deepcopy(schema)}}, version)
    assert [value for value in valid if not compiled.is_valid({"x": value})] == []
    assert [value for value in invalid if compiled.is_valid({"x": value})] == []


@pytest.mark.parametrize(
    ("version", "schema", "keyword"),
    [
        (NEW, {"minimum": 0, "exclusiveMinimum": True}, "exclusiveMinimum"),
        (NEW, {"type": "string", "nullable": True}, "nullable"),
        (NEW, {"items": [{}]}, "items"),
        (OLD, {"const": 1}, "const"),
        (OLD, {"type": ["string", "null"]}, "type"),
        (OLD, {"exclusiveMaximum": 3}, "exclusiveMaximum"),
        (OLD, {"examples": ["a"]}, "examples"),
        (NEW, {"$schema": "http://json-schema.org/draft-07/schema#"}, "draft-07"),
    ],
)
def test_keyword_of_another_version_is_a_warning(
    tmp_path: Path, version: str, schema: Json, keyword: str
) -> None:
    """What is read as another version defines it is reported once, with its name."""
    post = operation(requestBody=content(schema))
    (fault,) = find_complaints(write(tmp_path, tree({"/a": {"post": post}}, version)))
    assert (fault.level, fault.done, keyword in fault.problem) == ("warning", "read as meant", True)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
def test_discriminator_does_not_decide(tmp_path: Path, version: str, keyword: str) -> None:
    """A value is valid if the alternatives allow it, whatever its discriminator field says."""
    options = [{"$ref": "#/components/schemas/Pet"}, TEXT]
    schema = {keyword: options, "discriminator": {"propertyName": "kind"}}
    compiled = compile_schema(tmp_path, schema, version, copy.deepcopy(SCHEMAS))
    values = [CAT, {**CAT, "kind": "Pet"}, {**CAT, "kind": "Fish"}, "a"]
    assert [value for value in values if not compiled.is_valid(value)] == []
    assert not compiled.is_valid({"kind": "Pet"})
