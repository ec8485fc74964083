"""Exchanges survive JSON, and their curl commands send the same bytes."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mockwright.contracts.engine.credentials import Credentials
from mockwright.contracts.engine.exchanges import (
    Exchange,
    SentRequest,
    curl_line,
    exchange_from_json,
    exchange_to_json,
    hide_credentials,
    quote_word,
)
from mockwright.openapi.exchange import Response
from tests.contracts.small_exchanges import exchange

BODIES = [
    b"",
    b'{"a": "it\'s $5 and `x` \\ !"}',
    b"@file",
    b"two\nlines",
    b"\x00\xff",
    "ü 🙂".encode(),
    b"x" * 200_000,
]
headers = st.lists(st.tuples(st.text(), st.text())).map(tuple)


@given(st.binary(), headers, st.one_of(st.none(), st.binary()))
def test_json_keeps_everything(body: bytes, pairs: Any, answer: bytes | None) -> None:
    """An exchange written as JSON and read back is equal."""
    response = None if answer is None else Response(200, pairs, answer)
    before = Exchange(SentRequest("PUT", "http://h/ä?", pairs, body), response, "why", 0.25)
    after = exchange_from_json(json.loads(json.dumps(exchange_to_json(before))))
    assert after == before._replace(failure="" if response else "why")


def test_credentials_are_hidden_everywhere() -> None:
    """Credentials are hidden in URL, headers, bodies and failure."""
    secret = b"sk-proj-1234"
    told = exchange(secret, url="http://h/?key=sk-proj-1234", failure="sk-proj-1234 is refused")
    hidden = hide_credentials(told, Credentials({"KEY": "sk-proj-1234"}))
    text = json.dumps(exchange_to_json(hidden)) + hidden.failure
    assert ("sk-proj" in text, text.count("$KEY")) == (False, 5)


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("http://h", "/"),
        ("http://h/a%2Fb/../c?x=1&x", "/a%2Fb/../c?x=1&x"),
        ("http://h?x", "/?x"),
    ],
)
def test_the_target_is_raw(url: str, target: str) -> None:
    """Path and query are neither decoded nor normalized."""
    assert SentRequest("GET", url).target == target


@pytest.fixture(scope="module")
def echo() -> Iterator[tuple[str, list[tuple[str, str, dict[str, str], bytes]]]]:
    """A server that records method, target, headers and body of each request."""
    seen: list[tuple[str, str, dict[str, str], bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def handle_one_request(self) -> None:
            """Record a request of any method."""
            self.raw_requestline = self.rfile.readline()
            if not self.raw_requestline or not self.parse_request():
                self.close_connection = True
                return
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            kept = {name.lower(): value for name, value in self.headers.items()}
            seen.append((self.command, self.path, kept, body))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Log nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", seen
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("coding", "words"),
    [("identity", ""), ("gzip", "--compressed -H 'Accept-Encoding: gzip' ")],
)
def test_a_curl_line_requests_the_same_coding(coding: str, words: str) -> None:
    """A request for a compressed body is repeated with `--compressed`, which decodes it."""
    request = SentRequest("GET", "http://127.0.0.1:9/", (("Accept-Encoding", coding), ("A", "b")))
    line = f"curl -i --globoff --path-as-is {words}-H 'A: b' -H 'Accept:' -H 'User-Agent:' "
    assert curl_line(request) == f"{line}http://127.0.0.1:9/"


def run_shell(line: str) -> str:
    """The output of a command line, with KEY in the environment."""
    variables = {"KEY": "s3cret", "PATH": "/bin:/usr/bin"}
    done = subprocess.run(
        ["sh"],  # noqa: S607 -- the shell of the person who copies the line
        input=line.encode(),
        env=variables,
        capture_output=True,
        check=True,
    )
    return done.stdout.decode()


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "OPTIONS"])
def test_a_curl_line_sends_the_same_bytes(echo: Any, method: str, body: bytes) -> None:
    """Target, headers and body are the same, and the shell expands the credential."""
    url, seen = echo
    pairs = (("X-Key", "Bearer $KEY"), ("X-Empty", ""), ("X-Price", "$5 'quoted'"))
    request = SentRequest(method, f"{url}/a%2Fb/../[c]?q=%20&key=$KEY", pairs, body)
    line = curl_line(request, ["$KEY"])
    run_shell(line)
    sent = {"x-key": "Bearer s3cret", "x-empty": "", "x-price": "$5 'quoted'"}
    length = {"content-length": str(len(body))} if body else {}
    found = seen.pop()
    del found[2]["host"]
    assert found == (method, "/a%2Fb/../[c]?q=%20&key=s3cret", {**sent, **length}, body)


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
@pytest.mark.parametrize("text", ["a\x1b[31mb", "\xe9\x80", "\x7f%s\\n'$HOME`id`", "$KEY\x01$KEY"])
def test_a_curl_line_has_no_control_characters(echo: Any, text: str) -> None:
    """A header with control characters is escaped and sent byte for byte."""
    url, seen = echo
    line = curl_line(SentRequest("GET", url, (("X-Text", text),)), ["$KEY"])
    assert line.isprintable()
    run_shell(line)
    assert seen.pop()[2]["x-text"] == text.replace("$KEY", "s3cret")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
@example("-\x1f")
@example("%s\x1f\\101")
def test_a_quoted_word_round_trips(text: str) -> None:
    """A shell restores any text from its quoted word, except trailing line breaks."""
    text = text.rstrip("\n")
    assert run_shell(f"printf '%s' {quote_word(text)}") == text
