"""Answers with faults within the process: what is sent, stored and journaled."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from mockwright.mock_server.steering.faults.delivery import FaultyResponse
from mockwright.mock_server.wsgi import Mockwright
from mockwright.openapi.exchange import Request
from tests.mock_server.asking import Reply, ask, bundled, journal, serve
from tests.mock_server.small_documents import document, get, response

KEY = {"authorization": "Bearer k", "x-api-key": "k"}
EXPORT = "GET /api/profiles/user-1/export"
REPLY = "POST /cs/v1/content_creation/conversations/generate"
CREATE = "POST /new/v2.0/profiles"
PEOPLE = {
    "userProfile": {"id": "u", "firstName": "Ann"},
    "personaProfile": {"id": "p", "firstName": "Bo"},
    "language": "EN",
}
TARGETS: dict[str, tuple[str, Any]] = {
    "export_profile": (EXPORT, None),
    "create_contact_profile": (CREATE, {"contactIds": ["c-1"]}),
    "generate_reply": (REPLY, PEOPLE),
    "generate_suggestions": ("POST /cs/v1/content_creation/suggestion", PEOPLE),
    "fetch_profile": ("GET /webhooks/profile?profileId=u", None),
}
UNREADABLE = ("truncate", "badjson", "slow-body=1ms")


def faulty(
    app: Mockwright, fault: str, target: str = EXPORT, body: Any = None, **headers: str
) -> Reply:
    """The reply to a request with the `Mock-Fault` header."""
    return ask(app, target, {**KEY, **headers, "mock-fault": fault}, body)


def last(app: Mockwright) -> dict[str, Any]:
    """The newest entry of the journal."""
    return journal(app)[-1]


@pytest.mark.parametrize("name", TARGETS)
def test_documented_errors_have_their_shape(name: str) -> None:
    """Each documented error of each operation and its headers conform to the document."""
    app = serve()
    target, body = TARGETS[name]
    operation = next(o for o in bundled().router.operations if o.id == name)
    for key in [key for key in operation.responses if key[0] in "45"]:
        reply = faulty(app, f"status={key}", target, body)
        documented = operation.responses[key]
        media_type = documented.media_types[reply.headers["content-type"]]
        assert (reply.status, reply.headers["mock-fault"]) == (int(key), f"status={key}")
        assert media_type.schema is None or media_type.schema.is_valid(reply.value)
        assert {h.name.lower() for h in documented.headers} <= reply.headers.keys()


@pytest.mark.parametrize(
    ("name", "media_type", "member"),
    [
        ("generate_reply", "application/problem+json", ("title", "Service Unavailable")),
        ("create_contact_profile", "application/json", ("title", "Service Unavailable Error")),
        ("export_profile", "application/json", ("error", None)),
    ],
)
def test_other_errors_have_the_vendors_shape(
    name: str, media_type: str, member: tuple[str, str | None]
) -> None:
    """An undocumented error has the vendor's format, a reason and `Retry-After`."""
    target, body = TARGETS[name]
    reply = faulty(serve(), "status=503", target, body)
    assert (reply.status, reply.headers["content-type"]) == (503, media_type)
    assert reply.headers["retry-after"] == "1"
    assert reply.value[member[0]] == (member[1] or reply.value["error"])
    assert b"This failure was requested: `status=503`." in reply.body


def test_error_of_another_document_is_a_problem(tmp_path: Path) -> None:
    """Without a documented format an error is an RFC 9457 problem."""
    app = serve(document(tmp_path, get({"200": response({"type": "object"})})))
    reply = ask(app, "GET /things", {"mock-fault": "status=599"})
    assert reply.headers["content-type"] == "application/problem+json"
    assert (reply.status, reply.value["status"]) == (599, 599)
    assert "retry-after" not in reply.headers


@pytest.mark.parametrize(
    ("status", "header", "text"),
    [
        (429, "retry-after", "1"),
        (429, "x-ratelimit-remaining", "0"),
        (503, "retry-after", "1"),
        (401, "www-authenticate", 'Bearer realm="mockwright"'),
    ],
)
def test_errors_have_their_headers(status: int, header: str, text: str) -> None:
    """Errors have their documented headers and the headers that HTTP requires, once each."""
    app = serve()
    sent = Request(
        method="GET",
        path="/api/profiles/user-1/export",
        headers={"host": "localhost", **KEY, "mock-fault": f"status={status}"},
    )
    received = app.pipeline.respond(sent).headers
    assert [value for name, value in received if name.lower() == header] == [text]


def test_type_of_an_error_is_that_of_its_status() -> None:
    """The `type` of a GetProfile error depends on its status."""
    app = serve()
    types = {
        status: faulty(app, f"status={status}").value["error"]["type"]
        for status in (400, 401, 404, 418, 429, 500, 503)
    }
    assert types == {
        400: "invalid_request_error",
        401: "authentication_error",
        404: "not_found_error",
        418: "invalid_request_error",
        429: "rate_limit_error",
        500: "internal_error",
        503: "internal_error",
    }


def test_status_changes_nothing() -> None:
    """A requested error status leaves the state and later answers unchanged."""
    app, other = serve(), serve()
    before = app.pipeline.world.state.snapshot()
    for fault in ("status=500", "status=503, badjson", "status=429, truncate"):
        faulty(app, fault, CREATE, {"contactIds": ["c-1"]})
    assert app.pipeline.world.state.snapshot() == before
    again = [ask(each, CREATE, KEY, {"contactIds": ["c-1"]}).body for each in (app, other)]
    assert again[0] == again[1]


@pytest.mark.parametrize("fault", ["drop", "truncate", "badjson", "slow-body=1ms", "delay=1ms"])
def test_lost_answers_were_made(fault: str) -> None:
    """A damaged answer changes the state like an intact one, and a retry creates another record."""
    app, other = serve(), serve()
    faulty(app, fault, CREATE, {"contactIds": ["c-1"]})
    ask(other, CREATE, KEY, {"contactIds": ["c-1"]})
    assert app.pipeline.world.state.snapshot() == other.pipeline.world.state.snapshot()
    second = [ask(each, CREATE, KEY, {"contactIds": ["c-1"]}).body for each in (app, other)]
    assert second[0] == second[1]


def test_truncated_answer_is_the_first_half() -> None:
    """A truncated answer is the first half of the body, with the full length announced."""
    app = serve()
    whole = ask(app, EXPORT, KEY).body
    request = Request("GET", "/api/profiles/user-1/export", "", {"host": "localhost", **KEY})
    headers = {**request.headers, "mock-fault": "truncate"}
    answer = app.pipeline.respond(structs.replace(request, headers=headers))
    assert isinstance(answer, FaultyResponse)
    assert (answer.body, answer.announced) == (whole[: len(whole) // 2], len(whole))


@pytest.mark.parametrize("name", TARGETS)
def test_badjson_is_no_json(name: str) -> None:
    """`badjson` keeps status, headers and length, but the body is not valid JSON."""
    app = serve()
    target, body = TARGETS[name]
    bad, good = faulty(app, "badjson", target, body), ask(serve(), target, KEY, body)
    assert (bad.status, len(bad.body)) == (good.status, len(good.body))
    assert bad.headers == {**good.headers, "mock-fault": "badjson"}
    with pytest.raises(ValueError, match="line 1"):
        json.loads(bad.body)


@pytest.mark.parametrize("text", [b"{}", b"[]", b"null", b"7", b'"x"', b"true"])
def test_badjson_is_no_json_of_any_kind(tmp_path: Path, text: bytes) -> None:
    """`badjson` makes any kind of JSON value invalid."""
    answers = {"200": response({}, example=json.loads(text))}
    app = serve(document(tmp_path, get(answers)))
    reply = ask(app, "GET /things", {"mock-fault": "badjson"})
    with pytest.raises(ValueError, match="line 1"):
        json.loads(reply.body)


def test_dropped_answer_is_written_down() -> None:
    """A dropped answer is journaled with status 0, without headers and body."""
    app = serve()
    reply = faulty(app, "drop", CREATE, {"contactIds": ["c-1"]})
    assert (reply.status, reply.headers, reply.body) == (0, {}, b"")
    entry = last(app)
    assert (entry["status"], entry["fault"], entry["problem"]) == (0, "drop", None)
    assert entry["response"] == {"headers": {}, "size": 0, "body": ""}


def test_journal_has_what_was_done_and_sent() -> None:
    """The journal has the sent status and the sent part of the body."""
    app = serve()
    reply = faulty(app, "status=503, truncate")
    entry = last(app)
    assert (entry["status"], entry["fault"]) == (503, "status=503, truncate")
    assert entry["response"]["body"].encode() == reply.body
    assert "This failure was requested" in entry["problem"]
    ask(app, EXPORT, KEY)
    assert last(app)["fault"] is None


def test_warnings_are_written_down_beside_a_fault() -> None:
    """A request with a requested error is journaled with its warnings."""
    app = serve()
    faulty(app, "status=503", REPLY, {**PEOPLE, "lnaguage": "EN"})
    assert "lnaguage" in last(app)["warnings"][0]["pointer"]


@pytest.mark.parametrize(
    ("target", "headers", "body", "status"),
    [
        ("GET /nowhere", KEY, None, 404),
        ("DELETE /new/v2.0/profiles", KEY, None, 405),
        (EXPORT, {}, None, 401),
        (REPLY, KEY, {"language": "EN"}, 400),
        (EXPORT, {**KEY, "prefer": "code=299"}, None, 400),
        (EXPORT, {**KEY, "accept": "text/csv"}, None, 406),
        (EXPORT, {**KEY, "host": "evil.example"}, None, 421),
    ],
)
def test_what_is_refused_has_no_fault(
    target: str, headers: dict[str, str], body: Any, status: int
) -> None:
    """A refused request has no fault."""
    app = serve(faults=("delay=1ms",))
    reply = ask(app, target, {**headers, "mock-fault": "truncate"}, body)
    assert (reply.status, "mock-fault" in reply.headers) == (status, False)
    assert (last(app)["fault"], bool(last(app)["problem"])) == (None, True)


@pytest.mark.parametrize("name", TARGETS)
def test_unknown_fault_is_refused_in_the_vendors_shape(name: str) -> None:
    """An unknown fault gets a 400 that lists the known ones, and the state is unchanged."""
    app = serve()
    target, body = TARGETS[name]
    before = app.pipeline.world.state.snapshot()
    reply = faulty(app, "explode", target, body)
    text = reply.body.decode()
    assert (reply.status, "mock-fault" in reply.headers) == (400, False)
    assert "`Mock-Fault`: `explode` is not a fault. Known: `status=503`" in text
    assert app.pipeline.world.state.snapshot() == before


@pytest.mark.parametrize("fault", UNREADABLE)
def test_answer_without_a_body_stays_whole(fault: str) -> None:
    """An answer without a body is not damaged, and its header says so."""
    app = serve()
    reply = faulty(app, f"{fault}, delay=1ms", EXPORT.replace("GET", "HEAD"))
    assert (reply.status, reply.body) == (200, b"")
    done = f"delay=1ms, no {fault} (the answer has no body)"
    assert reply.headers["mock-fault"] == last(app)["fault"] == done


def test_text_cannot_be_bad_json(tmp_path: Path) -> None:
    """`badjson` does not apply to an answer that is not JSON."""
    answers = {"200": response({"type": "string"}, "text/plain", example="Hello.")}
    app = serve(document(tmp_path, get(answers)))
    reply = ask(app, "GET /things", {"mock-fault": "badjson"})
    assert reply.body == b"Hello."
    assert reply.headers["mock-fault"] == "no badjson (the answer is not JSON)"


def test_preferred_answers_have_faults_too() -> None:
    """`Mock-Fault` applies to the answer that `Prefer` selects."""
    reply = faulty(serve(), "badjson", prefer="code=404")
    assert (reply.status, reply.body[-1:]) == (404, b",")
