"""Figures: the measured values and their arithmetic."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Round:
    """A run of the load generator. `errors` counts bad answers and broken connections."""

    connections: int
    seconds: float
    requests: int
    requests_per_second: float
    p50_ms: float
    p99_ms: float
    errors: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One figure of several servers; `mockwright` is divided by each of the others."""

    title: str
    by_server: Mapping[str, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class SectionResult:
    """The result of a section: its table (the first row has titles) and the columns to compare."""

    title: str
    rows: tuple[tuple[str, ...], ...]
    columns: tuple[Column, ...]
    data: Any


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile; `share` is 0.99 for p99. NaN without values."""
    if not values:
        return math.nan
    return sorted(values)[max(0, math.ceil(len(values) * share) - 1)]


def ratio(column: Column, server: str, other: str) -> float | None:
    """The ratio of two servers' figures; None if one is missing."""
    figure, base = column.by_server.get(server), column.by_server.get(other)
    return figure / base if figure is not None and base else None
