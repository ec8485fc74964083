"""The mock as a process of its own: started on a free port, and ended with what it was for."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

START_SECONDS = 30.0
_END_SECONDS = 15.0
_LOOK_SECONDS = 0.01
# `-P` keeps modules of the folder that it is started in from taking the place of ours.
_COMMAND = (
    sys.executable,
    "-P",
    "-c",
    "from mockwright.contracts.commands.entry import main; main()",
    "serve",
)


class MockDidNotStart(Exception):
    """The mock ended before it was ready. `str()` is what it said, `code` its exit code."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code = code


class RunningMock(NamedTuple):
    """A mock that answers at `url`, and writes every entry of its journal to a file."""

    url: str
    journal_file: Path


@contextmanager
def run_mock(arguments: Sequence[str] = ()) -> Iterator[RunningMock]:
    """Serve until the block is left, with these arguments of `mockwright serve`.

    Raises `MockDidNotStart`.
    """
    with tempfile.TemporaryDirectory(prefix="mockwright-") as name:
        folder = Path(name)
        journal_file = folder / "journal.jsonl"
        ready_file, log = folder / "ready.json", folder / "log.txt"
        own = ["--port", "0", "--ready-file", ready_file, "--journal-file", journal_file]
        with log.open("wb") as stream:
            process = subprocess.Popen(  # noqa: S603 -- our own command
                [*_COMMAND, *arguments, *map(str, own)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=stream,
                start_new_session=True,  # Ctrl-C is for whoever runs the mock, and ends it in turn
            )
        try:
            yield RunningMock(_wait_until_ready(process, ready_file, log), journal_file)
        finally:
            _end(process)


def _wait_until_ready(process: subprocess.Popen[bytes], ready_file: Path, log: Path) -> str:
    """The URL, when the first request was answered."""
    deadline = time.monotonic() + START_SECONDS
    while not ready_file.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            text = log.read_text(encoding="utf-8", errors="replace").strip()
            message = text or f"The mock was not ready after {START_SECONDS:g} seconds."
            raise MockDidNotStart(message, process.poll() or 1)
        time.sleep(_LOOK_SECONDS)
    url: str = json.loads(ready_file.read_bytes())["url"]
    return url


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
