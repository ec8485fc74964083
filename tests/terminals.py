"""The command in a terminal: what it shows to a user."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import IO, NamedTuple

from tests.processes import COMMAND, environment

_CHUNK = 65536


class Shown(NamedTuple):
    """The exit code of a command and its output in the terminal."""

    returncode: int
    text: str


def run_in_terminal(
    *arguments: str,
    stdout: int | IO[bytes] | None = None,
    changes: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Shown:
    """Run the command in a terminal until it exits; `stdout` may be redirected."""
    ours, theirs = os.openpty()
    with subprocess.Popen(
        [str(COMMAND), *arguments],
        stdin=theirs,
        stdout=theirs if stdout is None else stdout,
        stderr=theirs,
        cwd=folder,
        env=environment({"TERM": "xterm", **(changes or {})}),
    ) as process:
        os.close(theirs)
        if process.stdout is not None:
            process.stdout.close()
        text = _read_all(ours)
        returncode = process.wait(timeout=60)
    os.close(ours)
    return Shown(returncode, text)


def _read_all(terminal: int) -> str:
    """Everything until the other side is closed, which Linux reports as an error."""
    parts: list[bytes] = []
    while True:
        try:
            part = os.read(terminal, _CHUNK)
        except OSError:
            part = b""
        if not part:
            return b"".join(parts).decode(errors="replace")
        parts.append(part)
