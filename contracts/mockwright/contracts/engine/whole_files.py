"""Whole files: one appears with everything in it, or what was there before stays."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedWriter, FileIO
from pathlib import Path
from typing import BinaryIO


@contextmanager
def open_whole(path: Path) -> Iterator[BinaryIO]:
    """A file that takes its place if nothing goes wrong meanwhile. Raises `OSError`."""
    with open_whole_raw(path) as raw, BufferedWriter(raw) as stream:
        yield stream


@contextmanager
def open_whole_raw(path: Path) -> Iterator[FileIO]:
    """The same without a buffer: it may take less at once than it is given.

    A device or a pipe keeps its place, and is written to.
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
