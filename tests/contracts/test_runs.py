"""Runs: every writer is told the same, equal findings are counted once, nothing secret is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from contracts.credentials import Credentials
from contracts.exchanges import Exchange
from contracts.findings import Finding
from contracts.runs import About, Result, Run
from openapi.operations import Operation
from tests.contracts.small_exchanges import exchange, finding

ABOUT = About(
    command="check server",
    target="http://127.0.0.1:9",
    seed=0,
    documents=("dumgum",),
    operations=(),
    checks=(),
    version="0",
)


@dataclass
class Listener:
    """A writer that keeps what it was told."""

    told: list[Any] = field(default_factory=list)

    def begin(self, about: About) -> None:
        """The run begins."""
        self.told.append(about.command)

    def exchange(self, exchange: Exchange, operation: Operation | None, phase: str) -> None:
        """A request was made."""
        self.told.append((dict(exchange.request.headers), operation, phase))

    def finding(self, finding: Finding) -> None:
        """Something was found for the first time."""
        self.told.append(finding.where)

    def end(self, result: Result) -> None:
        """The run is over."""
        self.told.append(result.is_passed)


def start(*known: str) -> tuple[Run, Listener]:
    """A run that has begun, with one writer."""
    listener = Listener()
    credentials = Credentials({"KEY": "sk-proj-1234"})
    run = Run(about=ABOUT, writers=[listener], credentials=credentials, known=frozenset(known))
    run.begin()
    return run, listener


def test_a_writer_is_told_everything_in_order_and_no_credential() -> None:
    """Beginning, exchange, finding, end; the second equal finding is only counted."""
    run, listener = start()
    run.phase = "coverage"
    run.record(exchange())
    run.note([finding("response #/a/0"), finding("response #/a/1")])
    result = run.end(ending="complete", seconds=1.0)
    assert listener.told == [
        "check server",
        ({"Authorization": "Bearer $KEY"}, None, "coverage"),
        "response #/a/0",
        False,
    ]
    assert (result.exchanges, [c.occurrences for c in result.findings]) == (1, [2])


def test_a_known_finding_is_accepted() -> None:
    """It counts as known, and does not fail the run."""
    run, _ = start(finding().id)
    run.note([finding()])
    result = run.end(ending="complete", seconds=1.0)
    assert (result.is_passed, result.failures, result.known) == (True, 0, 1)


def test_a_known_finding_that_is_gone_fails_a_complete_run() -> None:
    """Of an interrupted one nobody knows."""
    endings = {
        ending: start("0123456789ab")[0].end(ending=ending, seconds=1.0).is_passed
        for ending in ("complete", "interrupted")
    }
    assert endings == {"complete": False, "interrupted": True}


def test_warnings_do_not_fail_a_run_and_reasons_do() -> None:
    """A warning is odd and no more; a reason says why a run without findings is worth nothing."""
    run, _ = start()
    run.note([finding(severity="warning")])
    assert run.end(ending="complete", seconds=1.0).is_passed is True
    assert run.end(ending="complete", seconds=1.0, reasons=["No answer."]).is_passed is False
