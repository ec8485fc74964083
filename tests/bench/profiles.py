"""Fake profiles: the number per second and core, compared with libraries for the same fields."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median

from tests.bench.bench import Bench
from tests.bench.figures import Column, SectionResult
from tests.bench.processes import PROC
from tests.bench.report import OURS
from tests.bench.workload import ROOT

_CHUNK = 1 << 20
_MEGABYTE = 1_000_000
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024
_TITLES = ("maker", "profiles/s", "(lowest-highest)", "bytes each")
# The command is timed with its start, so it makes more profiles.
_MORE_BY_COMMAND = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """A run of a maker: processor seconds, bytes, and peak memory in megabytes."""

    profiles: int
    seconds: float
    size: int
    peak: float

    @property
    def rate(self) -> float:
        """Profiles per second and core."""
        return self.profiles / self.seconds


class MakerFailed(Exception):
    """A maker failed; `str()` is its last output."""


MAKERS: Mapping[str, str] = {
    "in process": "ours",
    "faker": "with_faker",
    "tuned faker": "with_tuned_faker",
    "mimesis": "with_mimesis",
    "polyfactory": "with_polyfactory",
}


def measure_profiles(bench: Bench) -> SectionResult:
    """Alternating rounds of all makers, in French, and the command's memory by count."""
    made: dict[str, list[Made]] = {}
    for number in range(1, bench.plan.rounds + 1):
        for name in (OURS, *MAKERS):
            bench.progress.write(f"profiles {number}: {name}\n")
            bench.progress.flush()
            with _noting_failures(bench, name):
                made.setdefault(name, []).append(_make(name, bench.plan.profiles))
    peaks = {}
    for count in bench.plan.peaks:
        with _noting_failures(bench, "peak memory"):
            peaks[count] = make_by_command(count).peak
    return summarize(made, peaks)


@contextlib.contextmanager
def _noting_failures(bench: Bench, name: str) -> Iterator[None]:
    try:
        yield
    except MakerFailed as error:
        bench.failures.append(f"profiles of {name}: {error}")


def _make(name: str, count: int) -> Made:
    if name == OURS:
        return make_by_command(count * _MORE_BY_COMMAND)
    return make_by_script(MAKERS[name], count)


def make_by_command(count: int) -> Made:
    """The cost of `mockwright profiles` from start to end, with output to a pipe."""
    program = Path(sys.executable).with_name("mockwright")
    ran = _run([str(program), "profiles", "-n", str(count), "--language", "FR"])
    return Made(profiles=count, seconds=ran.seconds, size=ran.size, peak=ran.peak)


def make_by_script(module: str, count: int) -> Made:
    """The cost of a script's loop without its start, with output to a pipe."""
    ran = _run([sys.executable, "-m", f"tests.bench.makers.{module}", str(count)])
    return Made(profiles=count, seconds=float(ran.told), size=ran.size, peak=ran.peak)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Ran:
    """A finished process with its cost and output."""

    seconds: float
    size: int
    peak: float
    told: str


def _run(command: Sequence[str]) -> _Ran:
    """Run a command, read its output, and wait for it. Raises `MakerFailed`."""
    size, peak = 0, 0
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        while part := process.stdout.read(_CHUNK):
            size += len(part)
            peak = max(peak, read_peak(process.pid))
        told = process.stderr.read().decode(errors="replace")
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise MakerFailed(f"exit code {process.returncode}: {told.strip()[-300:] or 'no words'}")
    seconds = usage.ru_utime + usage.ru_stime
    peak = peak or usage.ru_maxrss * _RSS_UNIT
    return _Ran(seconds=seconds, size=size, peak=peak / _MEGABYTE, told=told)


def read_peak(pid: int) -> int:
    """The peak memory of a running process in bytes; 0 where the system does not report it.

    On Linux the value of `wait4` is at least what this process had when it started the other.
    """
    try:
        lines = (PROC / str(pid) / "status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    fields = dict(line.partition(":")[::2] for line in lines)
    return int(fields.get("VmHWM", "0").split()[0]) * 1024  # a process that has ended reports none


def summarize(made: Mapping[str, Sequence[Made]], peaks: Mapping[int, float]) -> SectionResult:
    """The table of all makers, with the command's memory in its title."""
    rates = {name: median(one.rate for one in several) for name, several in made.items()}
    memory = ", ".join(f"{peak:.0f} MB for {count:,}" for count, peak in peaks.items())
    versions = ", ".join(f"{name} {version(name)}" for name in ("faker", "mimesis", "polyfactory"))
    return SectionResult(
        title="Fake profiles a second of one core, JSON lines into a pipe, the same French fields "
        f"({versions}).\nPeak memory of the command: {memory or 'not measured'}",
        rows=(_TITLES, *(_row(name, rates[name], several) for name, several in made.items())),
        columns=(Column(title="profiles/s", by_server=rates),),
        data={
            "profiles/s": {name: [one.rate for one in several] for name, several in made.items()},
            "peak MB": {str(count): peak for count, peak in peaks.items()},
        },
    )


def _row(name: str, rate: float, several: Sequence[Made]) -> tuple[str, ...]:
    rates = [one.rate for one in several]
    size = median(one.size / one.profiles for one in several)
    return (name, f"{rate:,.0f}", f"({min(rates):,.0f}-{max(rates):,.0f})", f"{size:,.0f}")
