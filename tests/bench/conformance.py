"""Conformance: the cost of `check server`, in total and per request, compared with Schemathesis."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from mockwright.openapi.loading import DOCUMENTS
from tests.bench.bench import Bench
from tests.bench.figures import Column, SectionResult
from tests.bench.load import LoadFailed
from tests.bench.made_up import DRAWING, OURS, RAW
from tests.bench.servers import Running
from tests.bench.workload import ROOT

_EXAMPLES = 100
_ST = "st run"
_MADE = {
    OURS: re.compile(r"fuzzing ([\d,]+)"),
    _ST: re.compile(r"([\d,]+) generated"),
}
_TITLES = ("made-up requests to dumgum", "ms of a core each", "(lowest-highest)", "of it drawing")
# `st run` would reuse values of answers, which makes for other and smaller requests.
_ST_SETTINGS = "[phases.fuzzing]\nextra-data-sources = { responses = false }\n"


@dataclass(frozen=True, kw_only=True, slots=True)
class Ran:
    """A finished process: elapsed and processor seconds, the number of requests, and its output."""

    seconds: float
    core_seconds: float
    requests: int
    told: str


def measure_conformance(bench: Bench) -> SectionResult:
    """Measure both harnesses with equal requests, both commands, and a complete run."""
    parts: dict[str, list[float]] = {}
    commands: dict[str, list[float]] = {}
    whole: list[float] = []

    def measure(started: Running) -> None:
        url = f"http://127.0.0.1:{started.port}"
        words = [sys.executable, "-m", "tests.bench.made_up", url, str(bench.plan.rounds)]
        parts.update(read_parts(_run(words).told))
        for number in range(1, bench.plan.rounds + 1):
            for name in _MADE:
                commands.setdefault(name, []).append(_cost(name, url, number))
        whole.append(_run([_program("mockwright"), "check", "server", url, "--key", "any"]).seconds)

    server = next((one for one in bench.servers if one.name == OURS), None)
    if server is not None:
        bench.attempt(server, "conformance", measure)
    return summarize(parts, commands, whole)


def read_parts(told: str) -> dict[str, list[float]]:
    """The output of `made_up`. Raises `LoadFailed` with its last line if it is invalid."""
    try:
        parts: dict[str, list[float]] = json.loads(told)
    except ValueError:
        lines = told.strip().splitlines() or ["it told nothing"]
        raise LoadFailed(f"made-up requests failed: {lines[-1]}") from None
    return parts


def _cost(name: str, url: str, number: int) -> float:
    """Processor milliseconds per additional request: a long run minus a short one."""
    short, long = (_run(_command(name, url, n, number), _MADE[name]) for n in (2, _EXAMPLES))
    more = long.requests - short.requests
    return 1000 * (long.core_seconds - short.core_seconds) / more if more else float("nan")


def _command(name: str, url: str, count: int, number: int) -> list[str]:
    shared = ["--max-examples", str(count), "--phases", "fuzzing", "--seed", str(number)]
    if name == OURS:
        words = [_program("mockwright"), "check", "server", url, "--spec", "dumgum", "--key", "any"]
        return [*words, *shared]
    document = str(DOCUMENTS / "dumgum.yaml")
    words = [_program("st"), "run", document, "--url", url, "-H", "Authorization: Bearer any"]
    # `ignored_auth` sends each request twice more, and all three are counted as generated.
    once = ["--exclude-checks", "ignored_auth", "--generation-database", "none"]
    return [*words, *shared, *once, "--continue-on-failure"]


def _program(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def _run(command: Sequence[str], made: re.Pattern[str] | None = None) -> Ran:
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "SCHEMATHESIS_HOOKS": "mockwright.schemathesis_hooks",
    }
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "schemathesis.toml").write_text(_ST_SETTINGS, encoding="utf-8")
        with subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process:
            assert process.stdout is not None
            told = process.stdout.read()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
    found = made.search(told) if made else None
    return Ran(
        seconds=time.perf_counter() - began,
        core_seconds=usage.ru_utime + usage.ru_stime,
        requests=int(found[1].replace(",", "")) if found else 0,
        told=told,
    )


def summarize(
    parts: Mapping[str, Sequence[float]],
    commands: Mapping[str, Sequence[float]],
    whole: Sequence[float],
) -> SectionResult:
    """The table of harnesses and commands, with a complete run in its title.

    `parts` has the milliseconds for drawing and for each harness, by round.
    """
    drawing = parts.get(DRAWING, ())
    besides = {name: parts[name] for name in (OURS, RAW) if name in parts}
    each = {
        name: [drawn + cost for drawn, cost in zip(drawing, costs, strict=True)]
        for name, costs in besides.items()
    }
    rows = [(*_row(name, costs), f"{fmean(drawing):.1f}") for name, costs in each.items()]
    rows += [(*_row(f"{name}, harness alone", costs), "-") for name, costs in besides.items()]
    rows += [(*_row(f"{name}, own command", costs), "-") for name, costs in commands.items()]
    run = f"{whole[0]:.1f} s" if whole else "not measured"
    return SectionResult(
        title=f"Conformance: all three documents with default settings take {run}",
        rows=(_TITLES, *rows),
        columns=(
            Column(title="ms a made-up request", by_server=_means(each)),
            Column(title="ms of the harness alone", by_server=_means(besides)),
        ),
        data={"parts": {**parts}, "commands": {**commands}, "seconds": [*whole]},
    )


def _row(name: str, costs: Sequence[float]) -> tuple[str, str, str]:
    return name, f"{fmean(costs):.2f}", f"({min(costs):.2f}-{max(costs):.2f})"


def _means(costs: Mapping[str, Sequence[float]]) -> dict[str, float]:
    return {name: fmean(each) for name, each in costs.items()}
