"""Invalid, unknown and empty parameters are handled as documented."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockwright.openapi.parameters import ParameterValues
from tests.openapi.parameter_reader import COLOUR, INTEGER, INTEGERS, TEXT, Reader
from tests.openapi.small_documents import JSON, VERSIONS, Json, content, parameter

NO_JSON = (
    "query parameter p: Expected JSON text; received text that is not JSON. "
    "A JSON string needs its quotes."
)


def reported(found: ParameterValues) -> list[str]:
    """The violations as text."""
    return [f"{one.where}: {one.detail}" for one in found.violations]


ONCE = "Expected the query parameter `p` once"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["query parameter p: Expected the query parameter `p`; received nothing."]),
        ("p=x", ['query parameter p: Expected an integer; received "x".']),
        ("p=", ['query parameter p: Expected an integer; received "".']),
        ("p=1.5", ["query parameter p: Expected an integer; received 1.5."]),
        ("p=0", ["query parameter p: Expected a number of at least 1; received 0."]),
        ("p=5&p=5&p=x", [f"query parameter p: {ONCE}; received it 3 times."]),
        ("q=5&p=5&q=6", []),
    ],
)
def test_wrong_parameter_is_reported(tmp_path: Path, query: str, expected: list[str]) -> None:
    """A missing required parameter and an invalid value are violations."""
    schema = {**INTEGER, "minimum": 1}
    reader = Reader(tmp_path, parameter("p", "query", schema, required=True))
    assert reported(reader.read(query)) == expected


@pytest.mark.parametrize(
    ("schema", "query"),
    [
        (INTEGERS, "p=1&p=2&p=1"),
        (INTEGERS, "p[]=1&p[]=2"),
        ({"type": ["array", "integer"]}, "p=1&p=2"),
        (COLOUR, "R=1&R=2"),
        ({}, "p=1&p=2"),
    ],
)
def test_lists_may_be_written_again_and_again(tmp_path: Path, schema: Json, query: str) -> None:
    """A parameter that may be a list, or anything, may be repeated."""
    found = Reader(tmp_path, parameter("p", "query", schema)).read(query)
    assert [one for one in reported(found) if ONCE in one] == []


def test_rule_of_an_absent_parameter_is_its_marker(tmp_path: Path) -> None:
    """The rule for a missing parameter is `required` in its description."""
    (violation,) = Reader(tmp_path, parameter("p", "query", required=True)).read().violations
    assert violation.rule == "api.json#/paths/~1/get/parameters/0/required"
    assert (violation.location, violation.parameter, violation.pointer) == ("query", "p", "#")


def test_all_parameters_are_judged(tmp_path: Path) -> None:
    """Every invalid parameter is reported, in every location."""
    places = ("path", "query", "header", "cookie")
    parameters = [parameter(f"in-{place}", place, INTEGER) for place in places]
    reader = Reader(tmp_path, *parameters, path="/{in-path}")
    headers = {"in-header": "x", "cookie": "in-cookie=x"}
    found = reader.read("in-query=x", {"in-path": "x"}, headers)
    assert [one.where for one in found.violations] == [
        f"{one} parameter in-{one}" for one in places
    ]


@pytest.mark.parametrize(
    ("schema", "query", "is_valid"),
    [
        (INTEGER, "p=", True),
        (INTEGER, "p", True),
        (INTEGER, "p=x", False),
        (INTEGERS, "p=", True),
        (INTEGERS, "p=1&p=", False),
    ],
)
def test_empty_value_can_be_allowed(
    tmp_path: Path, schema: Json, query: str, is_valid: object
) -> None:
    """With `allowEmptyValue`, a query parameter may be empty, whatever its schema."""
    reader = Reader(tmp_path, parameter("p", "query", schema, allowEmptyValue=True))
    assert (reader.read(query).violations == ()) == is_valid


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("text", "value", "problems"),
    [
        ("%7B%22R%22%3A100%7D", {"R": 100}, []),
        ('{"R":"x"}', {"R": "x"}, ['query parameter p: Expected an integer; received "x".']),
        (
            "R",
            None,
            [NO_JSON],
        ),
        (
            '{"R":1,"R":1}',
            None,
            [NO_JSON],
        ),
    ],
)
def test_parameter_of_json_is_read(
    tmp_path: Path, version: str, text: str, value: Any, problems: list[str]
) -> None:
    """A parameter with JSON content is read as strictly as a body."""
    reader = Reader(tmp_path, parameter("p", "query", **content(COLOUR, JSON)), version=version)
    found = reader.read(f"p={text}")
    assert reported(found) == problems
    if value is not None:
        assert found.values["query", "p"] == value


def test_parameter_of_other_content_is_text(tmp_path: Path) -> None:
    """A parameter whose content is not JSON is read as text."""
    reader = Reader(tmp_path, parameter("p", "query", **content(TEXT, "text/plain")))
    found = reader.read("p=5")
    assert (found.values["query", "p"], found.violations) == ("5", ())


@pytest.mark.parametrize(
    ("query", "unknown"),
    [
        ("tags=a&page=1", ()),
        ("tags[]=a&page=1", ()),
        ("filter[name]=a&filter[age]=1", ()),
        ("sort[by]=a", ()),
        ("sort[to]=a", ("sort[to]",)),
        ("pgae=1&pgae=2&x=", ("pgae", "x")),
        ("api_key=k", ()),
        ("tags[", ("tags[",)),
    ],
)
def test_unknown_names_are_noticed(tmp_path: Path, query: str, unknown: tuple[str, ...]) -> None:
    """Unknown names are reported once; brackets belong to the name before them."""
    names = ("tags", "page", "sort[by]")
    listed = [parameter(name, "query", {"type": "array", "items": TEXT}) for name in names]
    deep = parameter("filter", "query", {"type": "object"}, style="deepObject")
    reader = Reader(tmp_path, *listed, deep)
    assert reader.read(query, ignored=frozenset({"api_key"})).unknown == unknown


def test_header_names_have_no_case(tmp_path: Path) -> None:
    """Header parameters are case-insensitive."""
    reader = Reader(tmp_path, parameter("X-Page", "header", INTEGER))
    assert reader.read(headers={"x-page": "5"}).values == {("header", "X-Page"): 5}
