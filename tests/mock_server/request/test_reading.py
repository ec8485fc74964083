from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockwright.mock_server.request.calls import Call
from mockwright.mock_server.request.reading import ReadingRules, read_call
from mockwright.mock_server.wsgi import Mockwright
from mockwright.openapi.exchange import BodyFault, Request
from mockwright.openapi.media_types import FORM
from mockwright.openapi.routing import Match
from tests.mock_server.asking import ask, journal, serve
from tests.mock_server.small_documents import EMPTY, JSON, content, document, get, post

THING = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "minLength": 1},
        "count": {"type": "integer", "maximum": 9},
        "tags": {"type": "array", "items": {"type": "integer"}},
        "inner": {"type": "object", "properties": {"colour": {"type": "string"}}},
    },
}
REQUIRED = {"required": True, **content(THING)}
VALID = b'{"name":"a"}'
LIMIT = {
    "name": "limit",
    "in": "query",
    "required": True,
    "schema": {"type": "integer", "minimum": 1},
}


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        (JSON, VALID, 204),
        ("APPLICATION/JSON; Charset=UTF-8", VALID, 204),
        ('application/json; charset="utf8"', VALID, 204),
        ("application/json; charset=us-ascii; version=1", VALID, 204),
        ("application/json; charset=utf-16", VALID, 415),
        ("application/json; charset=iso-8859-1", VALID, 415),
        ("application/json, text/html", VALID, 415),
        ("application/merge-patch+json", VALID, 415),
        ("text/plain", VALID, 415),
        (FORM, b"name=a", 415),
        ("", VALID, 415),
        ("", b"", 400),
        (JSON, b"", 400),
        (JSON, b"{", 400),
        (JSON, b"null", 400),
        (JSON, b'{"name":"a","name":"b"}', 400),
        (JSON, b"\xff", 400),
    ],
)
def test_body_is_read_as_its_type_says(
    tmp_path: Path, content_type: str, body: bytes, status: int
) -> None:
    """A required JSON body is accepted as UTF-8 JSON of the documented type, and not otherwise."""
    app = serve(document(tmp_path, post(REQUIRED)))
    headers = {"content-type": content_type} if content_type else {}
    assert ask(app, "POST /things", headers, body).status == status


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [("", b"", 204), (JSON, b"", 204), (JSON, VALID, 204), (JSON, b"{}", 400), ("", VALID, 415)],
)
def test_optional_body_may_be_absent(
    tmp_path: Path, content_type: str, body: bytes, status: int
) -> None:
    """A body that is not required may be left out; one that is there is judged."""
    app = serve(document(tmp_path, post(content(THING))))
    headers = {"content-type": content_type} if content_type else {}
    assert ask(app, "POST /things", headers, body).status == status


@pytest.mark.parametrize(
    ("encoding", "status"),
    [("identity", 204), ("Identity", 204), ("gzip", 415), ("br", 415), ("identity, gzip", 415)],
)
def test_encoded_body_is_not_read(tmp_path: Path, encoding: str, status: int) -> None:
    """A body with a content encoding is refused before anything is decoded."""
    app = serve(document(tmp_path, post(REQUIRED)))
    reply = ask(app, "POST /things", {"content-type": JSON, "content-encoding": encoding}, VALID)
    assert reply.status == status


@pytest.mark.parametrize(
    ("content_type", "beginning"),
    [("text/plain", "Received `text/plain`."), ("", "Received no `Content-Type`.")],
)
def test_wrong_type_is_told_what_is_expected(
    tmp_path: Path, content_type: str, beginning: str
) -> None:
    """A 415 names what came and every documented type."""
    body = {"content": {**content(THING)["content"], **content(THING, FORM)["content"]}}
    app = serve(document(tmp_path, post(body)))
    headers = {"content-type": content_type} if content_type else {}
    detail = ask(app, "POST /things", headers, VALID).value["detail"]
    assert detail == f"{beginning} Expected `Content-Type`: `{JSON}`, `{FORM}`."


@pytest.mark.parametrize(
    ("documented", "sent", "status"),
    [
        ("application/*", JSON, 204),
        ("application/*", "application/x-custom", 204),
        ("application/*", "text/plain", 415),
        ("*/*", "text/plain", 204),
        ("image/*", "image/png", 204),
        ("application/json; charset=utf-8", JSON, 204),
        ("Application/JSON", JSON, 204),
    ],
)
def test_documented_range_covers_its_types(
    tmp_path: Path, documented: str, sent: str, status: int
) -> None:
    """A documented range covers every type within it, and no other."""
    app = serve(document(tmp_path, post(content(THING, documented))))
    assert ask(app, "POST /things", {"content-type": sent}, VALID).status == status


@pytest.mark.parametrize("documented", ["application/*", "*/*"])
def test_json_under_a_range_is_validated(tmp_path: Path, documented: str) -> None:
    """A JSON body is held to the schema of the range that covers it."""
    app = serve(document(tmp_path, post(content(THING, documented))))
    assert ask(app, "POST /things", body={"name": 7}).status == 400


def test_exact_type_is_preferred_to_a_range(tmp_path: Path) -> None:
    """A body is held to the schema of its own type where a range stands beside it."""
    body = {"content": {"*/*": {"schema": {}}, JSON: {"schema": THING}}}
    app = serve(document(tmp_path, post(body)))
    assert ask(app, "POST /things", body={}).status == 400


@pytest.mark.parametrize(("size", "status"), [(99, 204), (100, 204), (101, 413)])
def test_body_up_to_the_limit_is_read(tmp_path: Path, size: int, status: int) -> None:
    """A body of as many bytes as are read is accepted, one byte more is too large."""
    app = serve(document(tmp_path, post(REQUIRED)), max_body_bytes=100)
    body = VALID + b" " * (size - len(VALID))
    assert ask(app, "POST /things", {"content-type": JSON}, body).status == status


@pytest.mark.parametrize(("fault", "status"), [("", 204), ("oversized", 413), ("incomplete", 400)])
def test_body_that_is_not_all_there_is_refused(
    tmp_path: Path, fault: BodyFault, status: int
) -> None:
    """A body that was too large to be read, or broke off, is not judged by what there is of it."""
    app = serve(document(tmp_path, post(REQUIRED)))
    headers = {"host": "localhost", "content-type": JSON}
    request = Request(method="POST", path="/things", headers=headers, body=VALID, body_fault=fault)
    assert app.pipeline.respond(request).status == status


@pytest.mark.parametrize(
    ("keys", "status"),
    [
        (("400",), 400),
        (("422",), 422),
        (("400", "422"), 400),
        (("4XX", "422"), 422),
        (("4XX",), 400),
        (("default",), 400),
        ((), 400),
    ],
)
@pytest.mark.parametrize("body", [b"{}", b"{"])
def test_invalid_request_gets_the_documented_status(
    tmp_path: Path, keys: tuple[str, ...], body: bytes, status: int
) -> None:
    """An invalid body gets 422 where the document has that one only, else 400."""
    responses = {"204": EMPTY, **dict.fromkeys(keys, EMPTY)}
    app = serve(document(tmp_path, post(REQUIRED, responses)))
    assert ask(app, "POST /things", {"content-type": JSON}, body).status == status


def test_every_violation_is_reported(tmp_path: Path) -> None:
    """Parameters and body are both judged, and all that is wrong is told at once."""
    app = serve(document(tmp_path, post(REQUIRED, parameters=[LIMIT])))
    reply = ask(app, "POST /things?limit=0", body={"name": "", "count": "x", "tags": [1, "y"]})
    found = {(e["pointer"], e["keyword"], e.get("parameter")) for e in reply.value["errors"]}
    assert found == {
        ("#", "minimum", "query:limit"),
        ("#/name", "minLength", None),
        ("#/count", "type", None),
        ("#/tags/1", "type", None),
    }


def test_recursive_alternatives_are_told_briefly(tmp_path: Path) -> None:
    """What is wrong deep within alternatives of alternatives does not make an endless answer."""
    node = {"$ref": "#/components/schemas/Node"}
    ways_on = [
        {"required": ["op", "of"], "properties": {"op": {"const": n}, "of": node}} for n in range(4)
    ]
    end = {"required": ["value"], "properties": {"value": {"type": "integer"}}}
    components = {"schemas": {"Node": {"oneOf": [*ways_on, end]}}}
    body: Any = {"value": "x"}
    for _ in range(5):  # four times the work with each more
        body = {"op": 0, "of": body}
    app = serve(document(tmp_path, post(content(node)), components=components))
    assert len(ask(app, "POST /things", body=body).body) < 20_000


UNKNOWN = [
    (
        "",
        {"name": "a", "nmae": "b"},
        "undocumented-field",
        "#/nmae",
        "`nmae` is not a documented field. Did you mean `name`?",
    ),
    (
        "",
        {"name": "a", "zzz": 1},
        "undocumented-field",
        "#/zzz",
        "`zzz` is not a documented field.",
    ),
    (
        "",
        {"name": "a", "inner": {"color": "red"}},
        "undocumented-field",
        "#/inner/color",
        "`color` is not a documented field. Did you mean `colour`?",
    ),
    (
        "&limt=5",
        {"name": "a"},
        "undocumented-parameter",
        "query:limt",
        "`limt` is not a documented query parameter. Did you mean `limit`?",
    ),
    (
        "&zzz",
        {"name": "a"},
        "undocumented-parameter",
        "query:zzz",
        "`zzz` is not a documented query parameter.",
    ),
]


@pytest.mark.parametrize(("query", "body", "code", "pointer", "message"), UNKNOWN)
def test_unknown_name_is_noticed(  # noqa: PLR0913, PLR0917 -- a request and the whole notice
    tmp_path: Path, query: str, body: Any, code: str, pointer: str, message: str
) -> None:
    """What the document does not name is accepted and journaled, with what was perhaps meant."""
    app = serve(document(tmp_path, post(REQUIRED, parameters=[LIMIT])))
    assert ask(app, f"POST /things?limit=1{query}", body=body).status == 204
    notice = {"code": code, "pointer": pointer, "message": message}
    assert journal(app)[0]["warnings"] == [notice]


HINTS = [(query, body, message) for query, body, _, _, message in UNKNOWN]


@pytest.mark.parametrize(("query", "body", "message"), HINTS)
def test_unknown_name_is_a_violation_when_strict(
    tmp_path: Path, query: str, body: Any, message: str
) -> None:
    """Strictly read, what the document does not name is refused, with the same hint."""
    app = serve(document(tmp_path, post(REQUIRED, parameters=[LIMIT])), is_strict=True)
    reply = ask(app, f"POST /things?limit=1{query}", body=body)
    (error,) = reply.value["errors"]
    assert (reply.status, error["keyword"]) == (400, "additionalProperties")
    assert message.partition("Did you mean")[2] in error["detail"]


@pytest.mark.parametrize(("is_strict", "status"), [(False, 204), (True, 400)])
def test_unknown_parameter_is_told_where_none_is_documented(
    tmp_path: Path, *, is_strict: bool, status: int
) -> None:
    """A query parameter is noticed beside a right body, even if the operation has none at all."""
    app = serve(document(tmp_path, post(REQUIRED)), is_strict=is_strict)
    assert ask(app, "POST /things?zzz=1", body={"name": "a"}).status == status
    (entry,) = journal(app)
    told = entry["violations"] or entry["warnings"]
    assert len(told) == 1
    assert "zzz" in str(told)


@pytest.mark.parametrize("is_strict", [False, True])
def test_documented_names_are_no_warning(tmp_path: Path, *, is_strict: bool) -> None:
    """A request that names only what is documented is accepted without a word."""
    app = serve(document(tmp_path, post(REQUIRED, parameters=[LIMIT])), is_strict=is_strict)
    body = {"name": "a", "count": 1, "tags": [1], "inner": {"colour": "red"}}
    assert ask(app, "POST /things?limit=1", body=body).status == 204
    assert journal(app)[0]["warnings"] == []


def test_credential_in_the_query_is_no_unknown_parameter(tmp_path: Path) -> None:
    """The query parameter of a security scheme is known, even when read strictly."""
    scheme = {"type": "apiKey", "in": "query", "name": "api_key"}
    members: dict[str, Any] = {
        "security": [{"key": []}],
        "components": {"securitySchemes": {"key": scheme}},
    }
    app = serve(document(tmp_path, get({"204": EMPTY}), **members), is_strict=True)
    assert ask(app, "GET /things?api_key=some-key").status == 204


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b"name=a", {"name": "a"}),
        (b"name=a+b%26c&count=3", {"name": "a b&c", "count": 3}),
        (b"name=7", {"name": "7"}),
        (b"name=a&tags=1", {"name": "a", "tags": [1]}),
        (b"name=a&tags=1&tags=2&tags=3", {"name": "a", "tags": [1, 2, 3]}),
        ("name=é".encode(), {"name": "é"}),
        (b"name=%C3%A9", {"name": "é"}),
    ],
)
def test_form_is_read_as_its_schema_says(tmp_path: Path, body: bytes, value: Any) -> None:
    """The texts of a form become numbers and arrays where the schema has these."""
    app = serve(document(tmp_path, post(content(THING, FORM))))
    assert (
        read(
            app, Request(method="POST", path="/things", headers={"content-type": FORM}, body=body)
        ).body
        == value
    )


@pytest.mark.parametrize(
    ("body", "where"),
    [
        (b"", "#/name"),
        (b"name=", "#/name"),
        (b"name=a&count=x", "#/count"),
        (b"name=a&count=10", "#/count"),
        (b"name=a&tags=1&tags=x", "#/tags/1"),
    ],
)
def test_form_is_validated(tmp_path: Path, body: bytes, where: str) -> None:
    """A form is held to its schema as JSON is."""
    app = serve(document(tmp_path, post({"required": True, **content(THING, FORM)})))
    reply = ask(app, "POST /things", {"content-type": FORM}, body)
    assert [error["pointer"] for error in reply.value["errors"]] == [where]


def test_form_that_is_no_text_is_refused(tmp_path: Path) -> None:
    """A form whose bytes are not UTF-8 is a bad request that says so."""
    app = serve(document(tmp_path, post(content(THING, FORM))))
    reply = ask(app, "POST /things", {"content-type": FORM}, b"name=\xff")
    assert (reply.status, reply.value["detail"]) == (400, "The form is not UTF-8.")


def test_other_body_is_accepted_with_a_warning(tmp_path: Path) -> None:
    """A documented body that is neither JSON nor a form passes, and the journal says unread."""
    app = serve(document(tmp_path, post(content({"type": "string"}, "text/csv"))))
    assert ask(app, "POST /things", {"content-type": "text/csv"}, b"a;\xff").status == 204
    message = "A body of type `text/csv` is accepted without validation."
    notice = {"code": "unvalidated-body", "pointer": None, "message": message}
    assert journal(app)[0]["warnings"] == [notice]


def read(app: Mockwright, request: Request, seed: int = 0) -> Call:
    """The call that an application makes of a request."""
    match = app.pipeline.router.match(request.method, request.path)
    assert isinstance(match, Match)
    rules = ReadingRules(seed=seed, is_strict=False, max_body_bytes=10_000)
    return read_call(match, request, rules)


def key_of(
    app: Mockwright, query: str, body: bytes, seed: int = 0, headers: dict[str, str] | None = None
) -> bytes:
    """The key of everything that is drawn for a request."""
    sent = {"content-type": JSON, **(headers or {})}
    request = Request(method="POST", path="/things", query=query, headers=sent, body=body)
    return read(app, request, seed).key


@pytest.mark.parametrize(
    ("query", "body", "headers"),
    [
        ("limit=1", b' { "count" : 1,\n"name":"a" } ', {}),
        ("limit=1", b'{"name":"\\u0061","count":1}', {}),
        ("other=2&limit=1", b'{"name":"a","count":1}', {}),
        ("limit=1", b'{"name":"a","count":1}', {"accept": "*/*", "authorization": "Bearer key"}),
        ("limit=1", b'{"name":"a","count":1}', {"host": "localhost:1", "user-agent": "other"}),
    ],
)
def test_equal_requests_have_one_key(
    tmp_path: Path, query: str, body: bytes, headers: dict[str, str]
) -> None:
    """Order of keys, white space, escapes, credentials and unknown names do not change answers."""
    app = serve(document(tmp_path, post(REQUIRED, parameters=[LIMIT])))
    expected = key_of(app, "limit=1", b'{"name":"a","count":1}')
    assert key_of(app, query, body, headers=headers) == expected


@pytest.mark.parametrize(
    ("query", "body", "seed"),
    [
        ("limit=2", b'{"name":"a"}', 0),
        ("limit=1", b'{"name":"b"}', 0),
        ("limit=1", b'{"name":"a","more":1}', 0),
        ("limit=1", b'{"name":"a"}', 1),
    ],
)
def test_other_requests_have_another_key(
    tmp_path: Path, query: str, body: bytes, seed: int
) -> None:
    """Another parameter, body or seed changes what is drawn."""
    app = serve(document(tmp_path, post(REQUIRED, parameters=[LIMIT])))
    expected = key_of(app, "limit=1", b'{"name":"a"}')
    assert key_of(app, query, body, seed) != expected
