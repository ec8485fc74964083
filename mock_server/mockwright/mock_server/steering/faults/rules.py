"""Fault rules: which requests a fault applies to, by share, occurrence and operation."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from mockwright.mock_server.seeding import RandomStream, request_key
from mockwright.mock_server.steering.faults.kinds import (
    KNOWN,
    NO_FAULT,
    Fault,
    FaultIsUnknown,
    parse_fault,
)
from mockwright.openapi.wording import shorten, suggest_or_list

MAX_RULES = 100
FORM = (
    "Expected `FAULT`, `FAULT:10%` (of all requests) or `FAULT:2x` (the first two times that the "
    "same request comes), each with `@operationId` after it for one operation."
)

_EVERY = 100.0
_SHARE = re.compile(r"(\d{1,3}(?:\.\d{1,4})?)%", re.ASCII)
_TURNS = re.compile(r"(\d{1,6})x", re.ASCII)
_COUNT_BYTES = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class FaultRule:
    """A fault and the requests that it applies to: a share of all, or the first of each request.

    `percent` is more than 0 and at most 100; `times` is the number of occurrences of the same
    request that get the fault; `operation` is an operation id.
    """

    fault: Fault
    percent: float = _EVERY
    times: int | None = None
    operation: str | None = None

    @property
    def needs_count(self) -> bool:
        """Whether the number of earlier occurrences of a request matters."""
        return self.times is not None or self.percent < _EVERY

    def hits(self, seed: int, key: bytes, count: int) -> bool:
        """Whether the fault applies to a request that came `count` times before."""
        if self.times is not None:
            return count < self.times
        if self.percent >= _EVERY:
            return True
        turn = key + count.to_bytes(_COUNT_BYTES, "big")
        stream = RandomStream(request_key(seed, f"fault {self}".encode(), turn))
        return stream.chance(self.percent / _EVERY)

    def __str__(self) -> str:
        """The rule in its syntax."""
        share = f":{self.percent:g}%" if self.percent < _EVERY else ""
        when = share if self.times is None else f":{self.times}x"
        return f"{self.fault}{when}{f'@{self.operation}' if self.operation else ''}"


def parse_rule(text: str, operations: Collection[str]) -> FaultRule:
    """`status=503:10%@operationId`. Raises `FaultIsUnknown`."""
    rest, at, operation = (part.strip() for part in text.partition("@"))
    name, colon, when = (part.strip() for part in rest.partition(":"))
    if at and operation not in operations:
        hint = suggest_or_list(operation, sorted(operations))
        raise FaultIsUnknown(f"There is no operation `{shorten(operation)}`. {hint}")
    fault = parse_fault(name)
    if fault == NO_FAULT:
        raise FaultIsUnknown(f"`none` is only allowed in the header `Mock-Fault`. {KNOWN}")
    percent, times = _parse_when(when) if colon else (_EVERY, None)
    return FaultRule(fault=fault, percent=percent, times=times, operation=operation or None)


def _parse_when(when: str) -> tuple[float, int | None]:
    turns, share = _TURNS.fullmatch(when), _SHARE.fullmatch(when)
    times = int(turns[1]) if turns else None
    percent = float(share[1]) if share else _EVERY
    if (share or times) and 0 < percent <= _EVERY:
        return percent, times
    raise FaultIsUnknown(f"`:{shorten(when)}` is not a share or a number of times. {FORM}")
