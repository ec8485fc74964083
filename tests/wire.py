"""Bytes on the wire: exact requests and parsed responses."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
from dataclasses import dataclass
from typing import Any

from tests.processes import PATIENCE_SECONDS

_RESET = struct.pack("ii", 1, 0)
_BODYLESS = {204, 304}


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An HTTP response; header names are in lower case."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        """The header's value, or an empty text."""
        return dict(self.headers).get(name.lower(), "")

    @property
    def media_type(self) -> str:
        """The content type without parameters."""
        return self.header("content-type").partition(";")[0]

    @property
    def is_json(self) -> bool:
        """Whether the content type is JSON."""
        return self.media_type.endswith(("/json", "+json"))

    def json(self) -> Any:
        """The body as strict JSON. Raises `ValueError`."""
        return json.loads(self.body, parse_constant=_refuse_constant)


def _refuse_constant(name: str) -> Any:
    message = f"{name} is not JSON"
    raise ValueError(message)


class Client:
    """A connection that sends bytes and reads until the server closes."""

    def __init__(self, port: int, *, seconds: float = PATIENCE_SECONDS) -> None:
        """`seconds` is the maximum duration of silence."""
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=seconds)
        self.received = b""

    def send(self, data: bytes) -> None:
        """Send bytes, even if the server has already closed."""
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self._socket.sendall(data)

    def finish(self) -> None:
        """Close the sending side."""
        with contextlib.suppress(OSError):  # the server has already closed
            self._socket.shutdown(socket.SHUT_WR)

    def read_until(self, text: bytes) -> bytes:
        """Everything received up to and including a text, or everything if it never comes."""
        while text not in self.received:
            if not self._receive():
                return self.received
        end = self.received.index(text) + len(text)
        found, self.received = self.received[:end], self.received[end:]
        return found

    def read_length(self, length: int) -> bytes:
        """The next `length` bytes, or fewer at the end."""
        while len(self.received) < length and self._receive():
            pass
        found, self.received = self.received[:length], self.received[length:]
        return found

    def read_all(self) -> bytes:
        """Everything until the server closes or is silent for too long."""
        while self._receive():
            pass
        return self.received

    def _receive(self) -> bool:
        try:
            data = self._socket.recv(65536)
        except (TimeoutError, ConnectionResetError):
            return False
        self.received += data
        return bool(data)

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()

    def reset(self) -> None:
        """Reset the connection, like a crashed client."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self._socket.close()


def exchange(
    port: int, request: bytes, *, is_half_closed: bool = False, seconds: float = PATIENCE_SECONDS
) -> bytes:
    """Send bytes on a new connection and return everything received."""
    client = Client(port, seconds=seconds)
    try:
        client.send(request)
        if is_half_closed:
            client.finish()
        return client.read_all()
    finally:
        client.close()


def parse_replies(received: bytes, *, has_bodies: bool = True) -> list[Reply]:
    """Every final response in the bytes; set `has_bodies` to false for answers to HEAD."""
    replies = []
    while received.startswith(b"HTTP/"):
        head, _, received = received.partition(b"\r\n\r\n")
        status_line, *lines = head.decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in lines)
        headers = tuple((name.lower(), value.strip()) for name, _, value in pairs)
        status = int(status_line.split(" ")[1])
        is_empty = not has_bodies or status in _BODYLESS or status < 200
        length = 0 if is_empty else int(dict(headers).get("content-length", 0))
        body, received = received[:length], received[length:]
        if status >= 200:
            replies.append(Reply(status=status, headers=headers, body=body))
    return replies
