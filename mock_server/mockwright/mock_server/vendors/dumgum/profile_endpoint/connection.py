"""The connection of one call: opened within the time limit, and closed at its end."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool

LOOKUP = "looking up the name of the host"
CONNECTING = "connecting"
HANDSHAKE = "the TLS handshake"
HEAD = "waiting for the head of an answer"
BODY = "reading the body of the answer"


class Line:
    """The current stage of one call, and its connection.

    The timeouts of a socket restart with each byte that arrives; this time limit ends the call.
    """

    def __init__(self, seconds: float, timer: Callable[[], float]) -> None:
        self.stage = LOOKUP
        self._timer = timer
        self._end = timer() + seconds
        self._handle: socket.socket | None = None
        self._is_cut = False
        self._lock = threading.Lock()

    def open(self, host: str, port: int) -> socket.socket:
        """Connect to the first address of the host that accepts. Raises `OSError`."""
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        self.stage = CONNECTING
        failure = OSError("the host has no address")
        for family, kind, protocol, _, address in addresses:
            connection = socket.socket(family, kind, protocol)
            try:
                self._watch(connection)
                connection.settimeout(max(self._end - self._timer(), 0.001))
                connection.connect(address)
            except OSError as error:
                connection.close()
                failure = error
            else:
                return connection
        raise failure

    def _watch(self, connection: socket.socket) -> None:
        """Duplicate the descriptor, because TLS takes over the first one and may close it."""
        with self._lock:
            if self._is_cut:
                raise TimeoutError
            self._drop()
            self._handle = connection.dup()

    def cut(self) -> None:
        """Close the connection for every thread that uses it, and allow no new one."""
        with self._lock:
            self._is_cut = True
            if self._handle is not None:
                with contextlib.suppress(OSError):  # it may be closed already
                    self._handle.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Forget the connection."""
        with self._lock:
            self._drop()

    def _drop(self) -> None:
        if self._handle is not None:
            self._handle.close()
            self._handle = None


class _Plain(HTTPConnection):
    """A connection that its line opens."""

    line: Line

    def _new_conn(self) -> socket.socket:
        return self.line.open(self.host, self.port or self.default_port)

    def connect(self) -> None:
        super().connect()
        self.line.stage = HEAD


class _Secure(HTTPSConnection):
    """The same over TLS."""

    line: Line

    def _new_conn(self) -> socket.socket:
        connection = self.line.open(self.host, self.port or self.default_port)
        self.line.stage = HANDSHAKE
        return connection

    def connect(self) -> None:
        super().connect()
        self.line.stage = HEAD


class LineAdapter(HTTPAdapter):
    """Sends one request of the `requests` library over a line.

    A session of that library would read the whole body of a redirect that it does not follow, and
    would use proxies and passwords from the environment; the adapter alone does neither.
    """

    def __init__(self, line: Line) -> None:
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)
        self._line = line

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> HTTPConnectionPool:
        """The pool of a single connection, which the line opens."""
        pool: Any = super().get_connection_with_tls_context(*args, **kwargs)
        kind = _Secure if pool.scheme == "https" else _Plain
        pool.ConnectionCls = type(kind.__name__, (kind,), {"line": self._line})
        connections: HTTPConnectionPool = pool
        return connections
