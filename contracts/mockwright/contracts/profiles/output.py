"""Writes profiles to standard output or, atomically, to a file."""

from __future__ import annotations

import errno
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from types import FrameType
from typing import Protocol

from mockwright.contracts.engine.whole_files import open_whole_raw
from mockwright.contracts.profiles.chunks import Chunk
from mockwright.contracts.profiles.formats import Layout


class WritingWasStopped(Exception):
    """Ctrl-C was pressed before everything was written."""


class Sink(Protocol):
    """Writes chunks; the output is complete after `finish`."""

    def write(self, data: bytes) -> None:
        """Write the next chunk."""

    def finish(self) -> None:
        """Write the end of the output."""


class TextSink:
    """Writes chunks of text immediately, with the separators of their layout."""

    def __init__(self, stream: FileIO, layout: Layout) -> None:
        self._stream = stream
        self._layout = layout
        self._before = layout.head
        self._after = layout.head + layout.foot

    def write(self, data: bytes) -> None:
        """Write a chunk."""
        write_all(self._stream, self._before + data)
        self._before, self._after = self._layout.between, self._layout.foot

    def finish(self) -> None:
        """Write the footer, preceded by the header if there was no chunk."""
        write_all(self._stream, self._after)


@contextmanager
def open_output(path: Path | None) -> Iterator[FileIO]:
    """Standard output, or a file that is replaced only if the block succeeds.

    Raises `OSError`.
    """
    if path is None:
        if sys.stdout is None:
            raise OSError(errno.EBADF, "it is closed")
        with FileIO(sys.stdout.fileno(), "wb", closefd=False) as stream:
            yield stream
        return
    with open_whole_raw(path) as stream:
        yield stream


def write_chunks(
    chunks: Iterable[Chunk],
    sink: Sink,
    advance: Callable[[int], None],
    was_interrupted: Callable[[], bool],
) -> None:
    """Write every chunk as it arrives, then the end of the output.

    After Ctrl-C, finishes the output and raises `WritingWasStopped`.
    """
    for chunk in chunks:
        if chunk.size:
            sink.write(chunk.data)
        advance(chunk.size)
        if was_interrupted():
            sink.finish()
            raise WritingWasStopped
    sink.finish()


def write_all(stream: FileIO, data: bytes) -> None:
    """Write all data; a raw stream may accept only part of it at a time."""
    view = memoryview(data)
    while view:
        view = view[stream.write(view) :]


@contextmanager
def noticing_interrupts() -> Iterator[Callable[[], bool]]:
    """A function that says whether Ctrl-C was pressed; a second Ctrl-C acts as usual."""
    seen: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        _ = frame
        seen.append(number)
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = signal.signal(signal.SIGINT, note)
    try:
        yield lambda: bool(seen)
    finally:
        signal.signal(signal.SIGINT, before)
