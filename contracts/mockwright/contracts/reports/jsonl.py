"""JSON lines: every event of a run on its own line, as it happens."""

from __future__ import annotations

from typing import Any

from mockwright.contracts.coverage.gathering import coverage_to_json
from mockwright.contracts.engine.exchanges import Exchange
from mockwright.contracts.engine.findings import Finding
from mockwright.contracts.engine.runs import About, Result
from mockwright.contracts.reports.finding_json import finding_to_json, to_json_text
from mockwright.contracts.reports.shown import verdict_word
from mockwright.contracts.reports.sinks import Sink
from mockwright.openapi.operations import Operation

FORMAT = 1


class JsonLinesWriter:
    """Writes `begin`, `exchange`, `finding` and `end`, always as complete lines."""

    def __init__(self, sink: Sink) -> None:
        """`sink` receives the lines."""
        self._sink = sink
        self._about: About | None = None

    def begin(self, about: About) -> None:
        """Write the run's parameters."""
        self._about = about
        self._write(
            "begin",
            mockwright_report=FORMAT,
            command=about.command,
            target=about.target,
            seed=about.seed,
            version=about.version,
            started=about.started,
            repeat=list(about.repeat),
            documents=list(about.documents),
            operations=[operation.label for operation in about.operations],
            checks=[{"id": c.id, "title": c.title, "advice": c.advice} for c in about.checks],
            is_partial=about.is_partial,
        )

    def exchange(self, exchange: Exchange, operation: Operation | None, phase: str) -> None:
        """Write a request and its answer, without headers and bodies."""
        self._write(
            "exchange",
            operation=operation.label if operation else "",
            phase=phase,
            method=exchange.request.method,
            url=exchange.request.url,
            status=exchange.status,
            failure=exchange.failure,
            seconds=round(exchange.seconds, 6),
        )

    def finding(self, finding: Finding, *, is_known: bool) -> None:
        """Write a finding as in its file."""
        if self._about is not None:
            self._write("finding", is_known=is_known, **finding_to_json(finding, self._about))

    def end(self, result: Result) -> None:
        """Write counts and verdict."""
        coverage = coverage_to_json(result.coverage) if result.coverage else None
        self._write(
            "end",
            ending=result.ending,
            verdict=verdict_word(result).lower(),
            failures=result.failures,
            warnings=result.warnings,
            known=result.known,
            exchanges=result.exchanges,
            seconds=round(result.seconds, 3),
            reasons=list(result.reasons),
            gone=list(result.gone),
            findings=[
                {"id": c.finding.id, "occurrences": c.occurrences, "is_known": c.is_known}
                for c in result.findings
            ],
            judged=[
                {"operation": operation, "check": check, "trials": trials}
                for (operation, check), trials in sorted(result.judged.items())
            ],
            coverage=coverage,
        )

    def _write(self, event: str, **members: Any) -> None:
        self._sink.write(to_json_text({"event": event, **members}) + "\n")
