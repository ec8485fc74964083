"""Parameters are read from path, query, headers and cookies in every style."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockwright.openapi.parameters import parse_cookies, parse_query
from tests.openapi.parameter_reader import COLOUR, INTEGER, INTEGERS, RGB, TEXT, Reader
from tests.openapi.small_documents import NEW, VERSIONS, Json, content, parameter


def read_one(folder: Path, location: str, text: str, version: str = NEW, **members: Any) -> Any:
    """The value of the only parameter `p`, sent as this text."""
    path = "/{p}" if location == "path" else "/"
    reader = Reader(folder, parameter("p", location, **members), version=version, path=path)
    found = {
        "query": lambda: reader.read(query=text),
        "path": lambda: reader.read(path={"p": text}),
        "header": lambda: reader.read(headers={"p": text}),
        "cookie": lambda: reader.read(headers={"cookie": text}),
    }[location]()
    return found.values.get((location, "p"), "absent")


NESTED: Json = {"type": "object", "properties": {"c": COLOUR, "n": INTEGER, "l": INTEGERS}}

# Location, style, exploded (None for the default), schema, text, value.
READ: list[tuple[str, str | None, bool | None, Json, str, Any]] = [
    ("path", None, None, INTEGER, "5", 5),
    ("path", None, None, INTEGERS, "3,4,5", [3, 4, 5]),
    ("path", None, None, COLOUR, "R,100,G,200,B,150", RGB),
    ("path", "simple", True, COLOUR, "R=100,G=200,B=150", RGB),
    ("path", "label", None, INTEGER, ".5", 5),
    ("path", "label", False, INTEGERS, ".3,4,5", [3, 4, 5]),
    ("path", "label", True, INTEGERS, ".3.4.5", [3, 4, 5]),
    ("path", "label", False, COLOUR, ".R,100,G,200,B,150", RGB),
    ("path", "label", True, COLOUR, ".R=100.G=200.B=150", RGB),
    ("path", "matrix", None, INTEGER, ";p=5", 5),
    ("path", "matrix", False, INTEGERS, ";p=3,4,5", [3, 4, 5]),
    ("path", "matrix", True, INTEGERS, ";p=3;p=4;p=5", [3, 4, 5]),
    ("path", "matrix", False, COLOUR, ";p=R,100,G,200,B,150", RGB),
    ("path", "matrix", True, COLOUR, ";R=100;G=200;B=150", RGB),
    ("header", None, None, INTEGER, "5", 5),
    ("header", None, None, INTEGERS, "3, 4 ,5", [3, 4, 5]),
    ("header", None, None, COLOUR, "R,100,G,200,B,150", RGB),
    ("header", "simple", True, COLOUR, "R=100,G=200,B=150", RGB),
    ("query", None, None, INTEGER, "p=5", 5),
    ("query", None, None, INTEGERS, "p=3&p=4&p=5", [3, 4, 5]),
    ("query", None, None, INTEGERS, "p=3", [3]),
    ("query", None, None, INTEGERS, "p[]=3&p[]=4", [3, 4]),
    ("query", "form", False, INTEGERS, "p=3,4,5", [3, 4, 5]),
    ("query", "form", False, INTEGERS, "p=3%2C4", [3, 4]),
    ("query", "form", False, INTEGERS, "p=", []),
    ("query", "spaceDelimited", False, INTEGERS, "p=3%204+5", [3, 4, 5]),
    ("query", "pipeDelimited", False, INTEGERS, "p=3|4%7C5", [3, 4, 5]),
    ("query", "spaceDelimited", True, INTEGERS, "p=3&p=4", [3, 4]),
    ("query", "pipeDelimited", True, INTEGERS, "p=3&p=4", [3, 4]),
    ("query", None, None, COLOUR, "R=100&G=200&B=150", RGB),
    ("query", "form", False, COLOUR, "p=R,100,G,200,B,150", RGB),
    ("query", "spaceDelimited", False, COLOUR, "p=R%20100%20G%20200", {"R": 100, "G": 200}),
    ("query", "pipeDelimited", False, COLOUR, "p=R|100|G|200", {"R": 100, "G": 200}),
    ("query", "deepObject", None, COLOUR, "p[R]=100&p[G]=200&p[B]=150", RGB),
    ("query", "deepObject", True, COLOUR, "p%5BR%5D=100", {"R": 100}),
    ("query", "deepObject", True, COLOUR, "p[X]=1", {"X": "1"}),
    ("query", "deepObject", True, COLOUR, "p[R", "absent"),
    ("query", None, None, {"$ref": "#/components/schemas/Colour"}, "R=100", {"R": 100}),
    ("query", None, None, {"allOf": [COLOUR]}, "R=100&X=1", {"R": 100}),
    ("query", "form", False, INTEGERS, "p=3,4&p=5", [3, 4, 5]),
    ("query", "form", False, INTEGERS, "p=3&p=x", [3, "x"]),
    ("query", "pipeDelimited", False, INTEGERS, "p=3|4&p=x", [3, 4, "x"]),
    ("query", "spaceDelimited", False, INTEGERS, "p=3&p=4", [3, 4]),
    ("query", "form", False, COLOUR, "p=R,1&p=G,2", {"R": 1, "G": 2}),
    ("query", "deepObject", True, NESTED, "p[c][R]=1&p[n]=2", {"c": {"R": 1}, "n": 2}),
    ("query", "deepObject", True, NESTED, "p[l]=1&p[l]=2", {"l": [1, 2]}),
    ("query", "deepObject", True, NESTED, "p[l][]=1&p[l][]=2", {"l": [1, 2]}),
    ("query", None, None, {}, "p=3&p=x", ["3", "x"]),
    ("cookie", "form", False, INTEGERS, "p=3,4; p=x", [3, 4, "x"]),
    ("header", "simple", True, COLOUR, "R=100, G = 200", {"R": 100, "G": 200}),
    ("query", None, None, INTEGER, "q=5", "absent"),
    ("query", None, None, COLOUR, "x=5", "absent"),
    ("cookie", None, None, INTEGER, "a=1; p=5; b=2", 5),
    ("cookie", None, None, TEXT, 'p="x"', "x"),
    ("cookie", "form", False, INTEGERS, "p=3,4", [3, 4]),
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("row", READ, ids=[f"{row[0]} {row[4]} {i}" for i, row in enumerate(READ)])
def test_parameter_is_read(
    tmp_path: Path, version: str, row: tuple[str, str | None, bool | None, Json, str, Any]
) -> None:
    """A parameter is read in every location and style, exploded or not."""
    location, style, is_exploded, schema, text, expected = row
    members: Json = {} if style is None else {"style": style}
    members |= {} if is_exploded is None else {"explode": is_exploded}
    assert read_one(tmp_path, location, text, version, schema=schema, **members) == expected


@pytest.mark.parametrize(
    ("schema", "text", "expected"),
    [
        ({"type": ["integer", "string"]}, "5", 5),
        ({"type": ["integer", "string"], "enum": ["5"]}, "5", "5"),
        ({"anyOf": [{"type": "integer", "maximum": 3}, {"type": "string"}]}, "5", "5"),
        ({"enum": [1, 2]}, "2", 2),
        ({"type": ["integer", "null"]}, "", None),
        ({"type": "boolean"}, "true", True),
        ({}, "5", "5"),
    ],
    ids=str,
)
def test_text_is_read_as_what_keeps_the_schema(
    tmp_path: Path, schema: Json, text: str, expected: Any
) -> None:
    """Ambiguous text is read as the first type that the schema accepts."""
    assert read_one(tmp_path, "query", f"p={text}", schema=schema) == expected


LETTERS: Json = {"type": "string", "pattern": "^[a-z,]+$"}
NUMBERS: Json = {"type": "array", "items": INTEGER, "minItems": 1}
FLAG: Json = {"type": "object", "required": ["on"], "properties": {"on": {"type": "boolean"}}}
NULLABLE: Json = {**NUMBERS, "type": ["array", "null"]}


@pytest.mark.parametrize(
    ("schema", "members", "query", "expected"),
    [
        ({"oneOf": [LETTERS, NUMBERS]}, {}, "p=abc", "abc"),
        ({"anyOf": [NUMBERS, LETTERS]}, {}, "p=abc", "abc"),
        ({"oneOf": [LETTERS, NUMBERS]}, {}, "p=12", [12]),
        ({"oneOf": [LETTERS, NUMBERS]}, {}, "p=1&p=2", [1, 2]),
        ({"oneOf": [LETTERS, NUMBERS]}, {"explode": False}, "p=1,2", [1, 2]),
        ({"oneOf": [LETTERS, NUMBERS]}, {"explode": False}, "p=a,b", "a,b"),
        ({"oneOf": [INTEGER, NUMBERS]}, {"explode": False}, "p=1&p=2", [1, 2]),
        ({"oneOf": [INTEGER, NUMBERS]}, {}, "p=1", 1),
        ({"oneOf": [INTEGER, FLAG]}, {}, "p=1&p=2", ["1", "2"]),
        ({"oneOf": [INTEGER, FLAG]}, {}, "p=1", 1),
        ({"oneOf": [INTEGER, FLAG]}, {}, "on=true", {"on": True}),
        ({"oneOf": [FLAG, INTEGER]}, {}, "p=1", 1),
        ({"type": ["string", "array"]}, {"explode": False}, "p=a,b", "a,b"),
        ({"type": ["array", "string"]}, {"explode": False}, "p=a,b", ["a", "b"]),
        ({"oneOf": [INTEGER, FLAG]}, {"style": "deepObject"}, "p[on]=true", {"on": True}),
        ({"oneOf": [INTEGER, FLAG]}, {"style": "deepObject"}, "p=4", 4),
        ({"oneOf": [NUMBERS, FLAG]}, {"explode": False}, "p=on,true", {"on": True}),
        (NULLABLE, {}, "p=", None),
        (NULLABLE, {}, "p=4", [4]),
        ({"type": "array", "items": {"enum": ["1", 2]}}, {}, "p=1&p=1", ["1", "1"]),
        ({"oneOf": [LETTERS, NUMBERS]}, {}, "p=A-B", "A-B"),
    ],
    ids=str,
)
def test_text_is_read_as_each_alternative_in_turn(
    tmp_path: Path, schema: Json, members: Json, query: str, expected: Any
) -> None:
    """Where a schema allows several kinds of values, the first that conforms is read."""
    assert read_one(tmp_path, "query", query, schema=schema, **members) == expected


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("location", "schema", "text"),
    [
        ("query", INTEGER, "p=1&p=2"),
        ("query", {"oneOf": [INTEGER, LETTERS]}, "p=1&p=2"),
        ("cookie", INTEGER, "p=1; p=2"),
        ("query", None, "p=1&p=2"),
    ],
)
def test_repeated_scalar_is_refused(
    tmp_path: Path, version: str, location: str, schema: Json | None, text: str
) -> None:
    """A scalar or JSON text that is sent twice is a violation, because one would be dropped."""
    members = {"schema": schema} if schema else content(INTEGER)
    reader = Reader(tmp_path, {"name": "p", "in": location, **members}, version=version)
    found = reader.read(text) if location == "query" else reader.read(headers={"cookie": text})
    assert [violation.received for violation in found.violations] == ["it 2 times"]


@pytest.mark.parametrize(
    ("query", "values", "unknown"),
    [
        ("x=1&y=2", {"filter": {"x": 1, "y": 2}}, ()),
        ("x=1&page=2&key=k", {"filter": {"x": 1}, "page": 2}, ()),
        ("page=2", {"page": 2}, ()),
        ("x=1&x=2", {"filter": {"x": ["1", "2"]}}, ()),
    ],
)
def test_free_form_object_takes_all_other_names(
    tmp_path: Path, query: str, values: Json, unknown: tuple[str, ...]
) -> None:
    """A free-form object spread over the query takes all fields that no other parameter claims."""
    free = {"type": "object", "additionalProperties": INTEGER}
    reader = Reader(
        tmp_path, parameter("filter", "query", free), parameter("page", "query", INTEGER)
    )
    found = reader.read(query, ignored=frozenset({"key"}))
    assert {name: value for (_, name), value in found.values.items()} == values
    assert found.unknown == unknown


@pytest.mark.parametrize(
    ("query", "pairs"),
    [
        ("", []),
        ("a=1&b=2&a=3", [("a", "1"), ("b", "2"), ("a", "3")]),
        ("a&b=&=c", [("a", ""), ("b", ""), ("", "c")]),
        ("a=b=c&&d", [("a", "b=c"), ("d", "")]),
        ("a+b=c%2Bd%20e", [("a b", "c+d e")]),
        ("a=%zz&b=%", [("a", "%zz"), ("b", "%")]),
        ("a=%ff", [("a", "\ufffd")]),
        ("a=1;b=2", [("a", "1;b=2")]),
    ],
)
def test_query_is_read_in_order(query: str, pairs: list[tuple[str, str]]) -> None:
    """The pairs of a query are read in order, with their escapes, and none is lost."""
    assert parse_query(query) == pairs


@pytest.mark.parametrize(
    ("header", "pairs"),
    [
        ("", []),
        ("a=1; b=2", [("a", "1"), ("b", "2")]),
        ('a="1";b=2=3;;c', [("a", "1"), ("b", "2=3"), ("c", "")]),
    ],
)
def test_cookies_are_read(header: str, pairs: list[tuple[str, str]]) -> None:
    """Cookies are read without quotes and spaces."""
    assert parse_cookies(header) == pairs


@pytest.fixture(scope="module")
def readers(tmp_path_factory: pytest.TempPathFactory) -> list[Reader]:
    """A reader for each kind of value in each style of the query."""
    styles = ("form", "spaceDelimited", "pipeDelimited", "deepObject")
    return [
        Reader(
            tmp_path_factory.mktemp("reader"),
            parameter("p", "query", schema, style=style, explode=is_exploded),
        )
        for schema in (INTEGERS, COLOUR, {"type": ["integer", "null", "boolean"]})
        for style in styles
        for is_exploded in (True, False)
    ]


@settings(max_examples=200)
@given(st.text(st.sampled_from("pRG[]=&,|.;+%20a1{}\"'\u00e9"), max_size=20))
def test_any_query_is_read(readers: list[Reader], query: str) -> None:
    """For any query, each parameter is absent or has a value, and nothing fails."""
    for reader in readers:
        found = reader.read(query)
        assert found.values.keys() <= {("query", "p")}
