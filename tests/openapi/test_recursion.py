"""Recursive alternatives are explained down to the depth at which this is cheap."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockwright.openapi.recursion import depth_to_explain
from mockwright.openapi.violations import Subject
from tests.openapi.small_documents import VERSIONS, Json, compile_schema
from tests.processor_time import time_call

BODY = Subject(location="body")
NODE = {"$ref": "#/components/schemas/Node"}
ANY_JSON: Json = {
    "oneOf": [
        {"type": "string"},
        {"type": "array", "items": NODE},
        {"type": "object", "additionalProperties": NODE},
    ]
}
EXPRESSION: Json = {
    "oneOf": [
        {"type": "object", "properties": {"op": {"enum": [name]}, "left": NODE}, "required": ["op"]}
        for name in ("add", "sub", "mul", "div")
    ]
}


def nest(value: Any, depth: int, field: str) -> Any:
    """A value nested in this many additions."""
    for _ in range(depth):
        value = {"op": "add", field: value}
    return value


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("depth", [0, 1, 4])
def test_recursive_alternatives_are_explained(tmp_path: Path, version: str, depth: int) -> None:
    """An error a few levels deep is reported at its place."""
    compiled = compile_schema(tmp_path, NODE, version, {"Node": EXPRESSION})
    (found,) = compiled.check(nest({"op": "mul", "left": 5}, depth, "left"), BODY)
    assert found.pointer == "#" + "/left" * (depth + 1)


@pytest.mark.parametrize("version", VERSIONS)
def test_deep_recursive_alternatives_end(tmp_path: Path, version: str) -> None:
    """A deeply nested error is reported immediately, without an explanation."""
    compiled = compile_schema(tmp_path, NODE, version, {"Node": EXPRESSION})
    value = nest({"op": "mul", "left": 5}, 50, "left")
    (found,), seconds = time_call(lambda: compiled.check(value, BODY))
    assert seconds < 0.5
    assert (found.pointer, found.expected) == ("#", "a value that the schema's alternatives allow")
    assert found.hint.startswith("They are recursive, and the value is nested too deep")


def test_alternatives_of_different_types_are_always_explained(tmp_path: Path) -> None:
    """With one alternative per type, errors at any depth are explained."""
    compiled = compile_schema(tmp_path, NODE, schemas={"Node": ANY_JSON})
    (found,) = compiled.check(nest(5, 40, "left"), BODY)
    assert found.pointer == "#" + "/left" * 40


def test_deep_values_of_other_schemas_are_explained(tmp_path: Path) -> None:
    """The depth is limited only for alternatives that are recursive."""
    schema = {"properties": {"left": NODE, "id": {"anyOf": [{"type": "string"}, {"maximum": 3}]}}}
    compiled = compile_schema(tmp_path, NODE, schemas={"Node": schema})
    (found,) = compiled.check(nest({"id": 5}, 40, "left"), BODY)
    assert found.pointer == "#" + "/left" * 40 + "/id"


@pytest.mark.parametrize(
    ("breadth", "depth"), [(2, 11), (3, 7), (4, 5), (10, 3), (100, 2), (10**6, 2)]
)
def test_more_alternatives_are_explained_less_deep(breadth: int, depth: int) -> None:
    """The limit allows about four thousand explanations, and at least two levels."""
    assert depth_to_explain(breadth) == depth
