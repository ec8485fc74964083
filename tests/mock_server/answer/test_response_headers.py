"""Documented response headers are written in their style and by their own syntax."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.mock_server.asking import Reply, ask, serve
from tests.mock_server.small_documents import Json, content, document, get, post

TEXT: Json = {"type": "string"}
SIZES: Json = {"type": "array", "minItems": 2, "items": {"type": "integer", "enum": [4]}}
SPAN: Json = {
    "type": "object",
    "required": ["low", "high"],
    "properties": {"low": {"enum": [1]}, "high": {"type": "boolean", "enum": [True]}},
    "additionalProperties": False,
}


def headers_of(folder: Path, headers: Json, version: str = "3.1.0") -> dict[str, str]:
    """The headers of a mock's 200 that documents these."""
    answer = {"description": "An answer.", "headers": headers, **content({"enum": [1]})}
    paths = get({"200": answer})
    reply = ask(serve(document(folder, paths, version=version)))
    assert (reply.status, reply.value) == (200, 1)
    return dict(reply.headers)


@pytest.mark.parametrize(
    ("header", "text"),
    [
        ({"schema": SIZES}, "4,4"),
        ({"schema": {**SIZES, "items": TEXT}, "example": ["a", "b c"]}, "a,b c"),
        ({"schema": SPAN}, "low,1,high,true"),
        ({"schema": SPAN, "explode": True}, "low=1,high=true"),
        ({"schema": SPAN, "example": {"low": 1, "high": True}}, "low,1,high,true"),
        (content(SPAN), '{"low":1,"high":true}'),
        (content(SPAN, example={"low": 1, "high": True}), '{"low":1,"high":true}'),
        (content({"type": "string", "enum": ["a"]}), '"a"'),
        (content({"type": "string", "enum": ["a"]}, "text/plain"), "a"),
        ({"schema": {"type": "boolean", "enum": [False]}}, "false"),
        ({"schema": SIZES, "example": "7, 8"}, "7, 8"),
    ],
)
def test_header_is_written_in_its_style(tmp_path: Path, header: Json, text: str) -> None:
    """Arrays and objects are joined by commas, and a header with `content` is in that type."""
    assert headers_of(tmp_path, {"X-Size": header})["x-size"] == text


SERVERS = (
    "Connection",
    "Content-Encoding",
    "Date",
    "Keep-Alive",
    "Proxy-Authenticate",
    "Proxy-Connection",
    "TE",
    "Trailer",
    "Transfer-Encoding",
    "Upgrade",
    "content-length",
)


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize("members", [{}, {"example": "7"}, {"required": True}])
def test_headers_of_the_server_are_left_to_it(tmp_path: Path, version: str, members: Json) -> None:
    """Headers that frame the message are written neither from a schema nor from an example."""
    header = {"schema": TEXT, **members}
    named = dict.fromkeys([*SERVERS, "X-Own"], header)
    assert set(headers_of(tmp_path, named, version)) == {"content-type", "x-own"}


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("ETag", r'"[A-Za-z0-9]{16}"'),
        ("Set-Cookie", r"session=[A-Za-z0-9]{16}; Path=/; HttpOnly"),
        ("Retry-After", r"[1-9]|[1-5]\d|60"),
        ("Location", "/things"),
        ("Link", '</things>; rel="self"'),
        ("Last-Modified", r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} 2024 [\d:]{8} GMT"),
        ("EXPIRES", r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} 2024 [\d:]{8} GMT"),
    ],
)
def test_header_with_its_own_syntax_keeps_it(tmp_path: Path, name: str, pattern: str) -> None:
    """Where a schema says only `string`, a header has a value of its own syntax."""
    described = {name: {"schema": {**TEXT, "description": "A text."}}}
    first, second = (headers_of(tmp_path, described)[name.lower()] for _ in range(2))
    assert re.fullmatch(pattern, first)
    assert first == second


@pytest.mark.parametrize(
    ("name", "schema", "text"),
    [
        ("Location", {**TEXT, "enum": ["/a"]}, "/a"),
        ("ETag", {**TEXT, "pattern": "^b$"}, "b"),
        ("Retry-After", {"type": "integer", "minimum": 900, "maximum": 900}, "900"),
    ],
)
def test_schema_overrules_the_syntax(tmp_path: Path, name: str, schema: Json, text: str) -> None:
    """A schema that says more than its type decides the header."""
    assert headers_of(tmp_path, {name: {"schema": schema}})[name.lower()] == text


def create(folder: Path, name: str) -> Reply:
    """The answer to a POST below a path variable that documents a `Location`."""
    created = {"description": "Done.", "headers": {"Location": {"schema": TEXT}}}
    (item,) = post({**content({"type": "object"})}, {"201": created}).values()
    variable = {"name": "shelf", "in": "path", "required": True, "schema": TEXT}
    paths = {"/shelves/{shelf}/books": {**item, "parameters": [variable]}}
    return ask(serve(document(folder, paths)), f"POST /shelves/{name}/books", body={})


def test_location_is_below_the_path_of_a_post(tmp_path: Path) -> None:
    """What a POST creates has a path below the one that was called, with its own variables."""
    location = create(tmp_path, "a b").headers["location"]
    assert re.fullmatch("/shelves/a%20b/books/[A-Za-z0-9]{12}", location)
