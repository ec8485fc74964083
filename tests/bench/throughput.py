"""Throughput and latency in a closed loop, over one, several and many connections."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from functools import partial
from statistics import median

from tests.bench.bench import Bench
from tests.bench.figures import Column, Round, SectionResult
from tests.bench.servers import Running, Server

Rounds = dict[tuple[str, int], list[Round]]
_TITLES = ("server", "connections", "requests/s", "(lowest-highest)", "p50 ms", "p99 ms", "errors")
_WARM_UP_CONNECTIONS = 8


def measure_throughput(bench: Bench) -> SectionResult:
    """Alternating rounds of all servers, each newly started, so that noise affects all alike."""
    rounds: Rounds = {}
    for number in range(1, bench.plan.rounds + 1):
        for server in bench.servers:
            measure = partial(_measure_round, bench, server)
            for result in bench.attempt(server, f"round {number}", measure) or ():
                rounds.setdefault((server.name, result.connections), []).append(result)
    return summarize(rounds, bench.plan.seconds)


def _measure_round(bench: Bench, server: Server, running: Running) -> list[Round]:
    plan, generator = bench.plan, bench.generator
    warm_up = plan.long_warm_up if server.is_slow_to_warm else plan.warm_up
    generator.run(running.port, _WARM_UP_CONNECTIONS, warm_up)
    return [generator.run(running.port, number, plan.seconds) for number in plan.connections]


def summarize(rounds: Rounds, seconds: int) -> SectionResult:
    """The medians by server and number of connections."""
    most = max((len(several) for several in rounds.values()), default=0)
    return SectionResult(
        title=f"Requests/s and latency, medians of rounds: {most} x {seconds} s",
        rows=(_TITLES, *(_row(server, several) for (server, _), several in rounds.items())),
        columns=tuple(_column(rounds, n) for n in sorted({key[1] for key in rounds})),
        data=[
            {"server": server, "connections": connections, "rounds": [asdict(r) for r in several]}
            for (server, connections), several in rounds.items()
        ],
    )


def _row(server: str, rounds: Sequence[Round]) -> tuple[str, ...]:
    rates = [one.requests_per_second for one in rounds]
    errors = sum(one.errors for one in rounds)
    return (
        server,
        str(rounds[0].connections),
        f"{median(rates):,.0f}",
        f"({min(rates):,.0f}-{max(rates):,.0f})",
        f"{median(one.p50_ms for one in rounds):.2f}",
        f"{median(one.p99_ms for one in rounds):.2f}",
        f"{errors:,} !" if errors else "0",
    )


def _column(rounds: Rounds, connections: int) -> Column:
    return Column(
        title=f"requests/s, {connections}",
        by_server={
            server: _median_rate(several)
            for (server, number), several in rounds.items()
            if number == connections
        },
    )


def _median_rate(rounds: Iterable[Round]) -> float:
    return median(one.requests_per_second for one in rounds)
