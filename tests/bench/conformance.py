"""Conformance: what `check server` takes, in all and for a made-up request beside Schemathesis."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from openapi.loading import DOCUMENTS
from tests.bench.bench import Bench
from tests.bench.figures import Column, SectionResult
from tests.bench.report import OURS
from tests.bench.servers import Running
from tests.bench.workload import ROOT

_SCHEMATHESIS = "schemathesis"
_EXAMPLES = 100
_MADE = {
    OURS: re.compile(r"fuzzing ([\d,]+)"),
    _SCHEMATHESIS: re.compile(r"([\d,]+) generated"),
}
_TITLES = ("made-up requests to dumgum", "ms of a core each", "(lowest-highest)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Ran:
    """One run: seconds by the clock, seconds of a core, and how many requests were made up."""

    seconds: float
    core_seconds: float
    requests: int


def measure_conformance(bench: Bench) -> SectionResult:
    """Rounds of both tools in turn, each against the same mock, and one whole run."""
    each: dict[str, list[float]] = {}
    whole: list[float] = []

    def measure(started: Running) -> None:
        url = f"http://127.0.0.1:{started.port}"
        for _ in range(bench.plan.rounds):
            for name in (OURS, _SCHEMATHESIS):
                each.setdefault(name, []).append(_cost(name, url))
        whole.append(_run([_program("understudy"), "check", "server", url, "--key", "any"]).seconds)

    server = next((one for one in bench.servers if one.name == OURS), None)
    if server is not None:
        bench.attempt(server, "conformance", measure)
    return summarize(each, whole)


def _cost(name: str, url: str) -> float:
    """Milliseconds of a core for a request more: a long run without what a short one takes."""
    short, long = (_run(_command(name, url, count), _MADE[name]) for count in (2, _EXAMPLES))
    more = long.requests - short.requests
    return 1000 * (long.core_seconds - short.core_seconds) / more if more else float("nan")


def _command(name: str, url: str, count: int) -> list[str]:
    shared = ["--max-examples", str(count), "--phases", "fuzzing", "--seed", "1"]
    if name == OURS:
        words = [_program("understudy"), "check", "server", url, "--spec", "dumgum", "--key", "any"]
        return [*words, *shared]
    document = str(DOCUMENTS / "dumgum.yaml")
    words = [_program("st"), "run", document, "--url", url, "-H", "Authorization: Bearer any"]
    return [*words, *shared, "--generation-database", "none", "--continue-on-failure"]


def _program(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def _run(command: Sequence[str], made: re.Pattern[str] | None = None) -> Ran:
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "SCHEMATHESIS_HOOKS": "contracts.schemathesis_hooks",
    }
    began = time.perf_counter()
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process,
    ):
        assert process.stdout is not None
        told = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    found = made.search(told) if made else None
    return Ran(
        seconds=time.perf_counter() - began,
        core_seconds=usage.ru_utime + usage.ru_stime,
        requests=int(found[1].replace(",", "")) if found else 0,
    )


def summarize(each: dict[str, list[float]], whole: Sequence[float]) -> SectionResult:
    """The table of both tools, and a whole run in its title."""
    medians = {name: median(costs) for name, costs in each.items()}
    rows = [
        (name, f"{medians[name]:.1f}", f"({min(costs):.1f}-{max(costs):.1f})")
        for name, costs in each.items()
    ]
    run = f"{whole[0]:.1f} s" if whole else "not measured"
    return SectionResult(
        title=f"Conformance: all three documents with default settings take {run}",
        rows=(_TITLES, *rows),
        columns=(Column(title="ms a made-up request", by_server=medians),),
        data={"ms": each, "seconds": [*whole]},
    )
