"""Sinks: the destinations of reports; a file is replaced completely or not at all."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Protocol, TextIO

from mockwright.contracts.engine.exchanges import Exchange
from mockwright.contracts.engine.findings import Finding
from mockwright.contracts.engine.runs import About, Result, Writer
from mockwright.contracts.engine.whole_files import open_whole
from mockwright.openapi.operations import Operation

# Larger reports are buffered on disk.
_KEPT_IN_MEMORY = 1 << 20


class Sink(Protocol):
    """The destination of a writer."""

    def write(self, text: str) -> None:
        """Write text. Raises `OSError` if it cannot be stored."""

    def commit(self) -> None:
        """Finish: everything is written."""


class StreamSink:
    """A stream of this process, such as standard output."""

    def __init__(self, stream: TextIO) -> None:
        """`stream` is open; characters that its encoding lacks are written as escapes."""
        self.stream = stream

    def write(self, text: str) -> None:
        """Write text immediately."""
        encoding = self.stream.encoding or "utf-8"
        self.stream.write(text.encode(encoding, "backslashreplace").decode(encoding))

    def commit(self) -> None:
        """Flush the stream."""
        self.stream.flush()


class FileSink:
    """A file that is put in place at the end; an interrupted run leaves no partial file."""

    def __init__(self, path: Path) -> None:
        """`path` may exist, and is kept until the end."""
        self.path = path
        # Its lifetime is that of the run, not of a block.
        self._spool = SpooledTemporaryFile(_KEPT_IN_MEMORY)  # noqa: SIM115

    def write(self, text: str) -> None:
        """Buffer text."""
        self._spool.write(text.encode())

    def commit(self) -> None:
        """Put the file in its place."""
        with self._spool as kept:
            kept.seek(0)
            with open_whole(self.path) as stream:
                shutil.copyfileobj(kept, stream)


class GuardedWriter:
    """A writer whose file may fail without ending the run; `problem` is then a sentence."""

    def __init__(self, writer: Writer, name: str, sinks: Sequence[Sink] = ()) -> None:
        """`name` is the name of the file; `sinks` are committed once the writer is done."""
        self.problem = ""
        self._writer = writer
        self._name = name
        self._sinks = sinks
        self._is_broken = False

    def begin(self, about: About) -> None:
        """Pass the event on."""
        self._try(lambda: self._writer.begin(about))

    def exchange(self, exchange: Exchange, operation: Operation | None, phase: str) -> None:
        """Pass the event on."""
        if not self._is_broken:
            self._try(lambda: self._writer.exchange(exchange, operation, phase))

    def finding(self, finding: Finding, *, is_known: bool) -> None:
        """Pass the event on."""
        self._try(lambda: self._writer.finding(finding, is_known=is_known))

    def end(self, result: Result) -> None:
        """Pass the event on, then commit the files."""
        self._try(lambda: self._writer.end(result))
        for sink in self._sinks:
            self._try(sink.commit)

    def _try(self, act: Callable[[], None]) -> None:
        if self._is_broken:
            return
        try:
            act()
        except BrokenPipeError:  # the reader has left; the run continues
            self._is_broken = True
            _forget_standard_output()
        except OSError as error:
            self._is_broken = True
            reason = error.strerror or type(error).__name__
            self.problem = f"{self._name} could not be written: {reason}."


def _forget_standard_output() -> None:
    """Prevent Python's message about the broken pipe when it exits."""
    try:
        descriptor = sys.stdout.fileno()
    except (OSError, ValueError):
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
