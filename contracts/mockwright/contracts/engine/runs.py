"""Runs: what one check command did, as a stream of events and, in the end, one result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from mockwright.contracts.coverage.gathering import Coverage, CoverageReport
from mockwright.contracts.engine.credentials import Credentials
from mockwright.contracts.engine.exchanges import Exchange, hide_credentials
from mockwright.contracts.engine.findings import Check, Finding, Trial, hide_in_finding
from mockwright.openapi.operations import Operation

Ending = Literal["complete", "interrupted", "unreachable"]


@dataclass(frozen=True, kw_only=True, slots=True)
class About:
    """What a run is: its command, what it is held to, and how to have it again.

    `documents` are names or files as they were given; `variables` are the names that stand for
    credentials (`$KEY`). `is_partial` says that the run was narrowed (to some phases, say), so that
    what it does not find may still be there. `start_run` fills in the rest: our version, the
    words of the command line to `repeat`, when it `started`, in seconds since 1970, and the
    `folder` of its findings.
    """

    command: str
    target: str
    seed: int
    documents: tuple[str, ...]
    operations: tuple[Operation, ...]
    checks: tuple[Check, ...]
    version: str = ""
    variables: tuple[str, ...] = ()
    is_partial: bool = False
    repeat: tuple[str, ...] = ()
    folder: str = ".mockwright/findings"
    started: float = 0.0


# The label of an operation, and the id of a check.
Pair = tuple[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """A finding with how often it occurred."""

    finding: Finding
    occurrences: int
    is_known: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """How a run ended. `reasons` say, each in a sentence, why it is not passed.

    `gone` are the ids of known findings that occur no longer; `judged` says how many trials of an
    operation each check was asked about.
    """

    about: About
    ending: Ending
    findings: tuple[Counted, ...]
    exchanges: int
    seconds: float
    reasons: tuple[str, ...]
    gone: tuple[str, ...] = ()
    coverage: CoverageReport | None = None
    judged: Mapping[Pair, int] = field(default_factory=dict)

    @property
    def failures(self) -> int:
        """How many different findings break the contract and are not known."""
        return sum(c.finding.is_failure and not c.is_known for c in self.findings)

    @property
    def warnings(self) -> int:
        """How many different findings are odd and no more."""
        return sum(not c.finding.is_failure and not c.is_known for c in self.findings)

    @property
    def known(self) -> int:
        """How many different findings are accepted by the baseline."""
        return sum(c.is_known for c in self.findings)

    @property
    def is_passed(self) -> bool:
        """Whether the run was complete, and the contract was kept."""
        is_clean = not self.reasons and not self.failures and not self.gone
        return is_clean and self.ending == "complete"


class Writer(Protocol):
    """One report. It is told everything in order, and finishes in any case.

    Exchanges and findings come without credentials.
    """

    def begin(self, about: About) -> None:
        """The run begins."""

    def exchange(self, exchange: Exchange, operation: Operation | None, phase: str) -> None:
        """A request was made."""

    def finding(self, finding: Finding, *, is_known: bool) -> None:
        """Something was found for the first time; `is_known` if the baseline accepts it."""

    def end(self, result: Result) -> None:
        """The run is over."""


@dataclass(kw_only=True)
class Run:
    """A run that goes on: it gathers what happens, tells every writer, and ends in a result.

    `known` are the ids that the baseline accepts; `is_accepting` accepts whatever is found.
    """

    about: About
    writers: Sequence[Writer]
    credentials: Credentials
    known: frozenset[str] = frozenset()
    is_accepting: bool = False
    coverage: Coverage | None = None
    exchanges: int = 0
    phase: str = ""
    _judged: Counter[Pair] = field(default_factory=Counter)
    _findings: dict[str, Counted] = field(default_factory=dict)

    def begin(self) -> None:
        """Tell every writer that the run begins."""
        for writer in self.writers:
            writer.begin(self.about)

    def record(self, exchange: Exchange, operation: Operation | None = None) -> Exchange:
        """Note an exchange; returns it without credentials."""
        hidden = hide_credentials(exchange, self.credentials)
        self.exchanges += 1
        if self.coverage is not None:
            self.coverage.add(hidden, operation)
        for writer in self.writers:
            writer.exchange(hidden, operation, self.phase)
        return hidden

    def judge(self, check: Check, trial: Trial) -> list[Finding]:
        """Ask a check about a trial whose exchanges were recorded, and note what it finds."""
        found = [*check.judge(trial)]
        self.count(check.id, trial.operation)
        self.note(found)
        return found

    def count(self, check: str, operation: Operation | None) -> None:
        """Note that a check, named by its id, was asked about a trial of an operation."""
        self._judged[operation.label if operation else "", check] += 1

    def note(self, findings: Iterable[Finding]) -> None:
        """Note findings: of equal ones, the first is shown and the others are counted."""
        for told in findings:
            finding = hide_in_finding(told, self.credentials)
            counted = self._findings.get(finding.id)
            if counted is not None:
                occurrences = counted.occurrences + 1
                self._findings[finding.id] = Counted(
                    finding=counted.finding, occurrences=occurrences, is_known=counted.is_known
                )
                continue
            is_known = self.is_accepting or finding.id in self.known
            self._findings[finding.id] = Counted(finding=finding, occurrences=1, is_known=is_known)
            for writer in self.writers:
                writer.finding(finding, is_known=is_known)

    def end(self, *, ending: Ending, seconds: float, reasons: Iterable[str] = ()) -> Result:
        """The result, which every writer is told."""
        is_whole = ending == "complete" and not self.about.is_partial and not self.is_accepting
        gone = self.known - self._findings.keys() if is_whole else frozenset()
        result = Result(
            about=self.about,
            ending=ending,
            findings=tuple(self._findings.values()),
            exchanges=self.exchanges,
            seconds=seconds,
            reasons=tuple(reasons),
            gone=tuple(sorted(gone)),
            coverage=self.coverage.report() if self.coverage else None,
            judged=dict(self._judged),
        )
        for writer in self.writers:
            writer.end(result)
        return result
