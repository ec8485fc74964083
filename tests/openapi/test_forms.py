"""Fields of forms are read as `encoding` and the schema describe them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockwright.openapi.forms import FormReader
from mockwright.openapi.parameters import parse_query
from tests.openapi.small_documents import VERSIONS, Json, compile_paths, content, operation

INTEGER: Json = {"type": "integer"}
INTEGERS: Json = {"type": "array", "items": INTEGER}
WORD: Json = {"type": "string"}
BOX: Json = {"type": "object", "properties": {"w": INTEGER, "tags": INTEGERS, "lid": WORD}}
OUTER: Json = {"type": "object", "properties": {"box": BOX, "boxes": {"type": "array"}}}
OUTER["properties"]["boxes"]["items"] = BOX
MEDIA_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


def form(
    folder: Path, schema: Json, encoding: Json | None = None, version: str = "3.1.0"
) -> FormReader:
    """The reader of a form with the one field `f`, and the string `note`."""
    fields = {"f": schema, "note": WORD}
    members = {} if encoding is None else {"encoding": {"f": encoding}}
    body = content({"type": "object", "properties": fields}, MEDIA_TYPES[0], **members)
    paths = {"/things": {"post": operation(requestBody=body)}}
    (found,) = compile_paths(folder, paths, version)
    assert found.body is not None
    (media_type,) = found.body.media_types.values()
    assert media_type.form is not None
    return media_type.form


JOINED = {"style": "form", "explode": False}
SPREAD = {"style": "form", "explode": True}
DEEP = {"style": "deepObject", "explode": True}
AS_JSON = {"contentType": "application/json"}
TWO = [{"w": 1}, {"w": 2}]


@pytest.mark.parametrize(
    "row",
    [
        (BOX, DEEP, "f[w]=3&f[lid]=oak", {"w": 3, "lid": "oak"}),
        (BOX, DEEP, "f[tags]=1&f[tags]=2", {"tags": [1, 2]}),
        (BOX, DEEP, "f[tags][]=1&f[tags][]=2", {"tags": [1, 2]}),
        (BOX, DEEP, "f[tags][1]=2&f[tags][0]=1", {"tags": [1, 2]}),
        (OUTER, DEEP, "f[box][w]=3&f[box][lid]=4", {"box": {"w": 3, "lid": "4"}}),
        (OUTER, DEEP, "f[boxes][0][w]=1&f[boxes][1][w]=2", {"boxes": TWO}),
        (INTEGERS, JOINED, "f=1,2,3", [1, 2, 3]),
        (INTEGERS, JOINED, "f=1,2&f=3", [1, 2, 3]),
        (INTEGERS, SPREAD, "f=1&f=2", [1, 2]),
        (INTEGERS, {"explode": False}, "f=1,2", [1, 2]),
        (INTEGERS, {"style": "spaceDelimited"}, "f=1+2%203", [1, 2, 3]),
        (INTEGERS, {"style": "pipeDelimited"}, "f=1|2", [1, 2]),
        (BOX, JOINED, "f=w,3,lid,oak", {"w": 3, "lid": "oak"}),
        (BOX, SPREAD, "w=3&lid=oak", {"w": 3, "lid": "oak"}),
        (BOX, AS_JSON, 'f={"w":3}', {"w": 3}),
        (BOX, {"contentType": "application/vnd.box+json; v=1"}, 'f={"w":3}', {"w": 3}),
        (INTEGERS, AS_JSON, "f=[1,2]", [1, 2]),
        (INTEGERS, AS_JSON, "f=1&f=2", [1, 2]),
        (WORD, AS_JSON, 'f="oak"', "oak"),
        (WORD, AS_JSON, "f=oak", "oak"),
        (BOX, None, 'f={"w":3}', {"w": 3}),
        (BOX, None, "f[w]=3", {"w": 3}),
        (BOX, None, "f={w", "{w"),
        (INTEGERS, None, "f=1", [1]),
        (INTEGERS, None, "f[]=1&f[]=2", [1, 2]),
        ({"type": "array", "items": BOX}, None, 'f={"w":1}&f={"w":2}', TWO),
        ({"type": "array", "items": BOX}, None, "f[0][w]=1&f[1][w]=2", TWO),
        ({"oneOf": [WORD, INTEGERS]}, JOINED, "f=a,b", "a,b"),
        ({"oneOf": [{**WORD, "maxLength": 2}, INTEGERS]}, JOINED, "f=1,2", [1, 2]),
        (WORD, None, "f={}", "{}"),
        (WORD, None, "f=7", "7"),
        (WORD, None, "f=7&f=8", ["7", "8"]),
    ],
    ids=str,
)
@pytest.mark.parametrize("version", VERSIONS)
def test_field_is_read(
    tmp_path: Path, version: str, row: tuple[Json, Json | None, str, Any]
) -> None:
    """A field is read in its style, as JSON, or by the names that clients send for its schema."""
    schema, encoding, body, value = row
    found = form(tmp_path, schema, encoding, version).read(parse_query(f"{body}&note=5"))
    assert found == {"f": value, "note": "5"}


def test_undocumented_fields_keep_their_names(tmp_path: Path) -> None:
    """A field that the schema does not name is a text under the name that was sent."""
    found = form(tmp_path, BOX, DEEP).read(parse_query("g[a]=1&h=2&h=3&f]=4"))
    assert found == {"g[a]": "1", "h": ["2", "3"], "f]": "4"}


def test_deeply_nested_names_are_read_at_once(tmp_path: Path) -> None:
    """A name with thousands of brackets is read without recursion to its depth."""
    found = form(tmp_path, BOX, DEEP).read([(f"f{'[a]' * 20_000}", "1")])
    assert set(found) == {"f"}
