"""Bodies are read by the media type that was sent, with its parameters and ranges."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.mock_server.asking import ask, journal, serve
from tests.mock_server.small_documents import EMPTY, Json, content, document, post

ONE: Json = {"type": "object", "required": ["one"]}
TWO: Json = {"type": "object", "required": ["two"]}
VERSIONS = {
    "application/vnd.crate+json; v=1": {"schema": ONE},
    'application/vnd.crate+json; v="2"': {"schema": TWO},
}


def send(folder: Path, contents: Json, content_type: str, body: Any) -> tuple[int, int]:
    """The status that a mock answers, and the number of its warnings in the journal."""
    app = serve(document(folder, post({"required": True, "content": contents}, {"204": EMPTY})))
    headers = {"content-type": content_type} if content_type else {}
    status = ask(app, "POST /things", headers, body).status
    return status, len(journal(app)[0].get("warnings", []))


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("application/vnd.crate+json;v=1", b'{"one":1}', 204),
        ("application/vnd.crate+json;v=1", b'{"two":1}', 400),
        ('Application/vnd.crate+json; V="2"; charset=utf-8', b'{"two":1}', 204),
        ("application/vnd.crate+json;v=2", b'{"one":1}', 400),
        ("application/vnd.crate+json;v=3", b'{"one":1}', 415),
        ("application/vnd.crate+json", b'{"one":1}', 415),
    ],
)
def test_parameter_of_a_type_decides(
    tmp_path: Path, content_type: str, body: bytes, status: int
) -> None:
    """A body is validated against the schema of its type with its parameters; others are 415."""
    assert send(tmp_path, VERSIONS, content_type, body)[0] == status


@pytest.mark.parametrize(
    ("documented", "content_type", "status"),
    [
        ("application/json", "application/json;indent=4", 400),
        ("application/json; charset=utf-8", "application/json", 400),
        ("application/*", "application/json", 400),
        ("application/*+json", "application/vnd.a+json", 400),
        ("application/*+json", "application/json", 415),
        ("text/json", "text/json", 400),
        ("*/*", "application/x-www-form-urlencoded", 400),
        ("*/*", "image/png", 204),
        ("image/*", "image/png", 204),
        ("image/*", "text/plain", 415),
    ],
)
def test_range_includes_a_type(
    tmp_path: Path, documented: str, content_type: str, status: int
) -> None:
    """A body whose type is in a documented range is read as what it is, here without a field."""
    found = send(tmp_path, {documented: {"schema": ONE}}, content_type, b"{}")
    assert found == (status, int(status == 204))


@pytest.mark.parametrize(
    ("schema", "body", "status"),
    [
        ({"type": "string", "maxLength": 2}, "éé".encode(), 204),
        ({"type": "string", "maxLength": 2}, b"abc", 400),
        ({"enum": ["UP", "DOWN"]}, b"UP", 204),
        ({"enum": ["UP", "DOWN"]}, b"LEFT", 400),
        ({"type": "integer", "minimum": 3}, b"4", 204),
        ({"type": "integer", "minimum": 3}, b"2", 400),
        ({"type": "integer"}, b"four", 400),
    ],
)
def test_text_of_a_scalar_is_validated(
    tmp_path: Path, schema: Json, body: bytes, status: int
) -> None:
    """A text body is a string or number where its schema says so, and conforms to it."""
    contents = content(schema, "text/plain")["content"]
    assert send(tmp_path, contents, "text/plain; charset=utf-8", body) == (status, 0)


def test_body_without_a_type_may_be_anything(tmp_path: Path) -> None:
    """Where any type is documented, a body does not need one."""
    assert send(tmp_path, {"*/*": {}}, "", b"x") == (204, 1)
    assert send(tmp_path, {"image/*": {}}, "", b"x") == (415, 0)
