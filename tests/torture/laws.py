"""The laws: invariants of a server after every case."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.mock_server.bad_input.outcomes import send_good
from tests.processes import CREDENTIAL_MARK, ServerProcess, find_children, wait_until

# Idle threads end after 30 seconds.
SETTLE_SECONDS = 45.0
SPARE_THREADS = 2
SPARE_DESCRIPTORS = 2
# Memory that the allocator keeps after 256 threads with large bodies; repetitions add nothing.
SPARE_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Footprint:
    """The resources of a server's processes in total; `resident` is in bytes."""

    threads: int
    descriptors: int
    resident: int


def measure_footprint(server: ServerProcess) -> Footprint:
    """The current resources of the server and its workers (Linux: from `/proc`)."""
    processes = [Path(f"/proc/{pid}") for pid in _family(server.process.pid)]
    fields = [(process / "status").read_text(encoding="ascii") for process in processes]
    return Footprint(
        threads=sum(_field(text, "Threads:") for text in fields),
        descriptors=sum(len([*(process / "fd").iterdir()]) for process in processes),
        resident=sum(_field(text, "VmRSS:") for text in fields) * 1024,
    )


def _family(pid: int) -> list[int]:
    return [pid, *(one for child in find_children(pid) for one in _family(child))]


def _field(status: str, name: str) -> int:
    return int(status.partition(name)[2].split()[0])


def _grown(before: Footprint, now: Footprint) -> list[str]:
    limits = {
        "threads": (before.threads, now.threads, SPARE_THREADS),
        "descriptors": (before.descriptors, now.descriptors, SPARE_DESCRIPTORS),
        "bytes of memory": (before.resident, now.resident, SPARE_BYTES),
    }
    return [
        f"the server held {old:,} {name} and now holds {new:,}"
        for name, (old, new, spare) in limits.items()
        if new > old + spare
    ]


class Witness:
    """Watches one server across cases and reports each output only once."""

    def __init__(self, server: ServerProcess) -> None:
        self._server = server
        self._read = 0
        self._cursor = ""
        self._before = measure_footprint(server)

    def find_faults(self) -> Iterator[str]:
        """The faults of the server after a case."""
        status = send_good(self._server, "after")
        if status != 200:
            yield f"the next good request got {status}"
            return
        stderr = self._server.stderr_text()
        written, self._read = stderr[self._read :], len(stderr)
        if "Traceback" in written or "panicked" in written:
            yield f"standard error has {written[-800:]!r}"
        if CREDENTIAL_MARK in written:
            yield "standard error has a credential"
        journal = self._server.journal(**({"after": self._cursor} if self._cursor else {}))
        self._cursor = journal["cursor"]
        if CREDENTIAL_MARK in json.dumps(journal):
            yield "the journal has a credential"

    def find_growth(self) -> list[str]:
        """The growth of the server's resources after some time to settle."""
        self._server.ask("/_mock/reset", method="POST")
        wait_until(lambda: not self._grown(), seconds=SETTLE_SECONDS)
        return self._grown()

    def _grown(self) -> list[str]:
        return _grown(self._before, measure_footprint(self._server))
