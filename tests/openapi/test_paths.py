"""Paths that no request has, and operations that no request reaches."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.openapi.small_documents import find_complaints, operation, parameter, start, tree, write


@pytest.mark.parametrize(
    ("name", "path", "word"),
    [
        ("/a?kind=b", "/a", "query"),
        ("/a#b", "/a", "fragment"),
        ("a/b", "/a/b", "start with `/`"),
        ("a?b", "/a", "query"),
    ],
)
def test_path_is_served_without_what_requests_lack(
    tmp_path: Path, name: str, path: str, word: str
) -> None:
    """A query or fragment in a path is left out, a missing slash added, with a warning."""
    file = write(tmp_path, tree({name: {"get": operation()}}))
    assert [found.path for found in start(file)] == [path]
    faults = find_complaints(file)
    assert {fault.level for fault in faults} == {"warning"}
    assert any(word in fault.problem for fault in faults)


def test_first_of_several_operations_with_one_route_is_served(tmp_path: Path) -> None:
    """Each other one is out of reach; another method of the same path is not."""
    item = {"get": operation(operationId="one"), "parameters": [parameter("a", "path")]}
    other = {"get": operation(), "put": operation(), "parameters": [parameter("b", "path")]}
    file = write(tmp_path, tree({"/x/{a}": item, "/x/{b}": other, "/x/{a}?y": item}))
    assert [found.label for found in start(file)] == ["GET /x/{a}", "PUT /x/{b}"]
    lost = [fault for fault in find_complaints(file) if fault.done == "out of reach"]
    assert [fault.pointer for fault in lost] == ["/paths/~1x~1{b}/get", "/paths/~1x~1{a}?y/get"]


def test_second_operation_of_an_id_is_called_by_its_path(tmp_path: Path) -> None:
    """Both operations are served; the ids stay unique."""
    paths = {path: {"get": operation(operationId="same")} for path in ("/a", "/b")}
    assert [found.id for found in start(write(tmp_path, tree(paths)))] == ["same", "GET /b"]


def test_path_parameter_without_a_place_is_not_required(tmp_path: Path) -> None:
    """A path parameter that the path does not have is left out of the operation."""
    get = operation(parameters=[parameter("id", "path"), parameter("page", "query")])
    (found,) = start(write(tmp_path, tree({"/a": {"get": get}})))
    assert [each.name for each in found.parameters] == ["page"]
