"""Where profiles go: to the reader of a pipe in whole lines, or to a file that is whole."""

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
from mockwright.contracts.profiles.formats import Layout
from mockwright.contracts.profiles.orders import Chunk


class WritingWasStopped(Exception):
    """Ctrl-C was pressed before everything was written."""


class Sink(Protocol):
    """What takes chunks and writes them; after `finish` everything can be read."""

    def write(self, data: bytes) -> None:
        """Write the next chunk."""

    def finish(self) -> None:
        """Write what stands at the end."""


class TextSink:
    """Chunks of text, written at once, with what their layout has around them."""

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
        """Write the foot, after the head if there was no chunk."""
        write_all(self._stream, self._after)


@contextmanager
def open_output(path: Path | None) -> Iterator[FileIO]:
    """Standard output, or a file that takes its place only if nothing goes wrong meanwhile.

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
    """Write every chunk as it comes, and what stands at the end.

    Raises `WritingWasStopped` after Ctrl-C, when what was written so far is finished.
    """
    for chunk in chunks:
        sink.write(chunk.data)
        advance(chunk.size)
        if was_interrupted():
            sink.finish()
            raise WritingWasStopped
    sink.finish()


def write_all(stream: FileIO, data: bytes) -> None:
    """Write all of it; a raw stream may take less at once."""
    view = memoryview(data)
    while view:
        view = view[stream.write(view) :]


@contextmanager
def noticing_interrupts() -> Iterator[Callable[[], bool]]:
    """Ctrl-C as a question between two chunks; the second one is Python's own again."""
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
