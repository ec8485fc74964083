"""The bench: what all sections use to measure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TextIO, TypeVar

from tests.bench.load import Generator, LoadFailed
from tests.bench.machine import NOISE_LIMIT, Cores, measure_noise
from tests.bench.servers import Running, Server, ServerFailed, running

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """The extent of the measurements. Times are in seconds."""

    rounds: int = 3
    seconds: int = 4
    warm_up: int = 5
    long_warm_up: int = 60
    starts: int = 5
    connections: tuple[int, ...] = (1, 8, 32)
    profiles: int = 20_000
    peaks: tuple[int, ...] = (10_000, 1_000_000)
    conversations: tuple[int, ...] = (10, 1_000, 100_000, 1_000_000)


QUICK = Plan(
    rounds=1,
    seconds=1,
    warm_up=1,
    long_warm_up=1,
    starts=1,
    profiles=2_000,
    peaks=(1_000, 10_000),
    conversations=(10, 10_000),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Bench:
    """Servers, load generator, cores, and the output for remarks."""

    plan: Plan
    servers: tuple[Server, ...]
    generator: Generator
    cores: Cores
    progress: TextIO
    notes: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    noise: dict[str, float] = field(default_factory=dict)

    def attempt(self, server: Server, what: str, measure: Callable[[Running], T]) -> T | None:
        """Measure with a newly started server; on failure record it and return None."""
        self._probe(server, what)
        try:
            with running(server, self.cores.server) as started:
                return measure(started)
        except (ServerFailed, LoadFailed) as error:
            self.failures.append(f"{what} of {server.name}: {error}.")
            return None

    def _probe(self, server: Server, what: str) -> None:
        self.progress.write(f"{what}: {server.name}\n")
        self.progress.flush()
        lost = measure_noise(self.cores)
        if lost > NOISE_LIMIT:
            self.noise[f"{what} of {server.name}"] = lost
