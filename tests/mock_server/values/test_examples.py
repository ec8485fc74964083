"""Examples of a document are used where they conform."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockwright.mock_server.values.examples import conforming
from tests.mock_server.asking import ask, serve
from tests.mock_server.small_documents import Json, content, document, get

POINT: Json = {"type": "object", "properties": {"x": {"type": "integer"}}, "required": ["x"]}


def is_point(value: Any) -> bool:
    """Whether a value is an object with a number `x`."""
    return isinstance(value, dict) and isinstance(value.get("x"), int)


@pytest.mark.parametrize(
    ("examples", "expected"),
    [
        ([{"x": 1}, {"y": 2}], [{"x": 1}]),
        (['{"x": 1}', '{"x": "1"}', "{x}", "\ud800"], [{"x": 1}]),
        ([], []),
    ],
)
def test_conforming_examples(examples: list[Any], expected: list[Any]) -> None:
    """Examples conform as they stand, or as the JSON that their text is."""
    assert [*conforming(examples, is_point)] == expected


def test_text_stays_text() -> None:
    """Text that conforms is not read as JSON."""
    assert [*conforming(["1"], lambda value: isinstance(value, str))] == ["1"]


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize(
    ("schema", "extra"),
    [
        (POINT, {"example": '{"x": 5}'}),
        (POINT, {"examples": {"bad": {"value": "x"}, "good": {"value": '{"x": 5}'}}}),
        ({**POINT, "example": '{"x": 5}'}, {}),
        ({**POINT, "properties": {"x": {"type": "integer", "example": "5"}}}, {}),
    ],
)
def test_example_may_be_written_as_text(
    tmp_path: Path, version: str, schema: Json, extra: Json
) -> None:
    """An example that is JSON as text is answered as JSON."""
    described = {"description": "A point.", **content(schema, "application/json")}
    described["content"]["application/json"].update(extra)
    reply = ask(serve(document(tmp_path, get({"200": described}), version=version)))
    assert (reply.status, reply.value) == (200, {"x": 5})
