"""The laws: what holds of a server after every case, whatever was done to it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.mock_server.bad_input.outcomes import send_good
from tests.processes import CREDENTIAL_MARK, ServerProcess, find_children, wait_until

# Threads that wait for slow senders end after 30 seconds without work.
SETTLE_SECONDS = 45.0
SPARE_THREADS = 2
SPARE_DESCRIPTORS = 2
# What 256 threads and large bodies at the same time once took, the allocator keeps; it is no more
# however often that is repeated.
SPARE_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Footprint:
    """What a server's processes hold together: `resident` in bytes."""

    threads: int
    descriptors: int
    resident: int


def measure_footprint(server: ServerProcess) -> Footprint:
    """What the server and its workers hold now (Linux: from `/proc`)."""
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
    """Watches one server from case to case; what it wrote before is not told again."""

    def __init__(self, server: ServerProcess) -> None:
        self._server = server
        self._read = 0
        self._cursor = ""
        self._before = measure_footprint(server)

    def find_faults(self) -> Iterator[str]:
        """What is wrong with the server after a case."""
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
        """What the server holds more than at first, when it had time to settle."""
        self._server.ask("/_mock/reset", method="POST")
        wait_until(lambda: not self._grown(), seconds=SETTLE_SECONDS)
        return self._grown()

    def _grown(self) -> list[str]:
        return _grown(self._before, measure_footprint(self._server))
