"""Where profiles go: to the reader of a pipe in whole lines, or to a file that is whole."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from types import FrameType

_LARGEST_BATCH = 256


class WritingWasStopped(Exception):
    """Ctrl-C was pressed before everything was written."""


@contextmanager
def open_output(path: Path | None) -> Iterator[FileIO]:
    """Standard output, or a file that takes its place only if nothing goes wrong meanwhile."""
    if path is None:
        with FileIO(sys.stdout.fileno(), "wb", closefd=False) as stream:
            yield stream
        return
    path = path.resolve()
    if path.exists() and not path.is_file():  # a device or a pipe keeps its place
        with FileIO(path, "wb") as stream:
            yield stream
        return
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with FileIO(partial, "xb") as stream:
            yield stream
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def write_rows(
    rows: Iterable[bytes], foot: bytes, stream: FileIO, advance: Callable[[int], None]
) -> None:
    """Write every row, the first one at once and then more and more at a time, and the foot.

    Raises `WritingWasStopped` after Ctrl-C, when what was written so far has got its foot.
    """
    with _noticing_interrupts() as was_interrupted:
        batch, size = [], 1
        for row in rows:
            batch.append(row)
            if len(batch) < size:
                continue
            _write(stream, b"".join(batch))
            advance(size)
            batch, size = [], min(2 * size, _LARGEST_BATCH)
            if was_interrupted():
                _write(stream, foot)
                raise WritingWasStopped
        _write(stream, b"".join(batch) + foot)
        advance(len(batch))


def _write(stream: FileIO, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[stream.write(view) :]


@contextmanager
def _noticing_interrupts() -> Iterator[Callable[[], bool]]:
    """Ctrl-C as a question between two batches; the second one is Python's own again."""
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
