"""A structural fault costs the innermost part that the rest can be served without."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.openapi.small_documents import (
    EMPTY,
    OLD,
    VERSIONS,
    Json,
    find_complaints,
    operation,
    parameter,
    response,
    start,
    tree,
    write,
)

TEXT = {"type": "string"}


def served(folder: Path, version: str, get: Any, **members: Any) -> dict[str, str]:
    """The refusals of all operations of a document with this operation, and a sound one."""
    paths = {"/sound": {"get": operation()}, "/a/{id}": {"get": get}}
    found = start(write(folder, tree(paths, version, **members)))
    return {each.label: each.refusal for each in found}


# An operation whose fault costs the whole operation.
REFUSED: dict[str, Any] = {
    "not an object": 5,
    "parameter without name": operation(parameters=[{"in": "path", "schema": TEXT}]),
    "parameter in the body": operation(parameters=[{"name": "x", "in": "body", "schema": TEXT}]),
    "parameters that are no list": operation(parameters={}),
    "reference to no parameter": operation(parameters=[{"$ref": "#/components/parameters/X"}]),
    "reference to no body": operation(requestBody={"$ref": "#/components/requestBodies/X"}),
    "reference to no response": {"responses": {"200": {"$ref": "#/components/responses/X"}}},
    "reference to no file": {"responses": {"default": {"$ref": "missing.yaml"}}},
    "success that is no object": {"responses": {"200": 5}},
    "success whose schema is missing": {"responses": {"200": response({"$ref": "#/no"})}},
    "required field without schema": {
        "responses": {
            "200": response({"required": ["x"], "properties": {"x": {"$ref": "#/no"}}}),
        }
    },
}
# An operation that is served without the part that has a fault.
SERVED: dict[str, Any] = {
    "number as description": operation(description=5),
    "list as summary": operation(summary=[]),
    "unknown field": operation(sumary="x"),
    "example without value": {
        "responses": {"200": response(TEXT, examples={"x": {"$ref": "#/no"}})},
    },
    "broken header": {"responses": {"204": {**EMPTY, "headers": {"X-A": 5, "X-B": {}}}}},
    "reference to no header": {
        "responses": {"204": {**EMPTY, "headers": {"X": {"$ref": "#/no"}}}},
    },
    "broken failure": {"responses": {"204": EMPTY, "404": 5}},
    "reference to no failure": {"responses": {"204": EMPTY, "404": {"$ref": "#/no"}}},
    "failure whose schema is missing": {
        "responses": {"204": EMPTY, "404": response({"$ref": "#/no"})},
    },
    "optional field without schema": {
        "responses": {"200": response({"properties": {"x": {"$ref": "#/no"}}})},
    },
    "response without description": {"responses": {"204": {}}},
    "unknown security scheme": operation(security=[{"nobody": []}]),
    "unknown style": operation(parameters=[parameter("x", "query", style="wavy")]),
    "parameter without schema": operation(parameters=[{"name": "x", "in": "query"}]),
    "body without content": operation(requestBody={"description": "x"}),
    "two kinds of example": operation(
        parameters=[parameter("x", "query", example="a", examples={"b": {"value": "b"}})]
    ),
    "broken callback": operation(callbacks={"x": 5}),
    "broken server": operation(servers=[{"description": "x"}, {"url": "/v1"}]),
}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("get", REFUSED.values(), ids=REFUSED)
def test_fault_in_a_needed_part_costs_the_operation(tmp_path: Path, version: str, get: Any) -> None:
    """An operation that cannot be served says why, and the others are served."""
    refusals = served(tmp_path, version, get)
    assert (refusals["GET /sound"], "answers 501" in refusals["GET /a/{id}"]) == ("", True)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("get", SERVED.values(), ids=SERVED)
def test_fault_in_an_optional_part_costs_that_part(tmp_path: Path, version: str, get: Any) -> None:
    """An operation is served without what it does not need; nothing is an error."""
    item = {"get": get, "parameters": [parameter("id", "path")]}
    path = write(tmp_path, tree({"/a/{id}": item}, version))
    assert [each.refusal for each in start(path)] == [""]
    assert "error" not in {fault.level for fault in find_complaints(path)}


@pytest.mark.parametrize("version", VERSIONS)
def test_fault_of_a_path_item_costs_its_operations(tmp_path: Path, version: str) -> None:
    """What the operations of a path share costs all of them, and no other path."""
    item = {"parameters": [{"in": "query"}], "get": operation(operationId="x"), "put": operation()}
    found = start(write(tmp_path, tree({"/a": item, "/b": {"get": operation()}}, version)))
    assert [(each.label, bool(each.refusal)) for each in found] == [
        ("GET /a", True),
        ("PUT /a", True),
        ("GET /b", False),
    ]


@pytest.mark.parametrize("version", VERSIONS)
def test_unused_component_costs_nothing(tmp_path: Path, version: str) -> None:
    """A broken component that no operation refers to is a warning."""
    components: Json = {"parameters": {"X": 5}, "schemas": 7, "examples": {"E": []}}
    path = write(tmp_path, tree({"/b": {"get": operation()}}, version, components=components))
    assert [each.refusal for each in start(path)] == [""]
    assert {fault.level for fault in find_complaints(path)} == {"warning"}


def test_circle_of_references_costs_what_needs_it(tmp_path: Path) -> None:
    """A schema that only refers to itself allows anything; who needs it is not served."""
    schemas = {"A": {"$ref": "#/components/schemas/B"}, "B": {"$ref": "#/components/schemas/A"}}
    get = {"responses": {"200": response({"$ref": "#/components/schemas/A"})}}
    refusals = served(tmp_path, OLD, get, components={"schemas": schemas})
    assert "circular" in refusals["GET /a/{id}"]


@pytest.mark.parametrize("member", [{"paths": []}, {"paths": {}, "components": 5}])
def test_document_without_sections_is_refused(tmp_path: Path, member: Json) -> None:
    """A document whose sections are not objects is refused as a whole."""
    root = {**tree({}), **member}
    (fault,) = find_complaints(write(tmp_path, root))
    assert (fault.level, fault.done) == ("error", "")
