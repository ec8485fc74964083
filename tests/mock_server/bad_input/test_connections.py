"""Connections: pipelining, broken requests, early disconnects and slow clients."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from mockwright.mock_server.process.idle_timeout import BODY_SECONDS
from tests.mock_server.bad_input.cases import (
    AUTHORIZATION,
    CLOSE,
    EXPORT,
    HOST,
    JSON,
    SUGGESTION,
    chunked,
    good,
    post,
    raw,
)
from tests.mock_server.bad_input.outcomes import send_good
from tests.processes import ServerMaker, ServerProcess, wait_until
from tests.wire import Client, exchange, parse_replies

SLOW_CLIENTS = 64
KEPT_OPEN = good(EXPORT).replace(f"{CLOSE}\r\n".encode(), b"")
LARGE = post(SUGGESTION, SUGGESTION.hole % (b'"%b"' % (b"a" * 1024 * 1024)))


def statuses(received: bytes) -> list[int]:
    """The statuses of all answers in order."""
    return [reply.status for reply in parse_replies(received)]


@contextmanager
def client(server: ServerProcess) -> Iterator[Client]:
    """A connection that is closed at the end."""
    connection = Client(server.port)
    try:
        yield connection
    finally:
        connection.close()


def test_pipelined_requests_are_answered_in_order(server: ServerProcess) -> None:
    """Pipelined requests are answered and journaled in order."""
    cursor = server.journal(limit="0")["cursor"]
    names = [f"/api/profiles/{number}/export" for number in range(5)]
    requests = [KEPT_OPEN.replace(EXPORT.path.encode(), name.encode()) for name in names]
    received = exchange(server.port, b"".join(requests) + good(SUGGESTION))
    assert statuses(received) == [200] * 6
    paths = [entry["request"]["path"] for entry in server.journal(after=cursor)["entries"]]
    assert paths == [*names, SUGGESTION.path]


@pytest.mark.parametrize(
    ("name", "request_", "status"),
    [
        ("broken JSON", post(SUGGESTION, b"{"), 400),
        ("another type", good(SUGGESTION).replace(b"application/json", b"text/plain"), 415),
        ("unknown path", good(EXPORT).replace(b"/api/", b"/nope/"), 404),
        ("undocumented body", good(EXPORT, "Content-Length: 5") + b"hello", 200),
    ],
)
def test_connection_goes_on_after_a_refusal(
    server: ServerProcess, name: str, request_: bytes, status: int
) -> None:
    """After a refused request the connection can be used again."""
    first = request_.replace(f"{CLOSE}\r\n".encode(), b"")
    assert statuses(exchange(server.port, first + good(EXPORT))) == [status, 200], name


def test_no_request_is_found_within_a_large_body(server: ServerProcess) -> None:
    """The rest of an oversized body is never interpreted as a request."""
    first = LARGE.replace(f"{CLOSE}\r\n".encode(), b"")
    assert statuses(exchange(server.port, first + good(EXPORT))) in ([413], [413, 200])


def test_nothing_is_answered_after_bytes_that_are_nothing(server: ServerProcess) -> None:
    """A malformed head ends the connection after the answers to earlier requests."""
    received = exchange(server.port, KEPT_OPEN + b"\x00\x00\r\n\r\n" + good(EXPORT))
    assert statuses(received)[:1] == [200]
    assert statuses(received)[1:] in ([], [400])


def test_length_and_chunks_end_the_connection(server: ServerProcess) -> None:
    """After a conflict of length and chunks the connection is not used again."""
    lines = (HOST, AUTHORIZATION, JSON, "Content-Length: 4", "Transfer-Encoding: chunked")
    first = raw(f"POST {SUGGESTION.path} HTTP/1.1", *lines, body=chunked(SUGGESTION.body))
    assert len(statuses(exchange(server.port, first + good(EXPORT)))) == 1


def test_request_sent_byte_by_byte(server: ServerProcess) -> None:
    """A valid request is answered if it is sent byte by byte."""
    with client(server) as connection:
        for byte in good(SUGGESTION):
            connection.send(bytes([byte]))
        assert statuses(connection.read_all()) == [200]


@pytest.mark.parametrize("ending", ["close", "reset"])
def test_client_that_leaves_within_its_body(server: ServerProcess, ending: str) -> None:
    """An incomplete body is journaled with status 400, even if the received part is valid JSON."""
    cursor = server.journal(limit="0")["cursor"]
    head = raw(f"POST {SUGGESTION.path} HTTP/1.1", HOST, AUTHORIZATION, JSON, "Content-Length: 500")
    connection = Client(server.port)
    connection.send(head + SUGGESTION.body)
    getattr(connection, ending)()
    assert wait_until(lambda: bool(server.journal(after=cursor)["entries"]))
    entry = server.journal(after=cursor)["entries"][0]
    assert (entry["status"], bool(entry["problem"])) == (400, True)


def test_client_that_leaves_before_its_answer(server: ServerProcess) -> None:
    """Clients that reset their connection early do not affect the next request."""
    for _ in range(20):
        connection = Client(server.port)
        connection.send(good(EXPORT))
        connection.reset()
    assert send_good(server, "after") == 200


def test_slow_clients_do_not_stop_the_others(make_server: ServerMaker) -> None:
    """Requests are answered while many clients are still sending their bodies."""
    head = raw(f"POST {SUGGESTION.path} HTTP/1.1", HOST, AUTHORIZATION, JSON, "Content-Length: 500")
    with make_server() as server, ExitStack() as stack:
        clients = [stack.enter_context(client(server)) for _ in range(SLOW_CLIENTS)]
        for connection in clients:
            connection.send(head + b"{")
        received = [exchange(server.port, good(EXPORT), seconds=BODY_SECONDS - 1) for _ in range(3)]
        assert [statuses(answer) for answer in received] == [[200]] * 3
