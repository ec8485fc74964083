"""Runs notify all writers, count equal findings once, and hide credentials."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from mockwright.contracts.engine.credentials import Credentials
from mockwright.contracts.engine.exchanges import Exchange
from mockwright.contracts.engine.findings import Finding, Trial
from mockwright.contracts.engine.runs import About, Result, Run
from mockwright.openapi.operations import Operation
from tests.contracts.small_exchanges import CHECK, exchange, finding

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
    """A writer that records its events."""

    told: list[Any] = field(default_factory=list)

    def begin(self, about: About) -> None:
        """Record the start."""
        self.told.append(about.command)

    def exchange(self, exchange: Exchange, operation: Operation | None, phase: str) -> None:
        """Record an exchange."""
        self.told.append((dict(exchange.request.headers), operation, phase))

    def finding(self, finding: Finding, *, is_known: bool) -> None:
        """Record a finding."""
        self.told.append((finding.where, is_known))

    def end(self, result: Result) -> None:
        """Record the end."""
        self.told.append(result.is_passed)


def start(*known: str, **members: Any) -> tuple[Run, Listener]:
    """A started run with one writer."""
    listener = Listener()
    credentials = Credentials({"KEY": "sk-proj-1234"})
    members.setdefault("about", ABOUT)
    run = Run(writers=[listener], credentials=credentials, known=frozenset(known), **members)
    run.begin()
    return run, listener


def test_a_writer_receives_events_in_order_without_credentials() -> None:
    """A writer receives start, exchange, first finding and end; an equal finding is counted."""
    run, listener = start()
    run.phase = "coverage"
    run.record(exchange())
    run.note([finding("response #/a/0"), finding("response #/a/1")])
    result = run.end(ending="complete", seconds=1.0)
    assert listener.told == [
        "check server",
        ({"Authorization": "Bearer $KEY"}, None, "coverage"),
        ("response #/a/0", False),
        False,
    ]
    assert (result.exchanges, [c.occurrences for c in result.findings]) == (1, [2])


def test_a_known_finding_is_accepted() -> None:
    """A finding in the baseline counts as known and does not fail the run."""
    run, _ = start(finding().id)
    run.note([finding()])
    result = run.end(ending="complete", seconds=1.0)
    assert (result.is_passed, result.failures, result.known) == (True, 0, 1)


def test_a_known_finding_that_is_gone_fails_a_complete_run() -> None:
    """A known finding that no longer occurs fails a complete run, not an interrupted one."""
    gone = {
        ending: start("0123456789ab")[0].end(ending=ending, seconds=1.0).gone
        for ending in ("complete", "interrupted")
    }
    assert gone == {"complete": ("0123456789ab",), "interrupted": ()}


def test_only_a_complete_run_is_passed() -> None:
    """An interrupted or unreachable run is not passed."""
    endings = {
        ending: start()[0].end(ending=ending, seconds=1.0).is_passed
        for ending in ("complete", "interrupted", "unreachable")
    }
    assert endings == {"complete": True, "interrupted": False, "unreachable": False}


def test_warnings_do_not_fail_a_run_and_reasons_do() -> None:
    """A warning does not fail a run; a reason does, even without findings."""
    run, _ = start()
    run.note([finding(severity="warning")])
    assert run.end(ending="complete", seconds=1.0).is_passed is True
    assert run.end(ending="complete", seconds=1.0, reasons=["No answer."]).is_passed is False


def test_a_partial_run_does_not_know_what_is_gone() -> None:
    """A partial run does not report known findings as gone."""
    run, _ = start("0123456789ab", about=replace(ABOUT, is_partial=True))
    assert run.end(ending="complete", seconds=1.0).gone == ()


def test_an_accepting_run_knows_everything() -> None:
    """An accepting run treats every finding as known, and none as gone."""
    run, listener = start("0123456789ab", is_accepting=True)
    run.note([finding("response #/a"), finding("response #/b")])
    result = run.end(ending="complete", seconds=1.0)
    assert (result.known, result.gone, result.is_passed) == (2, (), True)
    assert listener.told[1:3] == [("response #/a", True), ("response #/b", True)]


def test_a_result_counts_the_trials_of_each_check() -> None:
    """Trials without findings and explicitly counted checks are included."""
    run, _ = start()
    for _ in range(2):
        run.judge(CHECK, Trial(None, (exchange(),)))
    run.count("another", None)
    assert run.end(ending="complete", seconds=1.0).judged == {("", "odd"): 2, ("", "another"): 1}
