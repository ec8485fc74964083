"""Requests need no read-only fields, and responses never have write-only ones."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from mockwright.openapi.violations import Subject
from tests.openapi.small_documents import NEW, OLD, VERSIONS, Json, compile_body

TEXT = {"type": "string"}
USER: Json = {
    "type": "object",
    "required": ["id", "name", "password"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "name": TEXT,
        "password": {**TEXT, "writeOnly": True},
    },
}
SCHEMAS: Json = {
    "User": USER,
    "Id": {"type": "integer", "readOnly": True},
    "Secret": {**TEXT, "writeOnly": True},
    "Base": {"properties": {"id": {"type": "integer", "readOnly": True}}},
    "Loop": {
        "allOf": [{"$ref": "#/components/schemas/User"}, {"$ref": "#/components/schemas/Loop"}]
    },
    "Node": {
        "required": ["id", "next"],
        "properties": {
            "id": {"$ref": "#/components/schemas/Id"},
            "next": {"type": "array", "items": {"$ref": "#/components/schemas/Node"}},
        },
    },
}
BOTH = {"id": 1, "name": "a", "password": "b"}
ASKED = {"name": "a", "password": "b"}
TOLD = {"id": 1, "name": "a"}


def ref(name: str) -> Json:
    """A reference to one of the schemas."""
    return {"$ref": f"#/components/schemas/{name}"}


def verdicts(folder: Path, schema: Any, version: str, value: Any) -> tuple[bool, bool]:
    """Whether a value is valid in a request, and in a response."""
    compiled = compile_body(folder, schema, version, copy.deepcopy(SCHEMAS))
    return compiled["request"].is_valid(value), compiled["response"].is_valid(value)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("schema", [USER, ref("User"), {"allOf": [ref("User")]}], ids=str)
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (BOTH, (True, False)),
        (ASKED, (True, False)),
        (TOLD, (False, True)),
        ({"name": "a"}, (False, False)),
        ({**ASKED, "id": "x"}, (False, False)),
    ],
)
def test_user_is_asked_for_and_told_differently(
    tmp_path: Path, version: str, schema: Json, value: Json, expected: tuple[bool, bool]
) -> None:
    """A request needs the password and may repeat the id; a response has only the id."""
    assert verdicts(tmp_path, copy.deepcopy(schema), version, value) == expected


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    "schema",
    [
        {"required": ["id"], "properties": {"id": ref("Id")}},
        {"required": ["id"], "properties": {"id": {"allOf": [ref("Id")]}}},
        {"allOf": [ref("Base"), {"required": ["id"]}]},
        {"allOf": [{"allOf": [ref("Base")]}, {"required": ["id"]}]},
        {"required": ["id"], "allOf": [ref("Base")]},
    ],
    ids=["reference", "reference of all", "sibling", "nested sibling", "outside"],
)
def test_marker_is_found_through_references_and_combiners(
    tmp_path: Path, version: str, schema: Json
) -> None:
    """A field marked read-only by reference, or in another part of `allOf`, is not required."""
    assert verdicts(tmp_path, schema, version, {}) == (True, False)
    assert verdicts(tmp_path, schema, version, {"id": 1}) == (True, True)


@pytest.mark.parametrize("version", VERSIONS)
def test_write_only_reference_never_stands_in_a_response(tmp_path: Path, version: str) -> None:
    """A field marked write-only by reference is absent from responses, required or not."""
    schema = {"properties": {"key": ref("Secret")}}
    assert verdicts(tmp_path, schema, version, {"key": "x"}) == (True, False)
    assert verdicts(tmp_path, schema, version, {}) == (True, True)


def test_neighbours_of_a_reference_can_mark(tmp_path: Path) -> None:
    """A marker next to `$ref` counts in OpenAPI 3.1, but not in 3.0."""
    schema = {"required": ["id"], "properties": {"id": {**ref("Plain"), "readOnly": True}}}
    schemas = {"Plain": {"type": "integer"}}
    for version, expected in ((NEW, True), (OLD, False)):
        compiled = compile_body(tmp_path, copy.deepcopy(schema), version, copy.deepcopy(schemas))
        assert compiled["request"].is_valid({}) == expected


def test_recursive_schemas_have_directions(tmp_path: Path) -> None:
    """Markers apply at every level of a recursive schema."""
    assert verdicts(tmp_path, ref("Node"), NEW, {"next": [{"next": []}]}) == (True, False)
    reported = {"id": 1, "next": [{"id": 2, "next": []}]}
    assert verdicts(tmp_path, ref("Node"), NEW, reported) == (True, True)


@pytest.mark.parametrize(
    "schema",
    [
        {"allOf": [True, ref("User")]},
        {
            "allOf": [
                ref("User"),
                {"properties": {"name": True, "other": True}, "required": ["name"]},
            ]
        },
        ref("Loop"),
    ],
    ids=["true", "true as a field", "loop"],
)
def test_odd_schemas_have_directions(tmp_path: Path, schema: Json) -> None:
    """Schemas that are `true` or recursive do not affect the others."""
    assert verdicts(tmp_path, schema, NEW, ASKED) == (True, False)
    assert verdicts(tmp_path, schema, NEW, TOLD) == (False, True)


def test_places_of_rules_are_those_of_the_document(tmp_path: Path) -> None:
    """Violations of either direction name the rule's place in the document."""
    compiled = compile_body(tmp_path, ref("User"), NEW, copy.deepcopy(SCHEMAS))
    (violation,) = compiled["response"].check(BOTH, Subject(location="response"))
    assert (violation.keyword, violation.pointer) == ("falseSchema", "#/password")
    assert violation.rule == "api.json#/components/schemas/User/properties/password"
