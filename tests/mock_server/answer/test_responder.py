from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockwright.mock_server.answer.responder import Responder
from mockwright.openapi.compiler import compile_operations
from mockwright.openapi.loading import load_document
from tests.mock_server.asking import ask, journal, serve
from tests.mock_server.small_documents import EMPTY, JSON, Json, content, document, get, response

THING = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": {"type": "string", "format": "uuid"}, "name": {"type": "string"}},
}
CAT = {"id": "550e8400-e29b-41d4-a716-446655440000", "name": "Cat"}
DOG = {"id": "550e8400-e29b-41d4-a716-446655440001", "name": "Dog"}
BROKEN = {"id": "no uuid", "name": "Ant"}
EXAMPLES = {"broken": {"value": BROKEN}, "cat": {"value": CAT}, "dog": {"value": DOG}}
FAILURE = {"type": "object", "required": ["why"], "properties": {"why": {"type": "string"}}}
THINGS = get({"200": response(THING, examples=EXAMPLES), "4XX": response(FAILURE)})


@pytest.mark.parametrize(
    ("keys", "status"),
    [
        (["200"], 200),
        (["201"], 201),
        (["404", "202"], 202),
        (["201", "200"], 201),
        (["2XX"], 200),
        (["default"], 200),
        (["default", "204"], 204),
        (["404", "500"], 404),
        (["5XX", "404"], 500),
        (["404", "default"], 200),
        (["404", "302"], 302),
    ],
)
def test_default_answer_is_the_first_success(tmp_path: Path, keys: list[str], status: int) -> None:
    """Without a preference the first success is answered, else a redirect, else a failure."""
    app = serve(document(tmp_path, get(dict.fromkeys(keys, EMPTY))))
    assert ask(app).status == status


@pytest.mark.parametrize(
    ("prefer", "status", "value"),
    [
        ("", 200, CAT),
        ("respond-async", 200, CAT),
        ("code=200", 200, CAT),
        ("example=dog", 200, DOG),
        ("code=200, example=dog", 200, DOG),
    ],
)
def test_valid_example_is_answered(tmp_path: Path, prefer: str, status: int, value: Json) -> None:
    """The first example that keeps its own schema is the answer, or the one that is asked for."""
    reply = ask(serve(document(tmp_path, THINGS)), headers={"prefer": prefer})
    assert (reply.status, reply.value) == (status, value)


def test_dynamic_answer_is_no_example(tmp_path: Path) -> None:
    """`Prefer: dynamic=true` gets an instance of the schema, whatever examples there are."""
    reply = ask(serve(document(tmp_path, THINGS)), headers={"prefer": "dynamic=true"})
    assert reply.status == 200
    assert set(reply.value) == {"id", "name"}
    assert reply.value not in (CAT, DOG, BROKEN)


@pytest.mark.parametrize("status", [400, 404, 499])
def test_range_of_statuses_can_be_asked_for(tmp_path: Path, status: int) -> None:
    """Any status of a documented range is answered with the range's schema."""
    reply = ask(serve(document(tmp_path, THINGS)), headers={"prefer": f"code={status}"})
    assert (reply.status, set(reply.value)) == (status, {"why"})


def test_exact_status_is_preferred_to_its_range(tmp_path: Path) -> None:
    """A status is answered as documented itself, then by its range, then by default."""
    names = {"200": "exact", "4XX": "range", "404": "four", "default": "other"}
    paths = get({key: response({"const": name}) for key, name in names.items()})
    app = serve(document(tmp_path, paths))
    values = {
        code: ask(app, headers={"prefer": f"code={code}"}).value for code in (200, 404, 410, 503)
    }
    assert values == {200: "exact", 404: "four", 410: "range", 503: "other"}


@pytest.mark.parametrize(
    ("prefer", "detail"),
    [
        ("code=500", "`Prefer: code=500` is not documented here. Known: `200`, `4XX`."),
        ("code=201", "`Prefer: code=201` is not documented here. Known: `200`, `4XX`."),
        ("example=cow", "`Prefer: example=cow` is not documented: `broken`, `cat`, `dog`."),
        ("example=", "`Prefer: example=` is not documented: `broken`, `cat`, `dog`."),
        ("code=404, example=cat", "`Prefer: example=cat` is not documented: none."),
        ("code=abc", "`Prefer: code=abc` names no status; expected three digits."),
    ],
)
def test_unknown_preference_lists_the_known(tmp_path: Path, prefer: str, detail: str) -> None:
    """What the document does not have is a bad request that lists what it has."""
    app = serve(document(tmp_path, THINGS))
    assert ask(app, headers={"prefer": prefer}).status == 400
    assert journal(app)[0]["problem"] == detail


@pytest.mark.parametrize("status", ["000", "099", "100", "199", "600", "999"])
def test_status_that_is_no_answer_is_never_sent(tmp_path: Path, status: str) -> None:
    """A default response does not make an answer of what HTTP has no final status for."""
    app = serve(document(tmp_path, get({"default": response(THING)})))
    assert ask(app, headers={"prefer": f"code={status}"}).status == 400


@pytest.mark.parametrize("status", [204, 304])
def test_status_without_content_has_no_body(tmp_path: Path, status: int) -> None:
    """An answer whose status allows no content has none, whatever the document describes."""
    app = serve(document(tmp_path, get({"default": response(THING)})))
    assert ask(app, headers={"prefer": f"code={status}"}).body == b""


@pytest.mark.parametrize("prefer", ["example=broken", "code=200, example=broken"])
def test_broken_example_is_a_loud_failure(tmp_path: Path, prefer: str) -> None:
    """An example that breaks its schema is never sent: the 500 names the rule and the value."""
    reply = ask(serve(document(tmp_path, THINGS)), headers={"prefer": prefer})
    assert reply.status == 500
    assert reply.headers["content-type"] == "application/problem+json"
    assert "small.json#/paths/~1things/get/responses/200/content" in reply.value["detail"]
    assert [e["keyword"] for e in reply.value["errors"]] == ["format"]
    assert "Nothing was sent as if it were valid." in reply.value["detail"]


def test_schema_without_instance_is_a_loud_failure(tmp_path: Path) -> None:
    """Where no instance can be made, the answer is a 500 that names the rule."""
    app = serve(document(tmp_path, get({"200": response({"type": "string", "not": {}})})))
    reply = ask(app)
    assert (reply.status, reply.value["errors"][0]["keyword"]) == (500, "not")


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", JSON),
        ("application/json", JSON),
        ("APPLICATION/JSON", JSON),
        ("application/*", JSON),
        ("application/json; charset=utf-8", JSON),
        ("application/hal+json", "application/hal+json"),
        ("application/hal+json, application/json;q=0.5", "application/hal+json"),
        ("application/json;q=0.1, application/hal+json;q=0.2", "application/hal+json"),
        ("application/json;q=0, */*", "application/hal+json"),
        ("text/plain, application/*;q=0.1", "text/plain"),
        ("text/*", "text/plain"),
        ("text/html, */*;q=0.1", JSON),
        ("image/png, text/plain;q=0.001", "text/plain"),
    ],
)
def test_accept_chooses_the_representation(tmp_path: Path, accept: str, media_type: str) -> None:
    """The documented type that `Accept` prefers is answered; the first one where it has no wish."""
    types = (JSON, "application/hal+json", "text/plain")
    contents = {name: {"schema": THING, "example": "text"} for name in types}
    paths = get({"200": {"description": "Several.", "content": contents}})
    reply = ask(serve(document(tmp_path, paths)), headers={"accept": accept})
    assert (reply.status, reply.headers["content-type"]) == (200, media_type)


@pytest.mark.parametrize(
    "accept",
    [
        "",
        ",",
        "text/html",
        "image/*",
        "*/*;q=0",
        "application/json;q=0",
        "application/json;q=x",
        "json",
    ],
)
def test_accept_that_covers_nothing_is_refused(tmp_path: Path, accept: str) -> None:
    """An `Accept` that none of the documented types meets is a 406 that lists them."""
    reply = ask(serve(document(tmp_path, THINGS)), headers={"accept": accept})
    known = "covers nothing that this operation answers: `application/json`."
    assert (reply.status, reply.headers["mock-problem"][-len(known) :]) == (406, known)


@pytest.mark.parametrize(
    ("key", "code"), [("404", 404), ("4XX", 404), ("5XX", 503), ("default", 404), ("default", 500)]
)
def test_failure_is_told_even_if_not_acceptable(tmp_path: Path, key: str, code: int) -> None:
    """A failure is answered in a documented type although `Accept` does not cover it."""
    app = serve(document(tmp_path, get({"200": response(THING), key: response(FAILURE)})))
    reply = ask(app, headers={"accept": "text/html", "prefer": f"code={code}"})
    assert (reply.status, reply.headers["content-type"]) == (code, JSON)


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/*"])
@pytest.mark.parametrize("documented", ["*/*", "application/*"])
def test_documented_range_is_answered_as_json(tmp_path: Path, documented: str, accept: str) -> None:
    """Where the document leaves the type open, the answer is JSON and says so."""
    app = serve(document(tmp_path, get({"200": response(THING, documented)})))
    reply = ask(app, headers={"accept": accept})
    assert (reply.headers["content-type"], set(reply.value)) == (JSON, {"id", "name"})


def test_example_chooses_its_representation(tmp_path: Path) -> None:
    """An example that only one representation has is answered in that one."""
    contents = {
        **content(THING, JSON, examples={"cat": {"value": CAT}})["content"],
        **content(None, "text/csv", examples={"row": {"value": "Cat;1"}})["content"],
    }
    app = serve(document(tmp_path, get({"200": {"description": "Two.", "content": contents}})))
    reply = ask(app, headers={"prefer": "example=row"})
    assert (reply.headers["content-type"], reply.body) == ("text/csv", b"Cat;1")


@pytest.mark.parametrize(
    ("media_type", "example", "body"),
    [
        (JSON, "text", b'"text"'),
        (JSON, 7, b"7"),
        (JSON, None, b"null"),
        (JSON, {"a": [1, 2]}, b'{"a":[1,2]}'),
        ("application/vnd.small+json", "text", b'"text"'),
        ("text/plain", "text", b"text"),
        ("text/plain; charset=utf-8", "é", "é".encode()),
        ("text/plain", {"a": 1}, b'{"a":1}'),
        ("application/xml", "<a/>", b"<a/>"),
    ],
)
def test_example_is_written_as_its_type(
    tmp_path: Path, media_type: str, example: Any, body: bytes
) -> None:
    """JSON types are written as JSON; a text of another type is sent as it stands."""
    app = serve(document(tmp_path, get({"200": response({}, media_type, example=example)})))
    reply = ask(app)
    assert (reply.headers["content-type"], reply.body) == (media_type, body)


def test_type_without_json_or_example_is_sent_empty(tmp_path: Path) -> None:
    """A representation that nothing can be made of is answered with no bytes."""
    app = serve(document(tmp_path, get({"200": response({"type": "string"}, "image/png")})))
    reply = ask(app)
    assert (reply.status, reply.headers["content-type"], reply.body) == (200, "image/png", b"")


HEADERS = {
    "X-Example": {"schema": {"type": "string"}, "example": "as it stands"},
    "X-Number": {"schema": {"const": 42}},
    "X-Schema": {"schema": {"type": "string", "format": "uuid"}},
    "X-Text": {"schema": {"type": "string"}, "example": "é\r\nX-Injected: 1"},
    "Content-Type": {"schema": {"type": "string"}, "example": "text/html"},
}


def test_documented_headers_are_sent(tmp_path: Path) -> None:
    """Response headers come from their examples, else from their schemas, as plain text."""
    paths = get({"200": {**response(THING), "headers": HEADERS}})
    headers = dict(ask(serve(document(tmp_path, paths))).headers)
    assert len(headers.pop("x-schema")) == 36
    assert headers == {
        "content-type": JSON,
        "x-example": "as it stands",
        "x-number": "42",
        "x-text": "???X-Injected: 1",
    }


def test_head_has_the_answer_without_its_body(tmp_path: Path) -> None:
    """HEAD gets what GET gets, but for the body."""
    app = serve(document(tmp_path, THINGS))
    seen, full = ask(app, "HEAD /things"), ask(app, "GET /things")
    assert (seen.status, seen.headers, seen.body) == (full.status, full.headers, b"")


def test_same_request_has_the_same_answer(tmp_path: Path) -> None:
    """Two applications with one seed answer with the same bytes; another seed changes them."""
    file = document(tmp_path, get({"200": response(THING)}))
    bodies = [ask(serve(file, seed=seed)).body for seed in (1, 1, 2)]
    assert bodies[0] == bodies[1]
    assert bodies[0] != bodies[2]


def test_equal_operations_of_two_documents_differ_by_nothing(tmp_path: Path) -> None:
    """What else is served does not change an answer."""
    file = document(tmp_path, get({"200": response(THING)}))
    assert ask(serve(file)).body == ask(serve("bundled", file)).body


def test_generated_answer_is_no_fixed_example() -> None:
    """An operation whose answer depends on the request gets an instance that repeats it."""
    app = serve()
    reply = ask(app, "GET /api/profiles/user-7/export", {"authorization": "Bearer key"})
    assert (reply.status, reply.value["profile"]["externalId"]) == (200, "user-7")


@pytest.mark.parametrize(
    ("representation", "limit"),
    [
        (response(THING), ""),
        (response(THING, examples=EXAMPLES), ""),
        (response({"type": "string", "not": {}}, example="a"), "no instance can be made: "),
        (response({"type": "string"}, "text/plain", example="a"), ""),
        (response({"type": "string"}, "text/plain"), ""),
        (response(THING, "application/xml"), ""),
        (response({"type": "string"}, "image/gif"), "it has no example, so it is sent empty."),
        (response(None, "text/plain"), "it has no example, so it is sent empty."),
        (response(), ""),
    ],
)
def test_limit_says_what_cannot_be_answered(
    tmp_path: Path, representation: Json, limit: str
) -> None:
    """A representation that cannot be written says why, and any other nothing."""
    file = document(tmp_path, get({"200": representation}))
    (operation,) = compile_operations(load_document(file))
    (known,) = Responder(operation).representations("200").values()
    assert known.limit(operation)[: len(limit) or None] == limit
