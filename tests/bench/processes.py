"""Processes that are started within a block and ended after it with all their children."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.machine import pinned
from tests.bench.workload import ROOT

PROC = Path("/proc")
_GRACE_SECONDS = 5
_SESSION_FIELD = 3


@contextlib.contextmanager
def started(
    command: Sequence[str], log: Path, core: int | None
) -> Iterator[subprocess.Popen[bytes]]:
    """A process in its own session that writes to a log; it is always ended after the block."""
    with log.open("wb") as output, pinned(core):
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        _end(process)


def _environment() -> dict[str, str]:
    """Our environment with compiled modules enabled, as for an installed command."""
    return {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE_SECONDS)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        _await_children(process.pid)


def _await_children(session: int) -> None:
    """Wait until killed children have ended; they cannot be waited for directly."""
    deadline = time.monotonic() + _GRACE_SECONDS
    while find_session(session) and time.monotonic() < deadline:
        time.sleep(0.01)


@dataclass(frozen=True, kw_only=True, slots=True)
class Memory:
    """Resident memory of a process and its children, in megabytes (10^6 bytes).

    RSS counts a page that two processes share twice; PSS counts half of it for each.
    """

    rss: float
    pss: float


def can_measure_memory() -> bool:
    """Whether this system reports the memory of processes."""
    return (PROC / "self" / "smaps_rollup").exists()


def measure_memory(session: int) -> Memory | None:
    """The memory of all processes of a session, or None if there are none."""
    parts = []
    for member in find_session(session):
        with contextlib.suppress(OSError):
            rollup = (PROC / str(member) / "smaps_rollup").read_text(encoding="utf-8")
            if rollup:  # empty for a process that is ending
                parts.append(parse_rollup(rollup))
    if not parts:
        return None
    return Memory(rss=sum(part.rss for part in parts), pss=sum(part.pss for part in parts))


def find_session(session: int) -> list[int]:
    """The ids of a session's processes; none without `/proc`."""
    members = []
    for folder in PROC.glob("[0-9]*"):
        with contextlib.suppress(OSError):
            text = (folder / "stat").read_text(encoding="utf-8", errors="replace")
            # The name of the program is in parentheses and may contain anything.
            fields = text.rpartition(")")[2].split()
            if int(fields[_SESSION_FIELD]) == session and fields[0] != "Z":
                members.append(int(folder.name))
    return members


def parse_rollup(text: str) -> Memory:
    """The sums of a `smaps_rollup`."""
    lines = (line.split() for line in text.splitlines())
    kibibytes = {fields[0]: int(fields[1]) for fields in lines if fields[-1] == "kB"}
    return Memory(rss=kibibytes["Rss:"] * 1024 / 1e6, pss=kibibytes["Pss:"] * 1024 / 1e6)
