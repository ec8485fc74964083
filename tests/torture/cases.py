"""The torture suite's data: cases with the ids of the checklist, and their verdicts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from tests.torture.testbed import Testbed

GROUPS = {
    "A": "JSON text",
    "B": "Schemas and documents",
    "C": "HTTP framing, heads and connections",
    "D": "Paths, content negotiation, other sites",
    "E": "What the APIs mean",
    "F": "The profile endpoint, which the mock calls",
    "G": "Process, storage, time",
    "H": "Command line, profiles, checks",
}

Check = Callable[[Testbed], Iterable[str]]
Standing = Literal["passed", "known limit", "does not apply", "failed"]


@dataclass(frozen=True, kw_only=True)
class Case:
    """An action on the product and its expected outcome.

    `id` is that of the checklist (`A13`); `check` performs it and yields every fault as a sentence.
    `limit` is the reason of a known limit: the check then has to find faults. `absent` is the
    reason why there is nothing to check.
    """

    id: str
    name: str
    check: Check | None = None
    limit: str = ""
    absent: str = ""

    @property
    def group(self) -> str:
        """The letter of its group."""
        return self.id[0]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The outcome of a case; `faults` are the reasons of a failure or of a known limit."""

    case: Case
    standing: Standing
    faults: tuple[str, ...] = ()
    seconds: float = 0.0


def judge(case: Case, faults: tuple[str, ...], seconds: float) -> Verdict:
    """The verdict on a case with these faults."""
    if case.limit and not faults:
        faults = ("This passes now: it is not a known limit any more.",)
        return Verdict(case=case, standing="failed", faults=faults, seconds=seconds)
    standing: Standing = "passed"
    if faults:
        standing = "known limit" if case.limit else "failed"
    return Verdict(case=case, standing=standing, faults=faults, seconds=seconds)
