from __future__ import annotations

import io
import json
import os
from pathlib import Path
from typing import Any

import pytest

from mockwright.mock_server.app import Worker, create_app
from mockwright.mock_server.catalogue import load_catalogue
from mockwright.mock_server.settings import Settings
from mockwright.mock_server.wsgi import Mockwright, read_request
from mockwright.openapi.exchange import Request
from mockwright.openapi.faults import DocumentIsBroken
from mockwright.openapi.loading import DOCUMENTS
from tests.mock_server.asking import ask, bundled, journal, serve
from tests.mock_server.small_documents import EMPTY, document, get, post, response

KEY = {"authorization": "Bearer some-key"}


def environment(changes: dict[str, str], body: bytes = b"") -> dict[str, Any]:
    """A WSGI environment of `GET /things` with changes."""
    plain = {"REQUEST_METHOD": "GET", "PATH_INFO": "/things", "QUERY_STRING": ""}
    return {**plain, **changes, "wsgi.input": io.BytesIO(body)}


@pytest.mark.parametrize(
    ("variables", "headers"),
    [
        ({}, {}),
        ({"HTTP_HOST": "localhost"}, {"host": "localhost"}),
        ({"HTTP_X_API_KEY": "k", "HTTP_ACCEPT": ""}, {"x-api-key": "k", "accept": ""}),
        ({"CONTENT_TYPE": "text/plain"}, {"content-type": "text/plain"}),
        ({"CONTENT_TYPE": ""}, {}),
        ({"HTTP_CONTENT_TYPE": "text/plain", "HTTP_CONTENT_LENGTH": "7"}, {}),
        ({"HTTPS": "on", "PATH": "/bin", "HTTP": "x", "SERVER_NAME": "x"}, {}),
    ],
)
def test_headers_are_read(variables: dict[str, str], headers: dict[str, str]) -> None:
    """Request headers have lower-case names, and other variables are ignored."""
    assert read_request(environment(variables), 10).headers == headers


@pytest.mark.parametrize("method", ["PATCH", "OPTIONS"])
def test_methods_of_every_matching_path_are_allowed(tmp_path: Path, method: str) -> None:
    """`Allow` lists the methods of all paths that match, and HEAD wherever there is GET."""
    variable = {"name": "name", "in": "path", "required": True, "schema": {"type": "string"}}
    (things,) = get({"204": EMPTY}, parameters=[variable]).values()
    (first,) = post({"content": {}}).values()
    app = serve(document(tmp_path, {"/things/{name}": things, "/things/first": first}))
    reply = ask(app, f"{method} /things/first")
    assert (reply.status, reply.headers["allow"]) == (405, "GET, HEAD, POST")


TENANT = ("HTTP_TENANT_ID", ("tenant_id",))


@pytest.mark.parametrize(
    ("variables", "spelling", "headers"),
    [
        ({"HTTP_TENANT_ID": "7"}, TENANT, {"tenant_id": "7"}),
        ({"HTTP_TENANT": "7"}, TENANT, {"tenant": "7"}),
        (
            {"HTTP_TENANT_ID": "7"},
            (TENANT[0], ("tenant-id", "tenant_id")),
            {"tenant-id": "7", "tenant_id": "7"},
        ),
        (
            {"HTTP_CONTENT_TYPE": "7", "CONTENT_TYPE": "text/plain"},
            ("HTTP_CONTENT_TYPE", ("content_type",)),
            {"content_type": "7", "content-type": "text/plain"},
        ),
    ],
)
def test_headers_have_their_documented_names(
    variables: dict[str, str], spelling: tuple[str, tuple[str, ...]], headers: dict[str, str]
) -> None:
    """Where WSGI cannot tell `-` from `_`, a header has the names that documents give it."""
    assert read_request(environment(variables), 10, (spelling,)).headers == headers


def tenants(folder: Path, *names: str) -> Mockwright:
    """A mock of `GET /things` with required integers as headers, and a credential in one."""
    schema = {"type": "integer"}
    headers = [{"name": n, "in": "header", "required": True, "schema": schema} for n in names]
    schemes = {"k": {"type": "apiKey", "in": "header", "name": "box_key"}}
    members = {"parameters": headers, "security": [{"k": []}]}
    paths = get({"200": response({"type": "object"})}, **members)
    return serve(document(folder, paths, components={"securitySchemes": schemes}))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"box_key": "k", "tenant_id": "7"}, 200),
        ({"box_key": "k", "tenant_id": "seven"}, 400),
        ({"box_key": "k"}, 400),
        ({"tenant_id": "7"}, 401),
    ],
)
def test_header_names_may_contain_underscores(
    tmp_path: Path, headers: dict[str, str], status: int
) -> None:
    """A documented header with `_` in its name is read over WSGI: a parameter, a credential."""
    app = tenants(tmp_path, "tenant_id")
    assert app.test_client().get("/things", headers=headers).status_code == status


def test_credential_with_an_underscore_is_redacted(tmp_path: Path) -> None:
    """The journal shows a credential header under its documented name, without its value."""
    app = tenants(tmp_path)
    app.test_client().get("/things", headers={"box_key": "a-secret"})
    (entry,) = journal(app)
    assert entry["request"]["headers"]["box_key"] == "[redacted]"
    assert "a-secret" not in json.dumps(entry)


@pytest.mark.parametrize(
    ("path", "read"),
    [
        ("/things", "/things"),
        ("/a b/%2F", "/a b/%2F"),
        ("/caf\xc3\xa9", "/café"),
        ("/\xf0\x9f\x90\xb1", "/🐱"),
        ("/\xff", "/\ufffd"),
        ("", ""),
    ],
)
def test_path_is_read_as_utf_8(path: str, read: str) -> None:
    """A path, which WSGI decodes as Latin-1, is decoded as UTF-8."""
    assert read_request(environment({"PATH_INFO": path}), 10).path == read


def test_method_and_query_stay_as_they_are() -> None:
    """Method and query are not decoded or changed."""
    request = read_request(environment({"REQUEST_METHOD": "pAtCh", "QUERY_STRING": "a=%41&&b"}), 10)
    assert request == Request(method="pAtCh", path="/things", query="a=%41&&b")


@pytest.mark.parametrize(
    ("variables", "sent", "body", "fault"),
    [
        ({}, "abc", "", ""),
        ({"CONTENT_LENGTH": ""}, "abc", "", ""),
        ({"CONTENT_LENGTH": "0"}, "", "", ""),
        ({"CONTENT_LENGTH": "3"}, "abc", "abc", ""),
        ({"CONTENT_LENGTH": "10"}, "abcdefghij", "abcdefghij", ""),
        ({"CONTENT_LENGTH": "10"}, "abc", "abc", "incomplete"),
        ({"CONTENT_LENGTH": "11"}, "abcdefghijk", "", "oversized"),
        ({"HTTP_TRANSFER_ENCODING": "chunked"}, "", "", ""),
        ({"HTTP_TRANSFER_ENCODING": "chunked"}, "abcdefghij", "abcdefghij", ""),
        ({"HTTP_TRANSFER_ENCODING": "chunked"}, "abcdefghijklm", "abcdefghij", "oversized"),
    ],
)
def test_body_is_read_up_to_the_limit(
    variables: dict[str, str], sent: str, body: str, fault: str
) -> None:
    """A body is read up to the limit; oversized and incomplete ones are marked."""
    request = read_request(environment(variables, sent.encode()), 10)
    assert (request.body.decode(), request.body_fault) == (body, fault)


def served_names(*specs: str) -> list[str]:
    """The names of the documents of these specs."""
    return [document.name for document in load_catalogue(specs).documents]


@pytest.mark.parametrize(
    ("specs", "names"),
    [
        (["bundled"], ["cognigy", "dumgum", "getprofile"]),
        (["dumgum"], ["dumgum"]),
        (["getprofile", "dumgum"], ["getprofile", "dumgum"]),
        (["dumgum", "dumgum"], ["dumgum"]),
        (["bundled", "dumgum"], ["cognigy", "dumgum", "getprofile"]),
        (["dumgum", "bundled"], ["dumgum", "cognigy", "getprofile"]),
        ([], []),
    ],
)
def test_documents_are_found_by_name(specs: list[str], names: list[str]) -> None:
    """Bundled documents are found by name, all of them as `bundled`, without duplicates."""
    assert served_names(*specs) == names


def test_documents_are_found_by_file(tmp_path: Path) -> None:
    """A document is found by its file, next to bundled ones."""
    file = document(tmp_path, get({"204": EMPTY}), name="their")
    assert served_names("bundled", file, file)[-2:] == ["getprofile", "their"]


def broken_places(*specs: str) -> list[str]:
    """The faults of the documents as text."""
    with pytest.raises(DocumentIsBroken) as caught:
        load_catalogue(specs)
    return [str(fault) for fault in caught.value.faults]


def test_unknown_document_lists_the_known() -> None:
    """An unknown name is refused with the known ones."""
    (fault,) = broken_places("dumgam")
    assert fault.startswith("dumgam#: There is no such file.")
    assert "`cognigy`, `dumgum`, `getprofile`" in fault


def test_documents_may_not_claim_one_path(tmp_path: Path) -> None:
    """Two documents with the same method and path are refused with both places."""
    first = document(tmp_path, get({"204": EMPTY}), name="first")
    second = document(tmp_path, get({"200": EMPTY}), name="second")
    (fault,) = broken_places(first, second)
    assert fault.startswith("second.json#/paths/~1things/get: `GET /things` is already defined")
    assert "first.json#/paths/~1things/get" in fault


def test_copy_of_a_bundled_document_collides(tmp_path: Path) -> None:
    """A copy of a bundled document cannot be served next to the original."""
    copy = tmp_path / "copy.yaml"
    copy.write_bytes((DOCUMENTS / "getprofile.yaml").read_bytes())
    (fault,) = broken_places("bundled", str(copy))
    assert fault.startswith("copy.yaml#/paths")
    assert "at getprofile.yaml#/paths/~1api~1profiles~1{id}~1export/get" in fault


def test_unknown_error_format_is_refused(tmp_path: Path) -> None:
    """An unknown error format is refused with the known ones."""
    file = document(tmp_path, get({"204": EMPTY}), **{"x-error-format": "problems"})
    (fault,) = broken_places(file)
    assert fault.startswith("small.json#/x-error-format: `problems` is not a known error format.")
    assert "`cognigy`, `getprofile`, `problem-details`" in fault


@pytest.mark.parametrize("error_format", ["cognigy", "getprofile", "problem-details"])
def test_error_format_of_a_document_is_used(tmp_path: Path, error_format: str) -> None:
    """A document may use the error format of a bundled document."""
    file = document(tmp_path, get({"204": EMPTY}), **{"x-error-format": error_format})
    members = {
        "cognigy": {"type", "title", "status", "detail", "instance", "traceId", "details"},
        "getprofile": {"error"},
        "problem-details": {"type", "title", "status", "detail", "nearest"},
    }
    assert set(ask(serve(file), "GET /thing").value) == members[error_format]


def test_unreadable_patterns_stop_nothing(tmp_path: Path) -> None:
    """A schema whose pattern cannot be read is served without the pattern."""
    paths = {
        f"/{name}": {"get": {"responses": {"200": response({"pattern": "["})}}}
        for name in ("first", "second")
    }
    app = serve(document(tmp_path, paths))
    assert [ask(app, f"GET /{name}").status for name in ("first", "second")] == [200, 200]


def test_operations_of_one_id_are_kept_apart(tmp_path: Path) -> None:
    """Two documents may use the same operationId."""
    files = [
        document(
            tmp_path,
            {
                f"/{name}": {
                    "get": {"operationId": "read", "responses": {"200": response({"const": name})}}
                }
            },
            name=name,
        )
        for name in ("first", "second")
    ]
    app = serve(*files)
    assert [ask(app, f"GET /{name}").value for name in ("first", "second")] == ["first", "second"]


ROOT_PATHS = {"/": {"get": {"responses": {"200": response({"const": "theirs"})}}}}


def test_root_is_ours_unless_a_document_has_it(tmp_path: Path) -> None:
    """`/` lists what is served, unless a document defines it."""
    ours = serve().test_client().get("/").data
    theirs = serve(document(tmp_path, ROOT_PATHS)).test_client().get("/").data
    assert (json.loads(ours)["name"], theirs) == ("mockwright", b'"theirs"')


def test_method_that_a_documented_root_lacks_is_the_apis(tmp_path: Path) -> None:
    """An undefined method of a documented `/` gets a 405 and is journaled."""
    app = serve(document(tmp_path, ROOT_PATHS))
    answer = app.test_client().post("/")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")
    assert [entry["status"] for entry in journal(app)] == [405]


@pytest.mark.parametrize(
    ("path", "status", "is_journaled"),
    [
        ("/_mock/live", 200, False),
        ("/_mock", 404, False),
        ("/_mock/nothing", 404, False),
        ("/_mockx", 404, True),
        ("/_mock%2Flive", 200, False),
        ("//_mock/live", 404, True),
        ("/x/../_mock/live", 404, True),
        ("/_MOCK/live", 404, True),
        ("/nothing", 404, True),
    ],
)
def test_only_the_reserved_prefix_is_not_journaled(
    path: str, status: int, *, is_journaled: bool
) -> None:
    """Only requests below `/_mock/` are not journaled."""
    app = serve()
    answer = app.test_client().get(path, base_url="http://localhost")
    assert (answer.status_code, len(journal(app))) == (status, is_journaled)


def test_application_answers_as_its_pipeline_does() -> None:
    """An answer over WSGI equals the pipeline's answer."""
    app = serve()
    path = "/api/profiles/user-7/export"
    answer = app.test_client().get(path, headers=KEY)
    direct = ask(app, f"GET {path}", KEY)
    assert (answer.status, answer.data) == ("200 OK", direct.body)
    assert answer.headers["Content-Type"] == direct.headers["content-type"]


def test_body_of_any_framing_is_read() -> None:
    """A chunked body and one with a length are both accepted."""
    app = serve()
    statuses = [
        app.test_client()
        .post(
            "/new/v2.0/profiles",
            input_stream=io.BytesIO(b'{"contactIds":["a"]}'),
            content_type="application/json",
            headers={"X-API-Key": "k", **extra},
        )
        .status_code
        for extra in ({"Transfer-Encoding": "chunked"}, {"Content-Length": "20"})
    ]
    assert statuses == [201, 201]


@pytest.mark.parametrize(
    ("options", "headers", "status"),
    [
        ({}, {"host": "localhost"}, 200),
        ({}, {"host": "mock.example"}, 421),
        ({"allowed_hosts": ("mock.example",)}, {"host": "mock.example"}, 200),
        ({"host": "192.0.2.7"}, {"host": "192.0.2.7:4080"}, 200),
        ({"host": "0.0.0.0"}, {"host": "0.0.0.0"}, 421),  # noqa: S104 -- not bound to
        ({"host": "fd00::5"}, {"host": "[fd00::5]:4080"}, 200),
        ({"access_keys": ("other",)}, {"host": "localhost"}, 401),
        ({"access_keys": ("other", "some-key")}, {"host": "localhost"}, 200),
        ({}, {"host": "localhost", "origin": "https://evil.example"}, 200),
    ],
)
def test_settings_reach_the_pipeline(
    options: dict[str, Any], headers: dict[str, str], status: int
) -> None:
    """Hosts and access keys of the settings decide about a request."""
    reply = ask(serve(**options), "GET /api/profiles/user-7/export", {**KEY, **headers})
    assert reply.status == status


def test_another_sites_page_may_not_post() -> None:
    """A cross-origin POST is refused before its body is validated."""
    reply = ask(serve(), "POST /new/v2.0/profiles", {"origin": "https://evil.example"}, b"{")
    assert (reply.status, "another site" in reply.value["detail"]) == (403, True)


def test_worker_number_is_in_the_ids() -> None:
    """The id of an entry starts with the number of the worker."""
    app = create_app(Settings(), catalogue=bundled(), worker=Worker(number=3))
    ask(app, "GET /nowhere")
    assert [entry["id"] for entry in journal(app)] == ["3-1"]


def test_failure_of_ours_is_json_and_logged(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An internal error gets a 500 in the vendor's format, and its traceback is only logged."""
    app = serve()

    def fail(*_: object) -> None:
        raise RuntimeError("inner words")

    operation = app.pipeline.router.operations[-1]
    monkeypatch.setattr(app.pipeline.responders[operation], "answer", fail)
    reply = ask(app, "GET /api/profiles/user-7/export", KEY)
    assert (reply.status, b"inner words" in reply.body) == (500, False)
    assert reply.value["error"]["type"] == "internal_error"
    assert "RuntimeError: inner words" in capsys.readouterr().err


def test_environment_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """The application does not read environment variables."""
    for name in [name for name in os.environ if name.startswith("MOCKWRIGHT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("MOCKWRIGHT_SEED", "7")
    ready = json.loads(serve().test_client().get("/_mock/ready").data)
    assert ready["seed"] == 0
