"""Measures the latency of exchanges."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from mockwright.contracts.engine.exchanges import Exchange


class Latency(NamedTuple):
    """Latency in milliseconds: median, 95th percentile and maximum."""

    p50: float
    p95: float
    slowest: float

    def __str__(self) -> str:
        """`p50 1.2 ms, p95 3.1 ms, max 18 ms`."""
        return f"p50 {_show(self.p50)}, p95 {_show(self.p95)}, max {_show(self.slowest)}"


def _show(milliseconds: float) -> str:
    return f"{milliseconds:,.0f} ms" if milliseconds >= 10 else f"{milliseconds:.1f} ms"  # noqa: PLR2004 -- two significant digits


def measure(exchanges: Iterable[Exchange]) -> Latency | None:
    """The latency of the answered exchanges; None if there are none."""
    times = sorted(e.seconds * 1000 for e in exchanges if e.response is not None)
    return Latency(_rank(times, 50), _rank(times, 95), times[-1]) if times else None


def _rank(times: Sequence[float], percent: int) -> float:
    """The nearest-rank percentile of sorted times."""
    return times[max(math.ceil(len(times) * percent / 100), 1) - 1]
