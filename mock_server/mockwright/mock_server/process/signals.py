"""Stopping: tell waiting threads that the process was asked to stop."""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Collection

ENDING = (signal.SIGINT, signal.SIGTERM)


def watch_signals(numbers: Collection[int]) -> threading.Event:
    """Return an event that is set by the first of these signals, whichever handler it has.

    Call it in the main thread. A signal without a Python handler is not noticed.
    """
    reader, writer = socket.socketpair()
    writer.setblocking(False)  # noqa: FBT003 -- as the library has it
    # Granian replaces our handlers; the wake-up descriptor is written to nevertheless.
    signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
    stopping = threading.Event()
    watcher = threading.Thread(
        target=_watch, args=(reader, writer, frozenset(numbers), stopping), daemon=True
    )
    watcher.start()
    return stopping


def _watch(
    reader: socket.socket, writer: socket.socket, numbers: frozenset[int], stopping: threading.Event
) -> None:
    _ = writer  # kept open until the process ends, because later signals are written to it too
    while True:
        if numbers.intersection(reader.recv(64)):
            stopping.set()
