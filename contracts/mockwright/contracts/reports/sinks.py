"""Sinks: where the text of a report goes; a file appears whole, or stays as it was."""

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

# What is larger waits on the disk.
_KEPT_IN_MEMORY = 1 << 20


class Sink(Protocol):
    """Where a writer writes."""

    def write(self, text: str) -> None:
        """Take text. Raises `OSError` where it cannot be kept."""

    def commit(self) -> None:
        """Everything is written."""


class StreamSink:
    """A stream of this process, such as standard output."""

    def __init__(self, stream: TextIO) -> None:
        """`stream` is open; what its encoding does not have is written as an escape."""
        self.stream = stream

    def write(self, text: str) -> None:
        """Write text at once."""
        encoding = self.stream.encoding or "utf-8"
        self.stream.write(text.encode(encoding, "backslashreplace").decode(encoding))

    def commit(self) -> None:
        """Leave nothing in a buffer."""
        self.stream.flush()


class FileSink:
    """A file, which takes its place in the end; whatever stops the run leaves nothing behind."""

    def __init__(self, path: Path) -> None:
        """`path` may exist, and is kept until then."""
        self.path = path
        # It lives as long as the run, not as a block of code.
        self._spool = SpooledTemporaryFile(_KEPT_IN_MEMORY)  # noqa: SIM115

    def write(self, text: str) -> None:
        """Keep text."""
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
        """`name` says which file it is; `sinks` are committed once the writer is done."""
        self.problem = ""
        self._writer = writer
        self._name = name
        self._sinks = sinks
        self._is_broken = False

    def begin(self, about: About) -> None:
        """The run begins."""
        self._try(lambda: self._writer.begin(about))

    def exchange(self, exchange: Exchange, operation: Operation | None, phase: str) -> None:
        """A request was made."""
        if not self._is_broken:
            self._try(lambda: self._writer.exchange(exchange, operation, phase))

    def finding(self, finding: Finding, *, is_known: bool) -> None:
        """Something was found for the first time."""
        self._try(lambda: self._writer.finding(finding, is_known=is_known))

    def end(self, result: Result) -> None:
        """The run is over: the file appears."""
        self._try(lambda: self._writer.end(result))
        for sink in self._sinks:
            self._try(sink.commit)

    def _try(self, act: Callable[[], None]) -> None:
        if self._is_broken:
            return
        try:
            act()
        except BrokenPipeError:  # whoever read along has left; the run goes on
            self._is_broken = True
            _forget_standard_output()
        except OSError as error:
            self._is_broken = True
            reason = error.strerror or type(error).__name__
            self.problem = f"{self._name} could not be written: {reason}."


def _forget_standard_output() -> None:
    """Python would complain about the broken pipe once more when it exits."""
    try:
        descriptor = sys.stdout.fileno()
    except (OSError, ValueError):
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
