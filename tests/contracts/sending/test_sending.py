"""The sender sends the given bytes, records the answer, and reports failures without raising."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from mockwright.contracts.engine.exchanges import Exchange, Headers
from mockwright.contracts.sending.connections import MAX_BODY_BYTES
from mockwright.contracts.sending.sender import CaFileIsUnusable, Sender
from mockwright.contracts.sending.targets import read_target
from tests.mock_server.bad_endpoints.endpoints import (
    CERTIFICATES,
    Behaviour,
    Endpoint,
    closed,
    deaf,
    drip,
    pour,
    reset,
    send,
    send_and_hold,
    serving,
)
from tests.processes import PATIENCE_SECONDS, wait_until

pytestmark = pytest.mark.slow

# What an endpoint is given that lets the time run out: enough for all that comes before that.
SECONDS = 0.8
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
CLOSING = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"


def ask(endpoint: Endpoint | str, path: str = "", seconds: float = PATIENCE_SECONDS) -> Exchange:
    """One exchange with an endpoint, with a short time limit."""
    url = endpoint if isinstance(endpoint, str) else endpoint.url
    sender = Sender(read_target(url), seconds=seconds)
    try:
        return sender.send("GET", path)
    finally:
        sender.close()


@contextmanager
def sending(endpoint: Endpoint, seconds: float = PATIENCE_SECONDS) -> Iterator[Sender]:
    """A sender, which is closed at the end."""
    sender = Sender(read_target(endpoint.url), seconds=seconds)
    yield sender
    sender.close()


def answer_each(data: bytes, *, times: int = 1000) -> Behaviour:
    """Answer `times` requests on one connection, then close it silently."""

    def behave(connection: socket.socket, _: threading.Event) -> None:
        for _count in range(times - 1):
            connection.sendall(data)
            received = b""
            while b"\r\n\r\n" not in received:
                piece = connection.recv(65536)
                if not piece:
                    return
                received += piece
        connection.sendall(data)

    return behave


@pytest.mark.parametrize(
    "path",
    ["", "/..", "//x//", "/%2F%2f%zz%", "/a/./b/../c;d", "?a=1&a=%0d%0a", "?q=" + "x" * 8192, "/?"],
)
def test_the_path_is_sent_unchanged(path: str) -> None:
    """Paths and queries are not normalized, neither when sent nor when recorded."""
    with serving(send(CLOSING)) as endpoint:
        exchange = ask(endpoint, path)
    assert exchange.failure == ""
    assert exchange.request.url == f"{endpoint.url}{path}"
    line = f"GET /profile{path} HTTP/1.1"
    assert endpoint.requests[0].decode().splitlines()[0] == line
    assert f"GET {exchange.request.target} HTTP/1.1" == line.removesuffix("?") or path == "/?"


def test_the_exchange_records_what_was_sent() -> None:
    """The recorded headers, in order, and the body are exactly what the server received."""
    with serving(send(CLOSING)) as endpoint, sending(endpoint) as sender:
        exchange = sender.send("POST", "/x", (("X-A", "é"), ("Accept", "")), b"a=1")
    head = "".join(f"{name}: {value}\r\n" for name, value in exchange.request.headers)
    expected = f"POST /profile/x HTTP/1.1\r\n{head}\r\na=1"
    assert endpoint.requests == [expected.encode("latin-1")]
    assert [name for name, _ in exchange.request.headers] == [
        "Host", "User-Agent", "Accept-Encoding", "X-A", "Accept", "Content-Length",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("method", "body", "headers", "lengths"),
    [
        ("GET", b"", (), []),
        ("GET", b"ab", (), ["2"]),
        ("DELETE", b"", (), []),
        ("POST", b"", (), ["0"]),
        ("PUT", b"ab", (), ["2"]),
        ("POST", b"ab", (("content-length", "9"),), ["9"]),
        ("POST", b"ab", (("Transfer-Encoding", "chunked"),), []),
    ],
)
def test_a_body_has_one_length(
    method: str, body: bytes, headers: Headers, lengths: list[str]
) -> None:
    """`Content-Length` is sent if there is or could be a body, unless the caller gives it."""
    with serving(send(CLOSING)) as endpoint, sending(endpoint) as sender:
        request = sender.send(method, "", headers, body).request
    told = [value for name, value in request.headers if name.lower() == "content-length"]
    assert told == lengths


def test_given_headers_replace_those_of_the_sender() -> None:
    """Headers of the call replace or remove headers of the sender."""
    with serving(send(CLOSING)) as endpoint:
        standing = (("Authorization", "Bearer a"), ("X-B", "b"))
        sender = Sender(read_target(endpoint.url), headers=standing, seconds=PATIENCE_SECONDS)
        told = [
            dict(sender.send("GET", "", headers, omit=omit).request.headers)
            for headers, omit in [
                ((), ()),
                ((("authorization", "Bearer z"),), ()),
                ((), ("authorization",)),
            ]
        ]
    assert [t.get("Authorization") for t in told] == ["Bearer a", None, None]
    assert [t.get("authorization") for t in told] == [None, "Bearer z", None]
    assert all(t["X-B"] == "b" for t in told)


@pytest.mark.parametrize(
    ("method", "path", "name", "value"),
    [
        ("GET /", "", "A", ""),
        ("GET", "/a b", "A", ""),
        ("GET", "/a\r\nX: y", "A", ""),
        ("GET", "/é", "A", ""),
        ("GET", "/a#b", "A", ""),
        ("GET", "", "A B", ""),
        ("GET", "", "A", "x\r\nB: y"),
        ("GET", "", "A", "x\0"),
        ("GET", "", "A", "\u20ac"),
    ],
)
def test_a_malformed_request_is_not_sent(method: str, path: str, name: str, value: str) -> None:
    """Values that would smuggle in a second request are refused."""
    with serving(send(OK)) as endpoint, sending(endpoint) as sender:
        exchange = sender.send(method, path, ((name, value),))
    assert exchange.failure.startswith("The request was not sent: ")
    assert endpoint.requests == []


def test_a_redirect_is_not_followed() -> None:
    """A redirect is recorded like any other answer."""
    moved = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
    with serving(send(moved)) as endpoint:
        exchange = ask(endpoint)
    assert exchange.status == 302
    assert len(endpoint.requests) == 1


def test_a_compressed_body_is_recorded_as_received() -> None:
    """The exchange contains the bytes as they were on the wire."""
    body = gzip.compress(b"{}")
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(body)}\r\n\r\n"
    with serving(send(head.encode() + body)) as endpoint:
        exchange = ask(endpoint)
    assert exchange.response is not None
    assert exchange.response.body == body
    assert b"Accept-Encoding: identity\r\n" in endpoint.requests[0]


@pytest.mark.parametrize(
    ("data", "status", "body"),
    [
        (b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 3 + OK, 200, b"{}"),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + OK, 200, b"{}"),
        (b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", 204, b""),
        (b"HTTP/1.0 200 OK\r\n\r\nuntil the end", 200, b"until the end"),
        (b"HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 200, b"{}"),
        (b"HTTP/1.1 599 ?\r\nX-Folded: a\r\n b\r\nContent-Length: 0\r\n\r\n", 599, b""),
    ],
)
def test_every_form_of_an_answer_is_read(data: bytes, status: int, body: bytes) -> None:
    """Interim answers are skipped, and each way of ending a body is understood."""
    with serving(send(data)) as endpoint:
        exchange = ask(endpoint)
    assert exchange.response is not None, exchange.failure
    assert (exchange.status, exchange.response.body) == (status, body)
    assert not any("\n" in value for _, value in exchange.response.headers)


FAILURES: dict[str, tuple[Behaviour, str]] = {
    "unanswered": (send_and_hold(b""), f"did not start to answer within {SECONDS} seconds"),
    "slow head": (drip(b"HTTP/1.1 200 OK\r\n", slowly=[b"A: b\r\n"] * 90), "did not start to"),
    "slow body": (
        drip(OK[:-2].replace(b": 2", b": 99"), slowly=[b"x"] * 90),
        "not complete within",
    ),
    "endless interim": (
        drip(b"", slowly=[b"HTTP/1.1 103 Early Hints\r\n\r\n"] * 90),
        "did not start to answer",
    ),
    "endless": (
        pour(b"HTTP/1.1 200 OK\r\n\r\n", forever=bytes(65536)),
        "larger than 8,388,608 bytes",
    ),
    "too long": (
        send(b"HTTP/1.1 200 OK\r\n\r\n" + bytes(MAX_BODY_BYTES + 1)),
        "larger than 8,388,608 bytes",
    ),
    "no answer": (send(b""), "closed the connection before it answered"),
    "reset": (reset(b"HTTP/1.1 200 OK\r\n"), "closed the connection before it answered"),
    "cut head": (send(b"HTTP/1.1 2"), "not send a valid HTTP answer"),
    "cut between headers": (
        send(OK.partition(b"\r\n\r\n")[0] + b"\r\n"),
        "closed the connection before it answered",
    ),
    "cut body": (send(OK.replace(b"2\r", b"9\r")), "2 of 9 bytes were received"),
    "reset body": (reset(OK.replace(b"2\r", b"9\r")), "in the middle of the body"),
    "cut chunk": (
        send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{}"),
        "within a chunk",
    ),
    "no HTTP": (send(b"SSH-2.0-OpenSSH_9.6\r\n"), '_9.6\\r\\n"). Something else listens there'),
    "long header": (
        send(b"HTTP/1.1 200 OK\r\nA: " + b"b" * 70000),
        "valid HTTP answer (LineTooLong",
    ),
    "many headers": (
        send(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200 + b"\r\n"),
        "not send a valid HTTP answer",
    ),
    "TLS alert": (send(b"\x15\x03\x01\x00\x02\x02\x46"), "speaks TLS. Use `https://`"),
}


SLOW = {"unanswered", "slow head", "slow body", "endless interim"}


@pytest.mark.parametrize("name", FAILURES)
def test_each_failure_has_its_message(name: str) -> None:
    """Each kind of failure is explained in one sentence, within the time limit."""
    behaviour, fragment = FAILURES[name]
    is_slow = name in SLOW
    with serving(behaviour) as endpoint:
        started = time.monotonic()
        exchange = ask(endpoint, seconds=SECONDS if is_slow else PATIENCE_SECONDS)
        elapsed = time.monotonic() - started
    assert exchange.response is None
    assert fragment in exchange.failure
    assert exchange.failure.endswith(".")
    assert (SECONDS if is_slow else 0) <= elapsed < PATIENCE_SECONDS


def test_a_request_that_is_not_read() -> None:
    """A server that accepts the connection but does not read the body has its own message."""
    with serving(send_and_hold(b"")) as endpoint, sending(endpoint, SECONDS) as sender:
        exchange = sender.send("POST", "", (), bytes(32 * 1024 * 1024))
    assert f"did not read the whole request within {SECONDS} seconds" in exchange.failure


@pytest.mark.parametrize("place", [closed, deaf])
def test_a_port_without_a_server(place: Callable[[], Iterator[str]]) -> None:
    """A refused connection and one that is never accepted have different messages."""
    with contextmanager(place.__wrapped__)() as url:  # type: ignore[attr-defined]
        exchange = ask(url, seconds=SECONDS)
    words = {
        "closed": "No server listens",
        "deaf": f"accepted no connection within {SECONDS} seconds",
    }
    assert words[place.__name__] in exchange.failure


def test_an_unknown_host() -> None:
    """A host name that DNS does not know has its own message."""
    assert ask("http://unknown.invalid/").failure == (
        "The host name in `unknown.invalid` cannot be resolved. Check the URL."
    )


@pytest.mark.parametrize(
    ("certificate", "ca_file", "fragment"),
    [
        ("good", "ca.pem", ""),
        ("good", None, "`--ca FILE`"),
        ("self_signed", None, "`--ca FILE`"),
        ("self_signed", "self_signed.pem", ""),
        ("expired", "ca.pem", "has expired"),
        ("other_name", "ca.pem", "is for another host name"),
    ],
)
def test_certificates_are_verified(certificate: str, ca_file: str | None, fragment: str) -> None:
    """A server without a valid certificate gets no request."""
    with serving(send(OK), certificate) as endpoint:
        path = CERTIFICATES / ca_file if ca_file else None
        sender = Sender(read_target(endpoint.url), ca_file=path, seconds=PATIENCE_SECONDS)
        exchange = sender.send("GET", "")
        sender.close()
    assert bool(exchange.failure) == bool(fragment)
    assert fragment in exchange.failure
    assert len(endpoint.requests) == (0 if fragment else 1)


def test_tls_where_there_is_none() -> None:
    """`https://` for a server that speaks plain HTTP has its own message."""
    with serving(send(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as endpoint:
        exchange = ask(endpoint.url.replace("http:", "https:"))
    assert "does not serve TLS on this port" in exchange.failure


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "No such file or directory"), ("text", "it does not contain a PEM certificate")],
)
def test_an_unusable_ca_file_is_refused(content: str | None, reason: str, tmp_path: Path) -> None:
    """A missing file or one without a certificate is refused before anything is sent."""
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(CaFileIsUnusable, match=f"{reason}. Expected a CA certificate"):
        Sender(read_target("https://127.0.0.1:1"), ca_file=path)


def test_a_connection_is_used_again() -> None:
    """Twenty sequential requests use one connection."""
    with serving(answer_each(OK)) as endpoint, sending(endpoint) as sender:
        assert all(sender.send("GET", f"/{n}").status == 200 for n in range(20))
    assert len(endpoint.requests) == 1  # the endpoint notes the first request of each connection


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_kept_connection_that_has_ended_is_not_used(method: str) -> None:
    """If a server silently closes after each answer, the next request opens a new connection."""
    with serving(send(OK)) as endpoint, sending(endpoint) as sender:
        for _ in range(3):
            assert sender.send(method, "").status == 200
            assert wait_until(endpoint.is_idle)  # so that the end of the connection has arrived
    assert len(endpoint.requests) == 3


@pytest.mark.parametrize(("method", "status", "asked"), [("GET", 200, 2), ("POST", 0, 1)])
def test_only_safe_requests_are_retried(method: str, status: int, asked: int) -> None:
    """If a reused connection ends, a GET is sent again and a POST is not."""

    def leave_at_the_second(connection: socket.socket, _: threading.Event) -> None:
        connection.sendall(OK)
        connection.recv(65536)

    with serving(leave_at_the_second) as endpoint, sending(endpoint) as sender:
        assert sender.send("GET", "").status == 200
        exchange = sender.send(method, "", (), b"")
    assert exchange.status == status
    assert len(endpoint.requests) == asked


def test_a_partial_answer_is_not_retried() -> None:
    """A request is not sent again once a byte of its answer was received."""

    def cut_the_second(connection: socket.socket, _: threading.Event) -> None:
        connection.sendall(OK)
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Le")

    with serving(cut_the_second) as endpoint, sending(endpoint) as sender:
        sender.send("GET", "")
        exchange = sender.send("GET", "")
    assert exchange.response is None
    assert len(endpoint.requests) == 1


def test_a_surplus_answer_is_not_taken_for_the_next() -> None:
    """Unsolicited bytes end the connection and do not affect the next exchange."""
    twice = answer_each(OK + OK.replace(b"200", b"500"))
    with serving(twice) as endpoint, sending(endpoint) as sender:
        statuses = [sender.send("GET", "").status for _ in range(3)]
    assert statuses == [200, 200, 200]


def test_threads_share_a_sender() -> None:
    """Each of many parallel requests gets its own answer."""

    def echo(connection: socket.socket, _: threading.Event) -> None:
        connection.sendall(OK)

    with serving(echo) as endpoint, sending(endpoint) as sender, ThreadPoolExecutor(8) as pool:
        exchanges = [*pool.map(lambda n: sender.send("GET", f"/{n}"), range(40))]
    assert [e.request.url for e in exchanges] == [f"{endpoint.url}/{n}" for n in range(40)]
    assert {e.status for e in exchanges} == {200}
