"""Stopping: how what waits learns that its process was told to end."""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Collection

ENDING = (signal.SIGINT, signal.SIGTERM)


def watch_signals(numbers: Collection[int]) -> threading.Event:
    """An event that the first of these signals sets, whoever handles it.

    To be called in the main thread. A signal without a handler of Python's is not seen.
    """
    reader, writer = socket.socketpair()
    writer.setblocking(False)  # noqa: FBT003 -- as the library has it
    # Granian puts handlers of its own in the place of ours; this is written to all the same.
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
    _ = writer  # held until the process ends: a later signal is written to it too
    while True:
        if numbers.intersection(reader.recv(64)):
            stopping.set()
