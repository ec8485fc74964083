"""A run of a check command: a stream of events for report writers, and one result."""

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
    """Describes a run: its command, its documents and checks, and how to repeat it.

    `documents` are names or files as given; `variables` are the names that replace credentials
    (`$KEY`). `is_partial` says that the run was limited, for example to some phases, so that
    findings it does not report may still exist. `start_run` fills in the rest: our version, the
    command line to `repeat`, when the run `started`, in seconds since 1970, and the `folder` of
    its findings.
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
    """A finding with the number of its occurrences."""

    finding: Finding
    occurrences: int
    is_known: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """The result of a run. `reasons` are sentences that say why it is not passed.

    `gone` are the ids of known findings that no longer occur; `judged` counts the trials by
    operation and check.
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
        """The number of distinct failures that the baseline does not accept."""
        return sum(c.finding.is_failure and not c.is_known for c in self.findings)

    @property
    def warnings(self) -> int:
        """The number of distinct warnings that the baseline does not accept."""
        return sum(not c.finding.is_failure and not c.is_known for c in self.findings)

    @property
    def known(self) -> int:
        """The number of distinct findings that the baseline accepts."""
        return sum(c.is_known for c in self.findings)

    @property
    def is_passed(self) -> bool:
        """Whether the run was complete and nothing failed."""
        is_clean = not self.reasons and not self.failures and not self.gone
        return is_clean and self.ending == "complete"


class Writer(Protocol):
    """Writes one report. It receives all events in order, and always a final `end`.

    Exchanges and findings contain no credentials.
    """

    def begin(self, about: About) -> None:
        """Handle the start of the run."""

    def exchange(self, exchange: Exchange, operation: Operation | None, phase: str) -> None:
        """Handle an exchange."""

    def finding(self, finding: Finding, *, is_known: bool) -> None:
        """Handle the first occurrence of a finding; `is_known` if the baseline accepts it."""

    def end(self, result: Result) -> None:
        """Handle the end of the run."""


@dataclass(kw_only=True)
class Run:
    """A run in progress: passes events to all writers and collects the result.

    `known` are the ids that the baseline accepts; `is_accepting` accepts all findings.
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
        """Start the run and notify every writer."""
        for writer in self.writers:
            writer.begin(self.about)

    def record(self, exchange: Exchange, operation: Operation | None = None) -> Exchange:
        """Record an exchange and return it without credentials."""
        hidden = hide_credentials(exchange, self.credentials)
        self.exchanges += 1
        if self.coverage is not None:
            self.coverage.add(hidden, operation)
        for writer in self.writers:
            writer.exchange(hidden, operation, self.phase)
        return hidden

    def judge(self, check: Check, trial: Trial) -> list[Finding]:
        """Run a check on a trial with recorded exchanges; record and return its findings."""
        found = [*check.judge(trial)]
        self.count(check.id, trial.operation)
        self.note(found)
        return found

    def count(self, check: str, operation: Operation | None) -> None:
        """Count a trial of an operation for the check with this id."""
        self._judged[operation.label if operation else "", check] += 1

    def note(self, findings: Iterable[Finding]) -> None:
        """Record findings; writers see the first of equal ones, the others are only counted."""
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
        """End the run: pass the result to every writer and return it."""
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
