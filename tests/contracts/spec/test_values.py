"""Examples, defaults and members of enumerations are checked against their schemas."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockwright.contracts.spec.checking import check_spec
from tests.mock_server.small_documents import EMPTY, document, get, post, response

WHOLE = {"type": "integer"}
VERSIONS = ("3.0.3", "3.1.0")


def complaints(
    folder: Path, paths: Any, version: str, **members: Any
) -> list[tuple[str, str, str]]:
    """Level, last parts of the pointer, and problem of each complaint."""
    report = check_spec(document(folder, paths, version=version, **members))
    return [(one.level, one.pointer, one.problem) for one in report.complaints]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("schema", "end", "name"),
    [
        ({**WHOLE, "example": "x"}, "/example", "The `example`"),
        ({**WHOLE, "default": "x"}, "/default", "The `default`"),
        ({**WHOLE, "enum": [1, "x"]}, "/enum/1", "Member 1 of `enum`"),
        ({"items": {**WHOLE, "default": "x"}, "type": "array"}, "/items/default", "The `default`"),
    ],
)
def test_value_within_a_schema_is_checked(
    tmp_path: Path, version: str, schema: Any, end: str, name: str
) -> None:
    """A value that does not conform is a warning at its own place."""
    paths = get({"204": EMPTY})
    (found,) = complaints(tmp_path, paths, version, components={"schemas": {"S": schema}})
    expected = f'{name}: Expected an integer; received "x".'
    assert found == ("warning", f"/components/schemas/S{end}", expected)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("place", ["parameter", "header"])
def test_examples_of_parameters_and_headers_are_checked(
    tmp_path: Path, version: str, place: str
) -> None:
    """The `example` and `examples` of a parameter or header are checked as those of a body."""
    owner = {"schema": WHOLE, "examples": {"good": {"value": 1}, "bad": {"value": "x"}}}
    parameter = {"name": "n", "in": "query", **owner}
    paths = get({"204": {**EMPTY, "headers": {"X-N": owner}}})
    if place == "parameter":
        paths = get({"204": EMPTY}, parameters=[parameter])
    (found,) = complaints(tmp_path, paths, version)
    assert (found[0], found[2].partition(":")[0]) == ("warning", "The example `bad`")


def test_value_for_one_direction_is_accepted(tmp_path: Path) -> None:
    """An example may have what only requests or only responses have."""
    fields = {
        "id": {"type": "string", "readOnly": True},
        "pin": {"type": "string", "writeOnly": True},
    }
    schema = {"type": "object", "properties": fields, "required": ["id", "pin"]}
    for example in ({"id": "a"}, {"id": "a", "pin": "b"}, {"pin": "b"}):
        components = {"schemas": {"S": {**schema, "example": example}}}
        assert complaints(tmp_path, get({"204": EMPTY}), "3.1.0", components=components) == []


def test_json_written_as_text_is_a_hint(tmp_path: Path) -> None:
    """Text that contains a valid object is a hint; what is wrong in the object is a warning."""
    schema = {"type": "object", "properties": {"n": WHOLE}}
    good = complaints(tmp_path, get({"200": response(schema, example='{"n": 1}')}), "3.1.0")
    assert [(level, problem) for level, _, problem in good] == [
        ("hint", "The example `default` is JSON written as text.")
    ]
    bad = complaints(tmp_path, get({"200": response(schema, example='{"n": "x"}')}), "3.1.0")
    assert [level for level, *_ in bad] == ["warning", "hint"]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("schema", "count"),
    [
        ({"required": ["a"], "additionalProperties": False}, 1),
        ({"required": ["a"], "properties": {"a": {}}, "additionalProperties": False}, 0),
        ({"required": ["a"], "properties": {"b": {}}}, 0),
        ({"allOf": [{"required": ["a"]}, {"properties": {}, "additionalProperties": False}]}, 1),
    ],
)
def test_schema_that_no_object_satisfies_is_a_warning(
    tmp_path: Path, version: str, schema: Any, count: int
) -> None:
    """A field that is required and forbidden is reported once, where both rules meet."""
    components = {"schemas": {"S": {"type": "object", **schema}}}
    found = complaints(tmp_path, get({"204": EMPTY}), version, components=components)
    assert ["No object satisfies" in problem for *_, problem in found] == [True] * count


def test_value_of_another_media_type_is_not_checked(tmp_path: Path) -> None:
    """Only JSON is validated."""
    text = {"content": {"text/csv": {"schema": WHOLE, "example": "a,b"}}}
    assert complaints(tmp_path, post(text), "3.1.0") == []
