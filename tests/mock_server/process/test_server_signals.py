"""Signals: the first one lets requests in flight finish, the second one does not."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from mockwright.mock_server.process.idle_timeout import HEAD_SECONDS
from tests.mock_server.bad_input.cases import AUTHORIZATION, CLOSE, HOST, JSON, SUGGESTION, raw
from tests.processes import ServerMaker, ServerProcess
from tests.wire import Client, parse_replies

IN_FLIGHT = 20
SIGNALS = [signal.SIGTERM, signal.SIGINT]
BODY = SUGGESTION.body
HALF = len(BODY) // 2


class Idle:
    """A persistent connection without a request, which a stopping server closes."""

    def __init__(self, server: ServerProcess) -> None:
        self._client = Client(server.port)
        self._client.send(b"GET /_mock/live HTTP/1.1\r\nHost: localhost\r\n\r\n")
        self._client.read_until(b'{"status":"live"}')

    def wait(self) -> None:
        """Return when the server has closed the connection."""
        assert self._client.read_all() == b""
        self._client.close()


class SlowRequest:
    """A request of which the server has read half of the body."""

    def __init__(self, server: ServerProcess) -> None:
        length = f"Content-Length: {len(BODY)}"
        lines = (HOST, AUTHORIZATION, JSON, length, "Expect: 100-continue", CLOSE)
        self._client = Client(server.port)
        self._client.send(raw(f"POST {SUGGESTION.path} HTTP/1.1", *lines))
        assert self._client.read_until(b"\r\n\r\n").startswith(b"HTTP/1.1 100 ")
        self._client.send(BODY[:HALF])

    def finish(self) -> int:
        """Send the rest and return the status, or 0 without an answer."""
        self._client.send(BODY[HALF:])
        replies = parse_replies(self._client.read_all())
        return replies[0].status if replies else 0

    def close(self) -> None:
        """Close the connection."""
        self._client.close()


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    """A stack that closes everything at the end of a test."""
    with ExitStack() as opened:
        yield opened


def start_requests(server: ServerProcess, count: int, stack: ExitStack) -> list[SlowRequest]:
    """`count` requests in flight, each on its own connection."""
    requests = [SlowRequest(server) for _ in range(count)]
    for request in requests:
        stack.callback(request.close)
    return requests


@pytest.mark.slow
@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("number", SIGNALS)
def test_requests_in_flight_are_answered(
    make_server: ServerMaker, stack: ExitStack, number: signal.Signals, workers: str
) -> None:
    """After a signal every request in flight is answered, and the server exits with 0."""
    with make_server("--workers", workers) as server:
        requests = start_requests(server, IN_FLIGHT, stack)
        idle = Idle(server)
        server.signal(number)
        idle.wait()
        assert [request.finish() for request in requests] == [200] * IN_FLIGHT
        assert server.wait() == 0
        assert not server.is_listening()
        assert not server.ready_file.exists()


@pytest.mark.slow
@pytest.mark.parametrize("number", SIGNALS)
def test_second_signal_ends_at_once(
    make_server: ServerMaker, stack: ExitStack, number: signal.Signals
) -> None:
    """A second signal ends the server at once, with the signal's exit code."""
    with make_server() as server:
        start_requests(server, 1, stack)
        idle = Idle(server)
        server.signal(number)
        idle.wait()
        server.signal(number)
        assert server.wait() == 128 + number
        assert not server.is_listening()


@pytest.mark.slow
@pytest.mark.parametrize("round_", range(3))
def test_signal_while_workers_start(make_server: ServerMaker, round_: int) -> None:
    """A signal during the start of workers ends the server."""
    with make_server("--workers", "4") as server:
        server.signal(signal.SIGTERM)
        assert server.wait() == 0, round_


@pytest.mark.parametrize("number", SIGNALS)
def test_idle_server_ends_quickly(make_server: ServerMaker, number: signal.Signals) -> None:
    """A server with only an idle connection exits before the connection's timeout."""
    with make_server() as server:
        opened = time.monotonic()
        idle = Idle(server)
        server.signal(number)
        assert server.wait() == 0
        assert time.monotonic() - opened < HEAD_SECONDS
        idle.wait()
