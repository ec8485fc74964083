"""Connections over which the server has sent nothing for too long."""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from mockwright.mock_server.process import idle_timeout
from mockwright.mock_server.process.idle_timeout import close_idle, watch_idle_connections
from tests.processes import PATIENCE_SECONDS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux reports connections")
SHORT = 0.05


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    """A stack that closes every socket at the end."""
    with ExitStack() as stack:
        yield stack


def connect(stack: ExitStack) -> tuple[socket.socket, socket.socket, int]:
    """A client's socket, the accepted one, and the port."""
    listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
    port: int = listener.getsockname()[1]
    client = stack.enter_context(
        socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS)
    )
    accepted = stack.enter_context(listener.accept()[0])
    return client, accepted, port


def test_silent_connection_is_closed(stack: ExitStack) -> None:
    """An idle connection is closed for reading, and the answer can still be written."""
    client, accepted, port = connect(stack)
    time.sleep(2 * SHORT)
    assert close_idle(port, SHORT) == 1
    assert accepted.recv(1) == b""
    accepted.sendall(b"answer")
    assert client.recv(6) == b"answer"


def test_connection_that_is_silent_even_longer_is_closed_for_good(
    stack: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client that does not read its answer is disconnected."""
    monkeypatch.setattr(idle_timeout, "_WRITE_SECONDS", SHORT)
    client, _, port = connect(stack)
    time.sleep(3 * SHORT)
    assert close_idle(port, SHORT) == 1
    assert client.recv(1) == b""


def test_connection_that_was_sent_something_is_left_alone(stack: ExitStack) -> None:
    """A connection over which the server has sent something recently stays open."""
    _, accepted, port = connect(stack)
    time.sleep(2.1)
    accepted.sendall(b"a")
    assert close_idle(port, 2.0) == 0


def test_what_is_sent_by_the_client_does_not_count(stack: ExitStack) -> None:
    """Bytes sent by the client do not extend the timeout."""
    client, _, port = connect(stack)
    time.sleep(2 * SHORT)
    client.sendall(b"a")
    assert close_idle(port, SHORT) == 1


def test_connections_of_other_ports_are_left_alone(stack: ExitStack) -> None:
    """Connections of other ports and this process's own outgoing ones are not closed."""
    client, accepted, port = connect(stack)
    time.sleep(2 * SHORT)
    assert close_idle(client.getsockname()[1] + 1, SHORT) == 0
    accepted.close()
    assert close_idle(port, SHORT) == 0


def test_no_descriptor_is_left_over(stack: ExitStack) -> None:
    """Checking the sockets leaks no descriptors."""
    client, _, port = connect(stack)
    close_idle(port, 0.0)
    close_idle(port, 60.0)
    with socket.socket() as probe:
        first = probe.fileno()
    for _ in range(3):
        close_idle(port, 60.0)
    with socket.socket() as probe:
        assert probe.fileno() == first
    assert client.fileno() > 0


@pytest.mark.parametrize(("is_delaying", "is_closed"), [(False, True), (True, False)])
def test_delays_on_purpose_are_waited_for(
    stack: ExitStack, monkeypatch: pytest.MonkeyPatch, *, is_delaying: bool, is_closed: bool
) -> None:
    """The idle timeout does not apply while answers are delayed on request."""
    for name, seconds in (("HEAD", SHORT), ("BODY", SHORT), ("LOOK", 0.01)):
        monkeypatch.setattr(idle_timeout, f"{'_' * (name == 'LOOK')}{name}_SECONDS", seconds)
    client, accepted, port = connect(stack)
    accepted.settimeout(PATIENCE_SECONDS if is_closed else 20 * SHORT)
    stopping = threading.Event()
    watch_idle_connections(port, lambda: is_delaying, stopping)
    try:
        was_closed = accepted.recv(1) == b""
    except TimeoutError:
        was_closed = False
    stopping.set()
    assert (was_closed, client.fileno() > 0) == (is_closed, True)
