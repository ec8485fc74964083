"""Text is converted to the type in its schema where possible, and otherwise stays text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockwright.openapi.coercion import coerce, coerce_field
from tests.openapi.small_documents import Json, compile_schema

TEXT = {"type": "string"}
NUMBER: Json = {"type": "number"}
FORM: Json = {
    "type": "object",
    "properties": {
        "count": {"type": "integer"},
        "tags": {"type": "array", "items": {"$ref": "#/components/schemas/Number"}},
        "pair": {"type": "array", "prefixItems": [{"type": "boolean"}]},
        "flag": {"allOf": [{"type": "boolean"}]},
        "any": {},
    },
    "additionalProperties": NUMBER,
}


@pytest.mark.parametrize(
    ("text", "types", "expected"),
    [
        ("5", {"integer"}, 5),
        ("-5", {"number"}, -5),
        ("5.0", {"integer"}, 5.0),
        ("1e3", {"number"}, 1000.0),
        ("1" + "0" * 30, {"integer"}, 10**30),
        ("5", {"string"}, "5"),
        ("5", set(), "5"),
        ("5", {"string", "integer"}, 5),
        ("five", {"string", "integer"}, "five"),
        ("true", {"boolean"}, True),
        ("false", {"boolean", "string"}, False),
        ("TRUE", {"boolean"}, "TRUE"),
        ("1", {"boolean"}, "1"),
        ("1", {"boolean", "integer"}, 1),
        ("", {"null", "integer"}, None),
        ("null", {"null", "integer"}, None),
        ("null", {"null", "string"}, "null"),
        ("", {"integer"}, ""),
        ("null", {"integer"}, "null"),
    ],
)
def test_text_becomes_its_type(text: str, types: set[str], expected: Any) -> None:
    """Text is read as a number, boolean or null if the schema has that type."""
    value = coerce(text, types)
    assert (value, type(value)) == (expected, type(expected))


NO_NUMBERS = (
    *("01", "+1", ".5", "5.", "1_0", " 5", "5 ", "\t5", "0x1", "1e999", "NaN", "Infinity", "1,5"),
    *("\u0661", "\ud800", "1" * 101, "true", '"5"', "[1]", "", "-", "1e", "--1"),
)


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_odd_number_stays_text(text: str) -> None:
    """Text that is not a JSON number stays text, and the schema refuses it."""
    assert coerce(text, {"integer", "number"}) == text


@settings(max_examples=200)
@given(
    st.text(max_size=10),
    st.sets(st.sampled_from(["integer", "number", "boolean", "null", "string"])),
)
def test_any_text_is_read(text: str, types: set[str]) -> None:
    """Any text is converted to one of the types or returned unchanged."""
    value = coerce(text, types)
    names = {int: {"integer", "number"}, float: {"integer", "number"}, bool: {"boolean"}}
    if value is None:
        assert "null" in types
    elif value is not text:
        assert names[type(value)] & types


@pytest.mark.parametrize(
    ("name", "texts", "expected"),
    [
        ("count", "5", 5),
        ("count", "x", "x"),
        ("count", ["1", "2"], ["1", "2"]),
        ("tags", "1.5", [1.5]),
        ("tags", ["1", "x"], [1, "x"]),
        ("pair", ["true"], [True]),
        ("flag", "true", True),
        ("any", "5", "5"),
        ("other", "5", 5),
    ],
)
def test_form_field_becomes_its_type(
    tmp_path: Path, name: str, texts: str | list[str], expected: Any
) -> None:
    """A form field has the type in its schema, or that of additional properties."""
    compiled = compile_schema(tmp_path, FORM, schemas={"Number": NUMBER})
    assert coerce_field(compiled, name, texts) == expected


def test_form_fields_of_all_parts_are_known(tmp_path: Path) -> None:
    """A form field described in another part of the schema has that type."""
    compiled = compile_schema(tmp_path, {"allOf": [FORM, TEXT]}, schemas={"Number": NUMBER})
    assert coerce_field(compiled, "count", "5") == 5
