"""Faults are reported for ids, path variables and path parameters that do not match."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.openapi.small_documents import (
    compile_paths,
    find_complaints,
    find_faults,
    operation,
    parameter,
    tree,
    write,
)

NO_PARAMETER = (
    "The path `/pets/{id}` has `{id}`, but there is no such path parameter. "
    "Add a parameter `name: id`, `in: path`."
)
NO_PLACE = (
    "The path parameter `petId` does not occur in the path `/pets/{id}`. "
    "Write `{petId}` there, or remove the parameter. The path has: `id`."
)
GET = "api.json#/paths/~1pets~1{id}/get"


@pytest.mark.parametrize(
    ("names", "fault"),
    [
        ([], f"{NO_PARAMETER} Described: none."),
        (["petId"], f"{NO_PARAMETER} Described: `petId`."),
        (["id", "petId"], NO_PLACE),
    ],
)
def test_names_of_a_path_are_its_parameters(tmp_path: Path, names: list[str], fault: str) -> None:
    """A path variable without a parameter, and a parameter without a variable, are reported."""
    get = operation(parameters=[parameter(name, "path") for name in names])
    found = find_faults(write(tmp_path, tree({"/pets/{id}": {"get": get}})))
    assert f"{GET}: {fault}" in found


def test_parameters_of_the_path_item_count(tmp_path: Path) -> None:
    """Path parameters of the path item count; parameters in other locations do not matter."""
    get = operation(parameters=[parameter("page", "query")])
    item = {"parameters": [parameter("id", "path")], "get": get}
    assert find_faults(write(tmp_path, tree({"/pets/{id}": item}))) == []


def test_names_of_a_webhook_path_are_checked(tmp_path: Path) -> None:
    """The path in `x-mock-path` of a webhook is checked by the same rule."""
    hook = {"x-mock-path": "/hooks/{id}", "post": operation()}
    (fault,) = find_faults(write(tmp_path, tree({}, webhooks={"newPet": hook})))
    assert "The path `/hooks/{id}` has `{id}`, but there is no such path parameter." in fault


def test_id_that_stands_twice_is_reported(tmp_path: Path) -> None:
    """Each operation with a duplicate id is reported with its place."""
    one = operation(operationId="getPet")
    found = find_faults(write(tmp_path, tree({"/a": {"get": one}, "/b": {"get": one, "put": one}})))
    problem = "The id `getPet` is already used by `GET /a` (api.json#/paths/~1a/get)."
    assert [fault.split(": ")[0] for fault in found] == [
        "api.json#/paths/~1b/get/operationId",
        "api.json#/paths/~1b/put/operationId",
    ]
    assert all(problem in fault for fault in found)


def test_one_operation_at_two_paths_has_one_id(tmp_path: Path) -> None:
    """A path item that two paths refer to may have the same id twice."""
    files = {"item.yaml": "get: {operationId: getPet, responses: {204: {description: x}}}"}
    paths = {path: {"$ref": "item.yaml"} for path in ("/a", "/b")}
    assert find_faults(write(tmp_path, tree(paths), files)) == []


def test_informational_responses_are_left_out(tmp_path: Path) -> None:
    """A response with a status from 100 to 199 is not an answer, which a hint says."""
    get = operation(responses={"103": {"description": "Early."}, "200": {"description": "Ok."}})
    file = write(tmp_path, tree({"/pets": {"get": get}}))
    (compiled,) = compile_paths(tmp_path, {"/pets": {"get": get}})
    assert list(compiled.responses) == ["200"]
    (fault,) = [each for each in find_complaints(file) if "/responses/103" in each.pointer]
    assert fault.detail.endswith("Document the answer that follows it. (left out)")
