"""The idle timeout: close connections whose request body does not arrive.

The HTTP server limits the time for heads and between requests, but not for bodies, and each
pending body occupies a thread. A connection on which nothing was sent for longer than any request
takes from its first byte to its answer must be waiting for a body.
"""

from __future__ import annotations

import contextlib
import os
import socket
import struct
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

HEAD_SECONDS = 10
BODY_SECONDS = 30
# The longest time that an answer may take on purpose: a requested delay, or `--realtime`.
DELAY_SECONDS = 90
_LOOK_SECONDS = 2.0
_WRITE_SECONDS = 6.0  # for the refusal, then for a client that does not read
_DESCRIPTORS = Path("/proc/self/fd")
_IN_USE = frozenset({1, 8})  # ESTABLISHED, and CLOSE_WAIT of a client that has sent everything
_LAST_SENT = struct.Struct("=I")  # milliseconds since the last transmission, or since opening
_LAST_SENT_OFFSET = 44
_INFO_SIZE = 104


def watch_idle_connections(
    port: int, is_delaying: Callable[[], bool], stopping: threading.Event
) -> None:
    """Close idle connections until `stopping` is set; Linux only, because it needs `TCP_INFO`."""
    if sys.platform == "linux":
        watch = threading.Thread(target=_watch, args=(port, is_delaying, stopping), daemon=True)
        watch.start()


def _watch(port: int, is_delaying: Callable[[], bool], stopping: threading.Event) -> None:
    while not stopping.wait(_LOOK_SECONDS):
        delay = DELAY_SECONDS if is_delaying() else 0
        close_idle(port, HEAD_SECONDS + BODY_SECONDS + delay)


def close_idle(port: int, seconds: float) -> int:
    """Close each accepted connection on which nothing was sent for this long; return their number.

    Reading ends immediately, so that the request is refused; the connection is closed a little
    later.
    """
    count = 0
    for connection in _sockets():
        with connection, contextlib.suppress(OSError):  # not a connection, or closed meanwhile
            silent = _idle_seconds(connection, port)
            if silent > seconds:
                is_over = silent > seconds + _WRITE_SECONDS
                connection.shutdown(socket.SHUT_RDWR if is_over else socket.SHUT_RD)
                count += 1
    return count


def _sockets() -> Iterator[socket.socket]:
    """The sockets of this process, each with a descriptor of its own."""
    for entry in _DESCRIPTORS.iterdir():
        try:
            descriptor = os.dup(int(entry.name))
        except OSError:  # closed meanwhile
            continue
        try:
            yield socket.socket(fileno=descriptor)
        except OSError:  # a file or a pipe
            os.close(descriptor)


def _idle_seconds(connection: socket.socket, port: int) -> float:
    """Seconds since the last transmission; 0 for another kind of socket. Raises `OSError`."""
    if connection.getsockname()[1:2] != (port,):
        return 0.0
    info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _INFO_SIZE)
    if info[0] not in _IN_USE:
        return 0.0
    milliseconds: int = _LAST_SENT.unpack_from(info, _LAST_SENT_OFFSET)[0]
    return milliseconds / 1000
