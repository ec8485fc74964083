from __future__ import annotations

import io
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from granian.wsgi import _callback_wrapper

from mockwright.mock_server.app import create_app
from mockwright.mock_server.process.entry import make_entry
from mockwright.mock_server.settings import Settings
from mockwright.mock_server.wsgi import Mockwright
from tests.bench.workload import PATH, read_body
from tests.mock_server.asking import serve
from tests.mock_server.small_documents import EMPTY, document, get

GENERATE = {
    "REQUEST_METHOD": "POST",
    "PATH_INFO": PATH,
    "CONTENT_TYPE": "application/json",
    "CONTENT_LENGTH": str(len(read_body())),
    "HTTP_AUTHORIZATION": "Bearer any",
}


class Protocol:
    """A recorder of answers with Granian's protocol."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: list[tuple[str, str]] = []
        self.pieces: list[bytes] = []

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        """Record a complete answer."""
        self.status, self.headers = status, headers
        self.pieces = [body]

    def response_iter(self, status: int, headers: list[tuple[str, str]], body: Any) -> None:
        """Record an answer in chunks."""
        self.status, self.headers = status, headers
        self.pieces = list(iter(body.__next__, None))


@pytest.fixture(scope="module")
def app() -> Mockwright:
    """A mock of one document."""
    return create_app(Settings(specs=("dumgum",)))


def enter(app: Mockwright, scope: dict[str, str], body: bytes = b"") -> Protocol:
    """The recorded answer to a request with a minimal scope."""
    protocol = Protocol()
    least = {"QUERY_STRING": "", "HTTP_HOST": "localhost", "wsgi.url_scheme": "http"}
    entry = make_entry(app, partial(_callback_wrapper, scope_opts={}))
    entry(protocol, {**least, **scope, "wsgi.input": io.BytesIO(body)})
    return protocol


def test_request_is_answered_as_over_wsgi(app: Mockwright) -> None:
    """An API request has the same answer as over WSGI."""
    told = enter(app, GENERATE, read_body())
    headers = {"Authorization": "Bearer any", "Content-Type": "application/json"}
    answer = app.test_client().post(PATH, data=read_body(), headers=headers)
    assert (told.status, told.pieces) == (200, [answer.data])
    assert dict(told.headers).items() <= dict(answer.headers).items()


@pytest.mark.parametrize(
    ("path", "status", "journaled"),
    [("/_mock/live", 200, 0), ("/_mock", 404, 0), ("/", 200, 0), ("/_mockery", 404, 1)],
)
def test_control_surface_is_answered(
    app: Mockwright, path: str, status: int, journaled: int
) -> None:
    """The control surface and the index are served by Flask and not journaled."""
    before = app.pipeline.journal.read().last
    scope = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "SERVER_NAME": "x", "SERVER_PORT": "1"}
    assert enter(app, scope).status == status
    assert app.pipeline.journal.read().last - before == journaled


def test_faulty_answer_is_delivered(app: Mockwright) -> None:
    """A truncated answer has half of the body and the full content length."""
    whole = b"".join(enter(app, GENERATE, read_body()).pieces)
    told = enter(app, {**GENERATE, "HTTP_MOCK_FAULT": "truncate"}, read_body())
    assert (told.status, b"".join(told.pieces)) == (200, whole[: len(whole) // 2])
    assert dict(told.headers)["Content-Length"] == str(len(whole))


def test_header_has_its_documented_name(tmp_path: Path) -> None:
    """A credential header with `_` in its name is read from the server's own mapping."""
    schemes = {"k": {"type": "apiKey", "in": "header", "name": "box_key"}}
    paths = get({"204": EMPTY}, security=[{"k": []}])
    small = serve(document(tmp_path, paths, components={"securitySchemes": schemes}))
    scope = {"REQUEST_METHOD": "GET", "PATH_INFO": "/things"}
    assert enter(small, scope).status == 401
    assert enter(small, {**scope, "HTTP_BOX_KEY": "k"}).status == 204
