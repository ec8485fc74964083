"""Load: `wrk` if it is installed, otherwise a generator in Python, which is slower."""

from __future__ import annotations

import json
import math
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from tests.bench.figures import Round, percentile
from tests.bench.hammer import Report
from tests.bench.processes import started
from tests.bench.workload import BODY_FILE, HEADERS, HOST, PATH, SCRATCH

CONNECTIONS_PER_PROCESS = 8
_SPARE_SECONDS = 60
_MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


class Generator(Protocol):
    """A closed-loop load generator with several connections."""

    name: str

    def run(self, port: int, connections: int, seconds: int) -> Round:
        """Send for `seconds`. Raises `LoadFailed`."""


class LoadFailed(Exception):
    """An error of the load generator; `str()` is the reason."""


def find_generator(core: int | None) -> Generator:
    """The fastest available load generator."""
    program = shutil.which("wrk")
    return Wrk(program, core) if program else Hammer(core)


class Wrk:
    """`wrk` with one thread and persistent connections."""

    def __init__(self, program: str, core: int | None) -> None:
        self.name = read_version(program)
        self._program = program
        self._core = core
        self._script = SCRATCH / "generate.lua"
        self._script.parent.mkdir(exist_ok=True)
        self._script.write_text(write_script(BODY_FILE), encoding="utf-8")

    def run(self, port: int, connections: int, seconds: int) -> Round:
        """Send for `seconds`. Raises `LoadFailed`."""
        amount = ["-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s"]
        url = f"http://{HOST}:{port}{PATH}"
        command = [self._program, *amount, "--latency", "-s", str(self._script), url]
        [output] = _run_all([command], self._core, seconds)
        return parse_wrk(output, connections)


def read_version(program: str) -> str:
    """The version in the first line of its help, such as `wrk 4.1.0`."""
    output = subprocess.run([program, "-v"], check=False, capture_output=True, text=True)
    return " ".join(output.stdout.split()[:2]) or "wrk"


def write_script(body: Path) -> str:
    """Write the Lua script that makes `wrk` send the request."""
    headers = [f"wrk.headers[{_quote(name)}] = {_quote(text)}" for name, text in HEADERS.items()]
    return "\n".join(
        [
            'wrk.method = "POST"',
            *headers,
            f'local file = assert(io.open({_quote(str(body))}, "rb"))',
            'wrk.body = file:read("*a")',
            "file:close()",
            "",
        ]
    )


def _quote(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def parse_wrk(text: str, connections: int) -> Round:
    """The figures in the output of `wrk --latency`. Raises `LoadFailed`."""
    total = re.search(r"(\d+) requests in ([\d.]+)(us|ms|s|m),", text)
    rate = re.search(r"Requests/sec: +([\d.]+)", text)
    if total is None or rate is None:
        raise LoadFailed(f"`wrk` said: {text.strip() or 'nothing'}")
    seconds = float(total[2]) * _MILLISECONDS[total[3]] / 1000
    sockets = re.search(
        r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", text
    )
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    return Round(
        connections=connections,
        seconds=seconds,
        requests=int(total[1]),
        requests_per_second=float(rate[1]),
        p50_ms=_latency(text, 50),
        p99_ms=_latency(text, 99),
        errors=sum(int(count) for found in (sockets, refused) if found for count in found.groups()),
    )


def _latency(text: str, percent: int) -> float:
    found = re.search(rf"^ +{percent}% +([\d.]+)(us|ms|s|m)\s*$", text, re.MULTILINE)
    return float(found[1]) * _MILLISECONDS[found[2]] if found else math.nan


class Hammer:
    """Python processes with a few connections each; far slower than `wrk`."""

    name = "in Python, as `wrk` is not installed: its own speed limits the figures"

    def __init__(self, core: int | None) -> None:
        self._core = core

    def run(self, port: int, connections: int, seconds: int) -> Round:
        """Send for `seconds`. Raises `LoadFailed`."""
        module = [sys.executable, "-m", "tests.bench.hammer", str(port)]
        commands = [
            [*module, str(share), str(seconds)]
            for share in split(connections, CONNECTIONS_PER_PROCESS)
        ]
        reports = [json.loads(text) for text in _run_all(commands, self._core, seconds)]
        return merge_reports(reports, connections, seconds)


def split(connections: int, most: int) -> list[int]:
    """The connections in shares of limited size."""
    full, rest = divmod(connections, most)
    return [most] * full + ([rest] if rest else [])


def merge_reports(reports: Sequence[Report], connections: int, seconds: int) -> Round:
    """The reports of several processes as one round."""
    latencies = [latency for report in reports for latency in report["milliseconds"]]
    return Round(
        connections=connections,
        seconds=seconds,
        requests=len(latencies),
        requests_per_second=len(latencies) / seconds,
        p50_ms=percentile(latencies, 0.50),
        p99_ms=percentile(latencies, 0.99),
        errors=sum(report["errors"] for report in reports),
    )


def _run_all(commands: Sequence[Sequence[str]], core: int | None, seconds: int) -> list[str]:
    """Run commands concurrently and return their output. Raises `LoadFailed`."""
    if not commands:
        return []
    log = SCRATCH / f"load-{len(commands)}.log"
    with started(commands[0], log, core) as process:
        others = _run_all(commands[1:], core, seconds)
        try:
            code = process.wait(seconds + _SPARE_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise LoadFailed(f"`{commands[0][0]}` does not end") from error
    text = log.read_text(encoding="utf-8", errors="replace")
    if code:
        raise LoadFailed(f"`{commands[0][0]}` ended with {code}: {text[-300:]}")
    return [text, *others]
