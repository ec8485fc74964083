"""Resident memory of a server and its children, idle and after load."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import partial

from tests.bench.bench import Bench
from tests.bench.figures import Column, SectionResult
from tests.bench.processes import Memory, can_measure_memory, measure_memory
from tests.bench.servers import Running

_SETTLE_SECONDS = 1
_TITLES = ("server", "RSS idle", "PSS idle", "RSS loaded", "PSS loaded")


@dataclass(frozen=True, kw_only=True, slots=True)
class Footprint:
    """The memory of one server before and after load."""

    idle: Memory
    loaded: Memory


def measure_footprints(bench: Bench) -> SectionResult:
    """The memory of every server; empty where the system does not report it."""
    if not can_measure_memory():
        bench.notes.append("Memory is not measured: this needs Linux.")
        return summarize({})
    measure = partial(_measure, bench)
    found = {server.name: bench.attempt(server, "memory", measure) for server in bench.servers}
    return summarize({name: one for name, one in found.items() if one is not None})


def _measure(bench: Bench, running: Running) -> Footprint | None:
    plan = bench.plan
    time.sleep(_SETTLE_SECONDS)
    idle = measure_memory(running.process.pid)
    bench.generator.run(running.port, max(plan.connections), plan.warm_up + plan.seconds)
    loaded = measure_memory(running.process.pid)
    return Footprint(idle=idle, loaded=loaded) if idle and loaded else None


def summarize(footprints: Mapping[str, Footprint]) -> SectionResult:
    """The table of all servers."""
    return SectionResult(
        title="Resident memory of the process and its children, MB",
        rows=(_TITLES, *(_row(name, one) for name, one in footprints.items())),
        columns=(
            Column(title="PSS idle", by_server={n: f.idle.pss for n, f in footprints.items()}),
            Column(title="PSS loaded", by_server={n: f.loaded.pss for n, f in footprints.items()}),
        ),
        data={name: asdict(one) for name, one in footprints.items()},
    )


def _row(name: str, footprint: Footprint) -> tuple[str, ...]:
    idle, loaded = footprint.idle, footprint.loaded
    return (name, *(f"{size:.1f}" for size in (idle.rss, idle.pss, loaded.rss, loaded.pss)))
