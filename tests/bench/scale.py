"""Scale of state: the time of a request and the memory, from 10 conversations to a million."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.bench.bench import Bench
from tests.bench.figures import SectionResult
from tests.bench.filled import FILE, STATES
from tests.bench.workload import ROOT

_REQUESTS = 400
_MEGABYTE = 1_000_000
_TITLES = (
    *("state", "conversations", "us known", "us new", "us new by clock"),
    *("RSS MB", "forgotten", "start s"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Filled:
    """A mock with many stored conversations, and the figures of `tests.bench.filled`."""

    state: str
    conversations: int
    known: float
    new: float
    new_clock: float
    start: float
    forgotten: int
    bytes: int
    resident: int | None


def measure_scale(bench: Bench) -> SectionResult:
    """Every kind of state with every number of conversations, each in its own process."""
    found = []
    for state in STATES:
        for count in bench.plan.conversations:
            bench.progress.write(f"scale: {state}, {count:,} conversations\n")
            bench.progress.flush()
            try:
                found.append(measure_filled(state, count))
            except subprocess.CalledProcessError as error:
                words = error.stderr.decode(errors="replace").strip()[-300:]
                bench.failures.append(f"scale of {state} with {count:,}: {words}")
    return summarize(found)


def measure_filled(state: str, count: int, requests: int = _REQUESTS) -> Filled:
    """Measure one mock. Raises `CalledProcessError`."""
    command = [sys.executable, "-m", "tests.bench.filled", state, str(count), str(requests)]
    with tempfile.TemporaryDirectory() as folder:
        file = [str(Path(folder) / "state.db")] if state == FILE else []
        ran = subprocess.run([*command, *file], cwd=ROOT, capture_output=True, check=True)
    return Filled(state=state, conversations=count, **json.loads(ran.stdout))


def summarize(found: Sequence[Filled]) -> SectionResult:
    """The table; the figures of each kind of state should be constant."""
    return SectionResult(
        title="State at scale, journal full: microseconds of the processor for a reply in a known "
        "and in a new conversation\n(both profiles of each are stored; with --db a new one waits "
        "for the disk, and nothing is forgotten)",
        rows=(_TITLES, *(_row(one) for one in found)),
        columns=(),
        data=[asdict(one) for one in found],
    )


def _row(one: Filled) -> tuple[str, ...]:
    resident = "-" if one.resident is None else f"{one.resident / _MEGABYTE:,.0f}"
    times = (f"{time:,.0f}" for time in (one.known, one.new, one.new_clock))
    counts = (resident, f"{one.forgotten:,}", f"{one.start:.2f}")
    return (one.state, f"{one.conversations:,}", *times, *counts)
