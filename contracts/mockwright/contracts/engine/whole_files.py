"""Writes files atomically: either the complete new file or the previous one remains."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedWriter, FileIO
from pathlib import Path
from typing import BinaryIO


@contextmanager
def open_whole(path: Path) -> Iterator[BinaryIO]:
    """Open a file that replaces `path` when the block succeeds. Raises `OSError`."""
    with open_whole_raw(path) as raw, BufferedWriter(raw) as stream:
        yield stream


@contextmanager
def open_whole_raw(path: Path) -> Iterator[FileIO]:
    """Like `open_whole` without a buffer: a write may take only part of the data.

    A device or pipe is not replaced but written to.
    """
    path = path.resolve()
    if path.exists() and not path.is_file():
        with FileIO(path, "wb") as stream:
            yield stream
        return
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with FileIO(partial, "wb") as stream:
            yield stream
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
