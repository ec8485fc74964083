"""Runs a mock in a subprocess on a free port and stops it afterwards."""

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
# `-P` keeps modules in the current folder from shadowing ours.
_COMMAND = (
    sys.executable,
    "-P",
    "-c",
    "from mockwright.contracts.commands.entry import main; main()",
    "serve",
)


class MockDidNotStart(Exception):
    """The mock was not ready in time. `str()` is its error output, `code` its exit code."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code = code


class RunningMock(NamedTuple):
    """A mock that serves at `url` and appends every journal entry to a file."""

    url: str
    journal_file: Path


@contextmanager
def run_mock(arguments: Sequence[str] = ()) -> Iterator[RunningMock]:
    """Run `mockwright serve` with these arguments for the duration of the `with` block.

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
                start_new_session=True,  # Ctrl-C goes to this process, which stops the mock
            )
        try:
            yield RunningMock(_wait_until_ready(process, ready_file, log), journal_file)
        finally:
            _end(process)


def _wait_until_ready(process: subprocess.Popen[bytes], ready_file: Path, log: Path) -> str:
    """Wait for the ready file and return the mock's URL. Raises `MockDidNotStart`."""
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
