"""Numbers keep bounds and steps together."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from mockwright.mock_server.seeding import RandomStream
from mockwright.mock_server.values.numbers import common_multiple, compile_integer, compile_number

KEYS = [f"key-{number}".encode() for number in range(40)]


@pytest.mark.parametrize(
    "keywords",
    [
        {"type": "integer", "multipleOf": 7, "minimum": 50, "maximum": 56},
        {"type": "integer", "multipleOf": 1000, "minimum": 1},
        {"type": "integer", "multipleOf": 1.5, "minimum": 1},
        {"type": "integer", "exclusiveMinimum": 3, "exclusiveMaximum": 5},
        {"type": "integer", "minimum": 1.5, "maximum": 2.5},
        {"type": "number", "multipleOf": 0.1, "minimum": 0.25, "maximum": 0.35},
        {"type": "number", "multipleOf": 0.01, "exclusiveMinimum": 0.29, "exclusiveMaximum": 0.31},
        {"type": "number", "multipleOf": 3.3, "minimum": 10},
        {"type": "number", "exclusiveMinimum": 0.1, "exclusiveMaximum": 0.1000001},
    ],
    ids=str,
)
def test_number_keeps_bounds_and_steps(keywords: dict[str, Any]) -> None:
    """Every number is a multiple within the bounds."""
    make = (compile_integer if keywords["type"] == "integer" else compile_number)(keywords)
    validator = jsonschema_rs.Draft202012Validator(keywords)
    made = [make(RandomStream(key)) for key in KEYS]
    assert [number for number in made if not validator.is_valid(number)] == []


@pytest.mark.parametrize(
    ("first", "second", "expected"), [(4, 6, 12), (0.5, 3, 3), (0.1, 0.25, 0.5), (1.5, 1, 3)]
)
def test_multiples_of_both(first: float, second: float, expected: float) -> None:
    """The multiples of two steps are those of their least common multiple."""
    assert common_multiple(first, second) == expected
