"""Start-up: the time from the start of the process to the first 200."""

from __future__ import annotations

from operator import attrgetter
from statistics import median

from tests.bench.bench import Bench
from tests.bench.figures import Column, SectionResult


def measure_startup(bench: Bench) -> SectionResult:
    """Several alternating starts of all servers."""
    seconds: dict[str, list[float]] = {}
    for number in range(1, bench.plan.starts + 1):
        for server in bench.servers:
            time = bench.attempt(server, f"start {number}", attrgetter("seconds"))
            if time is not None:
                seconds.setdefault(server.name, []).append(time)
    medians = {name: median(times) for name, times in seconds.items()}
    rows = [
        (name, f"{medians[name]:.2f}", f"({min(times):.2f}-{max(times):.2f})")
        for name, times in seconds.items()
    ]
    return SectionResult(
        title=f"Start-up, on one core, medians of {bench.plan.starts}",
        rows=(("server", "seconds", "(lowest-highest)"), *rows),
        columns=(Column(title="start-up", by_server=medians),),
        data=seconds,
    )
