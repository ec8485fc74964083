"""The torture suite's data: cases by the ids of the checklist, and the verdicts on them."""

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
    """One thing that is done to the product, and what has to come of it.

    `id` is that of the checklist (`A13`); `check` does it and gives everything that was wrong, in
    sentences. `limit` says why the check cannot pass: it is run all the same, and has to find
    faults. `absent` says why there is nothing to check: the product has no such thing.
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
    """What came of a case; `faults` are why it failed, or what its known limit looks like."""

    case: Case
    standing: Standing
    faults: tuple[str, ...] = ()
    seconds: float = 0.0


def judge(case: Case, faults: tuple[str, ...], seconds: float) -> Verdict:
    """The verdict on a case whose check found these faults."""
    if case.limit and not faults:
        faults = ("This passes now: it is no known limit any more.",)
        return Verdict(case=case, standing="failed", faults=faults, seconds=seconds)
    standing: Standing = "passed"
    if faults:
        standing = "known limit" if case.limit else "failed"
    return Verdict(case=case, standing=standing, faults=faults, seconds=seconds)
