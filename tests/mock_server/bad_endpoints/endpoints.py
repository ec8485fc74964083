"""Endpoints that misbehave: small servers on raw sockets, each with one behaviour."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from tests.processes import PATIENCE_SECONDS

CERTIFICATES = Path(__file__).parent / "certificates"

Behaviour = Callable[[socket.socket, threading.Event], None]

_AT_ONCE = struct.pack("ii", 1, 0)
_TICK_SECONDS = 0.02
_TLS_RECORD = b"\x16"


def send(data: bytes) -> Behaviour:
    """Send bytes and close."""

    def behave(connection: socket.socket, _: threading.Event) -> None:
        connection.sendall(data)

    return behave


def send_and_hold(data: bytes) -> Behaviour:
    """Send bytes and keep the connection open without sending more."""

    def behave(connection: socket.socket, ended: threading.Event) -> None:
        connection.sendall(data)
        ended.wait()

    return behave


def drip(start: bytes, *, slowly: Iterable[bytes]) -> Behaviour:
    """Send bytes, then a few more at short intervals."""

    def behave(connection: socket.socket, ended: threading.Event) -> None:
        connection.sendall(start)
        for piece in slowly:
            if ended.wait(_TICK_SECONDS):
                return
            connection.sendall(piece)

    return behave


def pour(start: bytes, *, forever: bytes) -> Behaviour:
    """Send bytes, then others endlessly and as fast as possible."""

    def behave(connection: socket.socket, ended: threading.Event) -> None:
        connection.sendall(start)
        while not ended.is_set():
            connection.sendall(forever)

    return behave


def reset(data: bytes = b"") -> Behaviour:
    """Send bytes and reset the connection."""

    def behave(connection: socket.socket, _: threading.Event) -> None:
        connection.sendall(data)
        time.sleep(_TICK_SECONDS)  # the sent bytes have to be read before
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)

    return behave


class Endpoint:
    """A server on loopback with one behaviour; `requests` has what it received."""

    def __init__(
        self, behaviour: Behaviour, certificate: str = "", host: str = "127.0.0.1"
    ) -> None:
        """`certificate` names a file of this folder's certificates, for TLS."""
        self.behaviour = behaviour
        self.requests: list[bytes] = []
        self.scheme = "https" if certificate else "http"
        self._context = _make_context(certificate) if certificate else None
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._host = f"[{host}]" if ":" in host else host
        self._listener = socket.create_server((host, 0), family=family)
        self.port: int = self._listener.getsockname()[1]
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._serve, daemon=True)]
        self._threads[0].start()

    @property
    def url(self) -> str:
        """The URL as an operator would give it."""
        return f"{self.scheme}://{self._host}:{self.port}/profile"

    def is_idle(self) -> bool:
        """Whether every connection so far has been closed by the server."""
        return not any(thread.is_alive() for thread in self._threads[1:])

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._treat, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _treat(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), contextlib.closing(connection):
            connection.settimeout(PATIENCE_SECONDS)
            secured = self._secure(connection)
            with contextlib.closing(secured):
                self.requests.append(_read_head(secured))
                self.behaviour(secured, self._ended)

    def _secure(self, connection: socket.socket) -> socket.socket:
        if self._context is None:
            return connection
        return self._context.wrap_socket(connection, server_side=True)

    def close(self) -> None:
        """Close the server and every connection."""
        self._ended.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(PATIENCE_SECONDS)


def _make_context(certificate: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / f"{certificate}.pem")
    return context


def _read_head(connection: socket.socket) -> bytes:
    """The head of a request, or what was received instead."""
    received = b""
    while b"\r\n\r\n" not in received and not received.startswith(_TLS_RECORD):
        piece = connection.recv(65536)
        if not piece:
            break
        received += piece
    return received


@contextlib.contextmanager
def serving(behaviour: Behaviour, certificate: str = "") -> Iterator[Endpoint]:
    """An endpoint that is closed at the end of the block."""
    endpoint = Endpoint(behaviour, certificate)
    try:
        yield endpoint
    finally:
        endpoint.close()


@contextlib.contextmanager
def deaf() -> Iterator[str]:
    """The URL of a port whose connections are neither accepted nor refused."""
    with socket.socket() as listener, contextlib.ExitStack() as waiting:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = listener.getsockname()
        for _ in range(4):  # the queue of one, and the kernel's addition to it
            client = waiting.enter_context(socket.socket())
            client.setblocking(False)  # noqa: FBT003 -- it has no other form
            client.connect_ex(address)
        yield f"http://127.0.0.1:{address[1]}/profile"


@contextlib.contextmanager
def closed() -> Iterator[str]:
    """The URL of a port on which nothing listens."""
    with socket.socket() as owner:
        owner.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{owner.getsockname()[1]}/profile"
