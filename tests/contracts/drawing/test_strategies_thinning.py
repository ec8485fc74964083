"""Thinning removes the parts that flag bytes select, but nothing that is required."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockwright.contracts.drawing.thinning import KEPT_FROM, Thinner
from tests.openapi.small_documents import compile_schema

KEPT, DROPPED = bytes([KEPT_FROM]), bytes([KEPT_FROM - 1])
NAMES = {"id": {"type": "string"}, "a": {"type": "string"}, "b": {"type": "string"}}


def thin(folder: Path, schema: Any, value: Any, flags: bytes) -> Any:
    """The value without the parts whose flag byte is low."""
    return Thinner(compile_schema(folder, schema)).thin(value, flags)


@pytest.mark.parametrize(
    ("schema", "value", "left"),
    [
        ({"properties": NAMES, "required": ["id"]}, {"id": "x", "a": "y"}, {"id": "x"}),
        ({"properties": NAMES, "minProperties": 1}, {"id": "x", "a": "y"}, {"id": "x"}),
        (
            {"properties": NAMES, "anyOf": [{"required": ["b"]}, {"required": ["c"]}]},
            {"id": "x", "a": "y", "b": "z"},
            {"b": "z"},
        ),
        ({"items": {"type": "integer"}}, [1, 2], []),
        ({"items": {"type": "integer"}, "minItems": 1}, [1, 2], [1]),
        ({"items": {"properties": NAMES}, "minItems": 1}, [{"a": "y"}], [{}]),
        ({"contains": {"const": 2}, "items": {"type": "integer"}}, [1, 2], [1, 2]),
        ({"type": "string"}, "text", "text"),
    ],
)
def test_low_bytes_leave_only_what_is_needed(
    tmp_path: Path, schema: Any, value: Any, left: Any
) -> None:
    """Low bytes remove everything that the schema does not require."""
    assert thin(tmp_path, schema, value, DROPPED) == left


def test_high_bytes_leave_everything(tmp_path: Path) -> None:
    """High bytes remove nothing."""
    value = {"id": "x", "a": "y", "further": {"deep": [1]}}
    assert thin(tmp_path, {"properties": NAMES}, value, KEPT) == value


def test_each_part_has_its_own_byte(tmp_path: Path) -> None:
    """A removed part uses a single byte, so later parts keep their own."""
    schema = {"properties": {**NAMES, "inner": {"properties": NAMES}}}
    value = {"inner": {"a": "1", "b": "2"}, "a": "3"}
    assert thin(tmp_path, schema, value, DROPPED * 3 + KEPT) == {"a": "3"}
    assert thin(tmp_path, schema, value, KEPT + DROPPED + KEPT + DROPPED) == {"inner": {"b": "2"}}
