"""Silence: connections that wait for a body that does not come are closed.

The HTTP server has a time limit for heads and between requests, and none for bodies; each body that
is waited for holds a thread. A connection to which nothing was sent for longer than a request can
take from its first byte to its answer can only be one of those.
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
# What an answer may take on purpose: a delay that was asked for, and `--realtime`.
DELAY_SECONDS = 90
_LOOK_SECONDS = 2.0
_WRITE_SECONDS = 6.0  # for the answer that the body never came; then for whoever does not read
_DESCRIPTORS = Path("/proc/self/fd")
_IN_USE = frozenset({1, 8})  # ESTABLISHED, and CLOSE_WAIT of a client that sends no more
_LAST_SENT = struct.Struct("=I")  # milliseconds since anything was sent, or since it was opened
_LAST_SENT_OFFSET = 44
_INFO_SIZE = 104


def watch_idle_connections(
    port: int, is_delaying: Callable[[], bool], stopping: threading.Event
) -> None:
    """Close silent connections until `stopping` is set; on Linux only, where the kernel tells."""
    if sys.platform == "linux":
        watch = threading.Thread(target=_watch, args=(port, is_delaying, stopping), daemon=True)
        watch.start()


def _watch(port: int, is_delaying: Callable[[], bool], stopping: threading.Event) -> None:
    while not stopping.wait(_LOOK_SECONDS):
        delay = DELAY_SECONDS if is_delaying() else 0
        close_silent(port, HEAD_SECONDS + BODY_SECONDS + delay)


def close_silent(port: int, seconds: float) -> int:
    """Close each accepted connection that nothing was sent to for so long; how many those were.

    What is read from it ends at once, so that its request is refused; a while later all does.
    """
    count = 0
    for connection in _sockets():
        with connection, contextlib.suppress(OSError):  # it is no connection, or ended in between
            silent = _silent_seconds(connection, port)
            if silent > seconds:
                is_over = silent > seconds + _WRITE_SECONDS
                connection.shutdown(socket.SHUT_RDWR if is_over else socket.SHUT_RD)
                count += 1
    return count


def _sockets() -> Iterator[socket.socket]:
    """This process's sockets, each by a descriptor of its own."""
    for entry in _DESCRIPTORS.iterdir():
        try:
            descriptor = os.dup(int(entry.name))
        except OSError:  # closed in between
            continue
        try:
            yield socket.socket(fileno=descriptor)
        except OSError:  # a file or a pipe
            os.close(descriptor)


def _silent_seconds(connection: socket.socket, port: int) -> float:
    """Since when nothing was sent; 0 where this is no connection to the port. Raises `OSError`."""
    if connection.getsockname()[1:2] != (port,):
        return 0.0
    info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _INFO_SIZE)
    if info[0] not in _IN_USE:
        return 0.0
    milliseconds: int = _LAST_SENT.unpack_from(info, _LAST_SENT_OFFSET)[0]
    return milliseconds / 1000
