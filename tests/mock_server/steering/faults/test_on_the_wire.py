"""What a client receives for each fault, byte by byte."""

from __future__ import annotations

import json
import re
import socket
import time
from dataclasses import dataclass

import pytest

from tests.mock_server.bad_input.cases import (
    AUTHORIZATION,
    CONTACT,
    EXPORT,
    HOST,
    OPERATIONS,
    Endpoint,
    good,
    raw,
)
from tests.processes import PATIENCE_SECONDS, ServerProcess
from tests.wire import Client, exchange, parse_replies

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Seen:
    """The received chunks with their times, and whether the server closed the connection."""

    pieces: tuple[tuple[float, bytes], ...]
    is_closed: bool

    @property
    def data(self) -> bytes:
        """All received bytes."""
        return b"".join(piece for _, piece in self.pieces)

    @property
    def head(self) -> bytes:
        """The bytes before the body."""
        return self.data.partition(b"\r\n\r\n")[0]

    @property
    def body(self) -> bytes:
        """The bytes after the head."""
        return self.data.partition(b"\r\n\r\n")[2]

    @property
    def length(self) -> int:
        """The announced `Content-Length`."""
        (number,) = re.findall(rb"\r\ncontent-length: (\d+)", self.head)
        return int(number)


def watch(port: int, request: bytes) -> Seen:
    """Send a request and record everything until the end or a long silence."""
    pieces: list[tuple[float, bytes]] = []
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as connection:
        started = time.monotonic()
        connection.sendall(request)
        while True:
            try:
                data = connection.recv(65536)
            except TimeoutError:
                return Seen(tuple(pieces), is_closed=False)
            if not data:
                return Seen(tuple(pieces), is_closed=True)
            pieces.append((time.monotonic() - started, data))


def kept(endpoint: Endpoint, *lines: str) -> bytes:
    """A request that keeps its connection open."""
    return good(endpoint, *lines).replace(b"Connection: close\r\n", b"")


def whole_body(server: ServerProcess, endpoint: Endpoint = EXPORT) -> bytes:
    """The body of an answer without a fault."""
    (reply,) = parse_replies(exchange(server.port, good(endpoint)))
    return reply.body


@pytest.mark.parametrize("endpoint", OPERATIONS, ids=lambda endpoint: endpoint.operation)
@pytest.mark.parametrize("fault", ["drop", "delay=50ms, drop"])
def test_dropped_answer_is_no_byte(server: ServerProcess, endpoint: Endpoint, fault: str) -> None:
    """A dropped answer sends nothing and closes the connection."""
    seen = watch(server.port, kept(endpoint, f"Mock-Fault: {fault}"))
    assert seen == Seen((), is_closed=True)


@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_dropped_answer_of_any_request(server: ServerProcess, version: str, method: str) -> None:
    """An answer is dropped for any method and version."""
    lines = (HOST, AUTHORIZATION, "Mock-Fault: drop")
    request = raw(f"{method} {EXPORT.path} HTTP/{version}", *lines)
    assert watch(server.port, request) == Seen((), is_closed=True)


def test_dropped_answer_drops_what_was_sent_behind_it(server: ServerProcess) -> None:
    """A dropped answer also drops pipelined requests."""
    seen = watch(server.port, kept(EXPORT, "Mock-Fault: drop") + good(EXPORT))
    assert seen.data == b""


@pytest.mark.parametrize("round_", range(10))
@pytest.mark.parametrize("endpoint", [EXPORT, CONTACT], ids=["long", "short"])
def test_truncated_answer_breaks_off(
    server: ServerProcess, endpoint: Endpoint, round_: int
) -> None:
    """A truncated answer announces its full length, sends half of the body, and closes."""
    _ = round_
    server.ask("/_mock/reset", method="POST")
    whole = whole_body(server, endpoint)
    server.ask("/_mock/reset", method="POST")
    seen = watch(server.port, kept(endpoint, "Mock-Fault: truncate"))
    assert seen.is_closed
    assert seen.head.startswith(b"HTTP/1.1 20")
    assert b"\r\nmock-fault: truncate" in seen.head
    assert seen.length == len(whole)
    assert seen.body == whole[: len(whole) // 2]


def test_truncated_error_breaks_off(server: ServerProcess) -> None:
    """A requested error can be truncated."""
    seen = watch(server.port, kept(EXPORT, "Mock-Fault: status=503, truncate"))
    assert seen.is_closed
    assert seen.head.startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
    assert len(seen.body) == seen.length // 2


def test_truncated_answer_of_http_1_0(server: ServerProcess) -> None:
    """A truncated HTTP/1.0 answer is shorter than its content length."""
    lines = (HOST, AUTHORIZATION, "Mock-Fault: truncate")
    seen = watch(server.port, raw(f"GET {EXPORT.path} HTTP/1.0", *lines))
    assert (seen.is_closed, len(seen.body)) == (True, seen.length // 2)


def test_badjson_is_whole_and_no_json(server: ServerProcess) -> None:
    """`badjson` is a valid HTTP answer, and the connection can be used again."""
    whole = whole_body(server)
    received = exchange(server.port, kept(EXPORT, "Mock-Fault: badjson") + good(EXPORT))
    bad, after = parse_replies(received)
    assert (bad.status, bad.media_type) == (200, "application/json")
    assert bad.body == whole[:-1] + b","
    assert bad.header("content-length") == str(len(whole))
    with pytest.raises(json.JSONDecodeError):
        json.loads(bad.body)
    assert after.body == whole


def test_status_is_a_plain_answer(server: ServerProcess) -> None:
    """After a requested error the connection can be used again."""
    received = exchange(server.port, kept(EXPORT, "Mock-Fault: status=503") + good(EXPORT))
    failed, after = parse_replies(received)
    assert (failed.status, failed.header("retry-after")) == (503, "1")
    assert failed.header("mock-fault") == "status=503"
    assert (after.status, after.body) == (200, whole_body(server))


def test_delayed_answer_is_whole(server: ServerProcess) -> None:
    """A delayed answer is sent completely after its delay."""
    whole = whole_body(server)
    seen = watch(server.port, good(EXPORT, "Mock-Fault: delay=600ms"))
    assert 0.6 <= seen.pieces[0][0] < PATIENCE_SECONDS
    assert seen.body == whole


def test_slow_body_comes_in_pieces(server: ServerProcess) -> None:
    """A slow body takes its time, and the connection can be used again."""
    whole = whole_body(server)
    seen = watch(server.port, kept(EXPORT, "Mock-Fault: slow-body=1s") + good(EXPORT))
    first, rest = seen.data[: seen.data.index(whole) + len(whole)], parse_replies(seen.data)
    assert [reply.body for reply in rest] == [whole, whole]
    times = [moment for moment, piece in seen.pieces if piece in first]
    assert 1 <= times[-1] < PATIENCE_SECONDS
    assert 2 <= len(times) <= 13  # a busy machine may merge chunks


def test_slow_body_may_break_off(server: ServerProcess) -> None:
    """A slow body can be truncated."""
    whole = whole_body(server)
    seen = watch(server.port, kept(EXPORT, "Mock-Fault: slow-body=500ms, truncate"))
    assert (seen.is_closed, seen.length, seen.body) == (True, len(whole), whole[: len(whole) // 2])
    assert len(seen.pieces) >= 2


def test_head_of_a_truncated_answer_is_whole(server: ServerProcess) -> None:
    """A HEAD request is not truncated, and the connection can be used again."""
    request = kept(EXPORT, "Mock-Fault: truncate").replace(b"GET ", b"HEAD ", 1)
    client = Client(server.port)
    client.send(request)
    head = client.read_until(b"\r\n\r\n")
    assert b"\r\nmock-fault: no truncate (the answer has no body)" in head
    client.send(request)
    assert client.read_until(b"\r\n\r\n").startswith(b"HTTP/1.1 200 OK")
    client.close()


def test_faults_of_two_headers_are_one(server: ServerProcess) -> None:
    """Two `Mock-Fault` headers are combined."""
    (reply,) = parse_replies(
        exchange(server.port, good(EXPORT, "Mock-Fault: status=503", "Mock-Fault: delay=10ms"))
    )
    assert (reply.status, reply.header("mock-fault")) == (503, "delay=10ms, status=503")


def test_clients_that_leave_harm_nothing(server: ServerProcess) -> None:
    """Clients that disconnect early do not affect later requests."""
    for fault in ("slow-body=1s", "delay=300ms", "truncate", "drop") * 5:
        client = Client(server.port)
        client.send(good(EXPORT, f"Mock-Fault: {fault}"))
        client.reset()
    (reply,) = parse_replies(exchange(server.port, good(EXPORT, "Mock-Fault: delay=10ms")))
    assert reply.header("mock-fault") == "delay=10ms"
