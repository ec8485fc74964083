"""Connections to a server, with one time limit for each exchange."""

from __future__ import annotations

import io
import re
import select
import socket
import ssl
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from http.client import HTTPResponse
from typing import NamedTuple, cast

from mockwright.contracts.sending.targets import Target
from mockwright.openapi.exchange import Response

MAX_BODY_BYTES = 8 * 1024 * 1024

LOOKUP, CONNECTING, HANDSHAKE, WRITING, HEAD, BODY = (
    "lookup",
    "connecting",
    "handshake",
    "writing",
    "head",
    "body",
)
_FINAL = 200
# Linux only. A server that writes head and body separately would wait for our delayed
# acknowledgement in between, and look 40 ms slower than it is.
_QUICK_ACK: int | None = getattr(socket, "TCP_QUICKACK", None)
_SWITCHING = 101
_FOLDED = re.compile(r"[\r\n]+[ \t]*")


class Address(NamedTuple):
    """One address of a host, as returned by `getaddrinfo`."""

    family: int
    kind: int
    protocol: int
    place: tuple[object, ...]


class BodyIsTooLarge(Exception):
    """A body exceeds the size limit."""


class BodyIsCut(Exception):
    """A body ended before its announced length; `str()` says how much was received."""


class Clock:
    """The remaining time of one exchange, and its current stage."""

    def __init__(self, seconds: float) -> None:
        self.stage = LOOKUP
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """The remaining seconds, always positive. Raises `TimeoutError` if the time is up."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


def find_addresses(target: Target, clock: Clock) -> Sequence[Address]:
    """The addresses of the target. Raises `OSError`, or `TimeoutError` if the time is up.

    The look-up runs in a thread of its own, because `getaddrinfo` has no timeout.
    """
    future: Future[list[Address]] = Future()

    def look_up() -> None:
        try:
            found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
            future.set_result(
                [Address(f, kind, proto, place) for f, kind, proto, _, place in found]
            )
        except (OSError, UnicodeError) as error:
            future.set_exception(error)

    threading.Thread(target=look_up, name="look-up", daemon=True).start()
    return future.result(clock.left())


class Connection:
    """An open connection. `received` is the number of bytes of the last answer."""

    def __init__(self, channel: socket.socket) -> None:
        self._socket = channel
        self._clock = Clock(0)
        self.last_used = 0.0
        self.received = 0

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()

    def is_idle(self) -> bool:
        """Whether the connection is still open and nothing was received since the last answer."""
        try:
            return not select.select([self._socket], [], [], 0)[0]
        except (OSError, ValueError):  # closed, or a descriptor too large for `select`
            return False

    def exchange(self, sent: bytes, method: str, clock: Clock) -> tuple[Response, bool]:
        """Send bytes; return the answer, and whether the connection can be reused.

        Raises `OSError`, `HTTPException` for invalid HTTP, `BodyIsTooLarge` and `BodyIsCut`.
        """
        self._clock, self.received = clock, 0
        clock.stage = WRITING
        self._socket.settimeout(clock.left())
        self._socket.sendall(sent)
        clock.stage = HEAD
        answer = _read_head(_Reader(_Reading(self), clock), method)
        clock.stage = BODY
        body = _read_body(answer)
        headers = tuple((name, _FOLDED.sub(" ", str(v))) for name, v in answer.headers.items())
        may_go_on = not answer.will_close and method != "HEAD" and answer.status >= _FINAL
        self.last_used = time.monotonic()
        return Response(status=answer.status, headers=headers, body=body), may_go_on

    def receive(self, buffer: memoryview) -> int:
        """Read the available bytes, waiting until the time is up if there are none."""
        self._socket.settimeout(self._clock.left())
        if _QUICK_ACK is not None:
            self._socket.setsockopt(socket.IPPROTO_TCP, _QUICK_ACK, 1)
        count = self._socket.recv_into(buffer)
        self.received += count
        return count


def open_connection(
    addresses: Sequence[Address], target: Target, context: ssl.SSLContext | None, clock: Clock
) -> Connection:
    """A connection to the first address that accepts one. Raises `OSError`."""
    clock.stage = CONNECTING
    failure: OSError = OSError("the host has no address")
    for address in addresses:
        channel = socket.socket(address.family, address.kind, address.protocol)
        try:
            channel.settimeout(clock.left())
            channel.connect(address.place)
            channel.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            channel.close()
            failure = error
        except BaseException:
            channel.close()
            raise
        else:
            return Connection(_secure(channel, target, context, clock))
    raise failure


def _secure(
    channel: socket.socket, target: Target, context: ssl.SSLContext | None, clock: Clock
) -> socket.socket:
    if context is None:
        return channel
    clock.stage = HANDSHAKE
    try:
        channel.settimeout(clock.left())
        return context.wrap_socket(channel, server_hostname=target.host)
    except BaseException:
        channel.close()
        raise


class _Reading(io.RawIOBase):
    """A connection as a raw file whose reads share one time limit."""

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self._connection = connection

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        return self._connection.receive(buffer)


class _Reader(io.BufferedReader):
    """A stand-in for the socket and its file that `http.client` expects.

    `http.client` treats the end of the connection as the end of a head, and closes the file after
    an interim answer although the final one is still to come.
    """

    def __init__(self, raw: _Reading, clock: Clock) -> None:
        super().__init__(raw)
        self._clock = clock
        self._has_begun = False

    def makefile(self, _mode: str) -> _Reader:
        return self

    def close(self) -> None:
        """Do nothing: the owner of the connection closes it."""

    def readline(self, size: int | None = -1, /) -> bytes:
        line = super().readline(size)
        is_cut = not line.endswith(b"\n") and len(line) != size
        if is_cut and self._has_begun and self._clock.stage == HEAD:
            raise ConnectionResetError
        self._has_begun = True
        return line


def _read_head(reader: _Reader, method: str) -> HTTPResponse:
    """The head of the final answer; interim answers such as 103 are skipped."""
    while True:
        answer = HTTPResponse(cast("socket.socket", reader), method=method)
        answer.begin()
        if answer.status >= _FINAL or answer.status == _SWITCHING:
            return answer


def _read_body(answer: HTTPResponse) -> bytes:
    body = answer.read(MAX_BODY_BYTES + 1)
    if len(body) > MAX_BODY_BYTES:
        raise BodyIsTooLarge
    if answer.length:  # the bytes still missing; the parser detects only missing chunks
        raise BodyIsCut(f"{len(body):,} of {len(body) + answer.length:,} bytes were received")
    return body
