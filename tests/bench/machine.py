"""The machine: its description, its cores, and the load of other programs."""

from __future__ import annotations

import contextlib
import os
import platform
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

NOISE_LIMIT = 0.02
_PROBE_SECONDS = 0.25
_GAP_SECONDS = 50e-6  # an iteration of the busy loop takes far less than 1 us
_LIBRARIES = ("granian", "flask", "orjson", "jiter", "jsonschema-rs", "msgspec")


@dataclass(frozen=True, kw_only=True, slots=True)
class Cores:
    """The core of the server and the core of the load generator; None without pinning."""

    server: int | None
    load: int | None

    @property
    def note(self) -> str:
        """One sentence about pinning."""
        if self.server is None:
            return "Not pinned: this needs two cores and Linux. Server and load compete."
        return f"Server pinned to core {self.server}, load generator to core {self.load}."


def choose_cores() -> Cores:
    """The first two cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        usable = sorted(os.sched_getaffinity(0))
        if len(usable) > 1:
            return Cores(server=usable[0], load=usable[1])
    return Cores(server=None, load=None)


@contextlib.contextmanager
def pinned(core: int | None) -> Iterator[None]:
    """Pin this process to a core within the block; processes started in it stay there."""
    if core is None:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def measure_noise(cores: Cores) -> float:
    """The share of time that a busy loop loses to other programs, on the worse of the two cores."""
    lost = []
    for core in dict.fromkeys((cores.server, cores.load)):
        with pinned(core):
            lost.append(_spin())
    return max(lost)


def _spin() -> float:
    started = last = time.perf_counter()
    lost = 0.0
    while last - started < _PROBE_SECONDS:
        now = time.perf_counter()
        if now - last > _GAP_SECONDS:
            lost += now - last
        last = now
    return lost / (last - started)


def describe_machine() -> dict[str, str]:
    """Processor, cores, Python, and the libraries that affect the figures."""
    return {
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        **{name: version(name) for name in _LIBRARIES},
    }


def _processor() -> str:
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
