from __future__ import annotations

import html
from pathlib import Path
from typing import Any

import pytest

from tests.mock_server.asking import ask, serve
from tests.mock_server.small_documents import EMPTY, JSON, Json, content, document, post, response

TEXT = {"type": "string"}
WHOLE = {"type": "integer"}
BODY = {
    "required": True,
    **content({"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}),
}
REASON = "The body at `#/name`: Expected the field `name`; received nothing."
PROBLEM_JSON = "application/problem+json"


def shape(required: tuple[str, ...] = (), **properties: Json) -> Json:
    """A schema of an object; every property is required unless told otherwise."""
    return {
        "type": "object",
        "required": list(required or properties),
        "properties": properties,
    }


def refused(folder: Path, responses: Json, **members: Any) -> Any:
    """The answer to a request whose body lacks a field."""
    app = serve(document(folder, post(BODY, {"204": EMPTY, **responses}), **members))
    return ask(app, "POST /things", body={})


SHAPES = [
    (shape(code=WHOLE, message=TEXT), {"code": 400, "message": REASON}),
    (shape(status=WHOLE, detail=TEXT), {"status": 400, "detail": REASON}),
    (shape(statusCode=WHOLE, error=TEXT), {"statusCode": 400, "error": REASON}),
    (shape(status_code=WHOLE, reason=TEXT), {"status_code": 400, "reason": REASON}),
    (shape(error_description=TEXT), {"error_description": REASON}),
    (shape(error=shape(code=WHOLE, message=TEXT)), {"error": {"code": 400, "message": REASON}}),
    (shape(message=TEXT, title={"const": "Bad"}), {"message": REASON, "title": "Bad"}),
    (shape(message=TEXT, code={"const": "E1"}), {"message": REASON, "code": "E1"}),
    (shape(message=TEXT, status={"const": False}), {"message": REASON, "status": False}),
    (shape(message=TEXT, code={"const": 1000}), {"message": REASON, "code": 1000}),
]


@pytest.mark.parametrize(("schema", "value"), SHAPES)
def test_reason_stands_in_the_documented_shape(tmp_path: Path, schema: Json, value: Json) -> None:
    """An API's own error shape holds the true reason and status where it has room for them."""
    reply = refused(tmp_path, {"400": response(schema)})
    assert (reply.status, reply.value) == (400, value)
    assert reply.headers == {"content-type": JSON, "mock-problem": REASON}


@pytest.mark.parametrize(
    "schema",
    [
        shape(errors={"type": "array", "items": shape(message=TEXT)}),
        shape(message={"type": "string", "maxLength": 10}),
        shape(ok={"const": False}),
        {"type": "string"},
        {"type": "array", "items": {"type": "integer"}},
    ],
)
def test_shape_without_room_is_kept_and_the_header_tells(tmp_path: Path, schema: Json) -> None:
    """A shape in which the reason has no place is answered as documented, with it in a header."""
    reply = refused(tmp_path, {"400": response(schema)})
    assert (reply.status, reply.headers["content-type"]) == (400, JSON)
    assert reply.headers["mock-problem"] == REASON


@pytest.mark.parametrize(
    "documented",
    [
        response({"type": "object", "required": ["a"], "properties": {"a": False}}),
        response({"type": "string", "not": {}}),
        response(TEXT, "text/html"),
        EMPTY,
    ],
)
def test_shape_that_cannot_be_made_gets_a_problem(tmp_path: Path, documented: Json) -> None:
    """Where no valid instance of the documented failure can be made, RFC 9457 is answered."""
    reply = refused(tmp_path, {"400": documented})
    assert (reply.status, reply.headers) == (400, {"content-type": PROBLEM_JSON})
    assert reply.value["detail"] == REASON


@pytest.mark.parametrize("key", ["400", "4XX", "default"])
def test_range_and_default_are_documented_shapes(tmp_path: Path, key: str) -> None:
    """A failure takes the shape of its status, of its range, or the default one."""
    reply = refused(tmp_path, {key: response(shape(message=TEXT, key={"const": key}))})
    assert reply.value == {"message": REASON, "key": key}


def test_status_is_422_where_only_that_is_documented(tmp_path: Path) -> None:
    """A document whose invalid requests get 422 has the reason in that shape and status."""
    reply = refused(tmp_path, {"422": response(shape(code=WHOLE, message=TEXT))})
    assert (reply.status, reply.value) == (422, {"code": 422, "message": REASON})


def test_undocumented_failure_gets_a_problem(tmp_path: Path) -> None:
    """A status that the document does not describe is answered as RFC 9457 has it."""
    reply = refused(tmp_path, {"404": response(shape(message=TEXT))})
    assert (reply.status, reply.headers) == (400, {"content-type": PROBLEM_JSON})


def test_documented_problem_details_are_ours(tmp_path: Path) -> None:
    """A document of RFC 9457 gets every violation, not an instance of its schema."""
    schema = shape(title=TEXT, status=WHOLE, detail=TEXT)
    reply = refused(tmp_path, {"400": response(schema, PROBLEM_JSON)})
    assert reply.headers == {"content-type": PROBLEM_JSON}
    assert [error["pointer"] for error in reply.value["errors"]] == ["#/name"]


def test_documented_shape_has_the_headers_too(tmp_path: Path) -> None:
    """A refusal keeps its own headers when it takes a document's shape."""
    members: Json = {
        "security": [{"key": []}],
        "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
    }
    reply = refused(tmp_path, {"401": response(shape(code=WHOLE, message=TEXT))}, **members)
    assert (reply.status, reply.value["code"]) == (401, 401)
    assert reply.headers["www-authenticate"] == 'Bearer realm="mockwright"'


def test_header_is_one_line_of_plain_text(tmp_path: Path) -> None:
    """The header repeats the reason in ASCII without line breaks, and not endlessly."""
    name = "é\n" * 1000
    schema = {"type": "object", "properties": {name: {"type": "integer"}}}
    responses = {"204": EMPTY, "400": response(shape(message=TEXT))}
    app = serve(document(tmp_path, post(content(schema), responses)))
    header = ask(app, "POST /things", body={name: "x"}).headers["mock-problem"]
    assert (header.isascii(), header.isprintable(), len(header) <= 1000) == (True, True, True)


def test_our_own_broken_answer_takes_the_documented_shape(tmp_path: Path) -> None:
    """A 500 of ours that the document describes has its shape and says what was broken."""
    responses = {
        "200": response({"type": "string", "not": {}}),
        "500": response(shape(code=WHOLE, message=TEXT)),
    }
    app = serve(document(tmp_path, post(BODY, responses)))
    reply = ask(app, "POST /things", body={"name": "a"})
    assert (reply.status, reply.value["code"]) == (500, 500)
    assert "breaks the contract" in reply.value["message"]


@pytest.mark.parametrize(
    ("media_type", "schema", "body"),
    [
        ("application/xml", shape(code=WHOLE, message=TEXT), f"<code>400</code><message>{REASON}<"),
        ("text/plain", TEXT, REASON),
        ("application/x-www-form-urlencoded", shape(status=WHOLE), "status=400"),
    ],
)
def test_other_media_types_have_the_reason_too(
    tmp_path: Path, media_type: str, schema: Json, body: str
) -> None:
    """A failure that is documented as XML, text or a form is answered as such."""
    reply = refused(tmp_path, {"400": response(schema, media_type)})
    assert (reply.status, reply.headers["content-type"]) == (400, media_type)
    assert body in html.unescape(reply.body.decode())
