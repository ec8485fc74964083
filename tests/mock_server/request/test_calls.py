from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockwright.mock_server.request.calls import MISSING, Call, compile_expression
from mockwright.openapi.compiler import compile_operations
from mockwright.openapi.loading import load_document
from tests.mock_server.small_documents import EMPTY, document, get

BODY = {"user": {"id": "u-1", "none": None, "a/b": 1}, "list": [10, {"x": 11}], "empty": ""}
PARAMETERS = {
    ("path", "id"): "p-1",
    ("query", "page"): 2,
    ("header", "X-Trace"): "t-1",
    ("query", "a.b"): "dotted",
}


def call(folder: Path, body: Any) -> Call:
    """A call with the parameters above."""
    (operation,) = compile_operations(load_document(document(folder, get({"204": EMPTY}))))
    return Call(operation=operation, parameters=PARAMETERS, body=body, key=b"")


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("$request.body#/user/id", "u-1"),
        ("$request.body#/user/none", None),
        ("$request.body#/user/a~1b", 1),
        ("$request.body#/list/0", 10),
        ("$request.body#/list/1/x", 11),
        ("$request.body#/empty", ""),
        ("$request.body#", BODY),
        ("$request.body", BODY),
        ("$request.path.id", "p-1"),
        ("$request.query.page", 2),
        ("$request.query.a.b", "dotted"),
        ("$request.header.X-Trace", "t-1"),
    ],
)
def test_expression_names_a_value_of_the_call(
    tmp_path: Path, expression: str, value: object
) -> None:
    """A runtime expression finds parameters by name and parts of the body by pointer."""
    assert compile_expression(expression)(call(tmp_path, BODY)) == value


@pytest.mark.parametrize(
    "expression",
    [
        "$request.body#/user/other",
        "$request.body#/user/id/deeper",
        "$request.body#/list/2",
        "$request.body#/list/x",
        "$request.path.other",
        "$request.query.id",
        "$request.cookie.id",
        "$request.path",
        "$response.body#/user/id",
        "$url",
        "no expression",
    ],
)
def test_expression_without_a_value_is_missing(tmp_path: Path, expression: str) -> None:
    """What the call does not have, and what is no expression of a request, is missing."""
    assert compile_expression(expression)(call(tmp_path, BODY)) is MISSING


@pytest.mark.parametrize("body", [None, "text", 7, True, [], {}])
def test_no_body_is_deep_enough(tmp_path: Path, body: Any) -> None:
    """A pointer into a body of another type is missing, not an error."""
    assert compile_expression("$request.body#/user/id")(call(tmp_path, body)) is MISSING
