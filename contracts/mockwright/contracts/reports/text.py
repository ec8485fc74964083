"""The text report: findings while a check runs, and the verdict on the last line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from mockwright.contracts.coverage.reports import coverage_lines
from mockwright.contracts.engine.exchanges import Exchange
from mockwright.contracts.engine.findings import Finding
from mockwright.contracts.engine.runs import About, Result
from mockwright.contracts.reports.sanitized import sanitize
from mockwright.contracts.reports.shown import (
    ShownFinding,
    count,
    repeat_line,
    show_finding,
    verdict_line,
    verdict_word,
)
from mockwright.contracts.reports.sinks import Sink
from mockwright.openapi.operations import Operation

_LABEL_WIDTH = 10


class Printer(Protocol):
    """Prints lines; `style` is `bold`, `dim` or the name of a verdict or severity."""

    def line(self, text: str, style: str = "", rest: str = "") -> None:
        """Print a text in a style, then the rest without one."""

    def advance(self, text: str) -> None:
        """Show the progress, if the output supports it."""

    def close(self) -> None:
        """End the progress display."""


class PlainPrinter:
    """Prints lines without any style, for files, pipes and CI."""

    def __init__(self, sink: Sink) -> None:
        """`sink` receives the lines."""
        self._sink = sink

    def line(self, text: str, style: str = "", rest: str = "") -> None:
        """Print a line."""
        _ = style
        self._sink.write(f"{text}{rest}\n")

    def advance(self, text: str) -> None:
        """Print nothing, because progress is of no use in a file."""

    def close(self) -> None:
        """Do nothing."""


class TextWriter:
    """Writes findings as they are found, and the result of the run."""

    def __init__(self, printer: Printer, *, is_quiet: bool = False) -> None:
        """If it is quiet, it prints the verdict only."""
        self._printer = printer
        self._is_quiet = is_quiet
        self._about: About | None = None
        self._exchanges = 0

    def begin(self, about: About) -> None:
        """Print what is checked against what."""
        self._about = about
        if self._is_quiet:
            return
        documents = ", ".join(sanitize(name) for name in about.documents) or "nothing"
        what = (
            f": {sanitize(about.target)} is validated against {documents} "
            f"({count(len(about.operations), 'operation')}, "
            f"{count(len(about.checks), 'check')}), seed {about.seed}."
        )
        self._printer.line(f"mockwright {about.command}", "bold", what)

    def exchange(self, exchange: Exchange, operation: Operation | None, phase: str) -> None:
        """Show progress."""
        _ = exchange
        self._exchanges += 1
        if not self._is_quiet:
            parts = (phase, operation.label if operation else "", count(self._exchanges, "request"))
            self._printer.advance(" · ".join(part for part in parts if part))

    def finding(self, finding: Finding, *, is_known: bool) -> None:
        """Print a finding."""
        if self._about is None or self._is_quiet:
            return
        shown = show_finding(finding, self._about, is_known=is_known)
        self._printer.line("")
        head = f" {shown.title} ({shown.check})"
        self._printer.line(shown.severity.upper(), shown.severity, f"  {shown.label} {head}")
        for label, text in finding_lines(shown):
            self._printer.line(f"  {label:<{_LABEL_WIDTH}}", "dim", text)

    def end(self, result: Result) -> None:
        """Print coverage, how to repeat the run, and the verdict."""
        self._printer.close()
        if not self._is_quiet:
            for text in _end_lines(result):
                self._printer.line(text)
        word = verdict_word(result)
        self._printer.line(word, word, verdict_line(result).removeprefix(word))


def finding_lines(shown: ShownFinding) -> Iterator[tuple[str, str]]:
    """The lines of a finding below its title, each with a label; empty ones are left out."""
    yield from (
        (label, text)
        for label, text in (
            ("where", shown.where),
            ("expected", shown.expected),
            ("received", shown.received),
            ("rule", shown.whose_rule),
            ("to do", shown.advice),
        )
        if text
    )
    for step in shown.steps:
        yield "curl", step.curl
        yield "answer", step.answer
    yield "replay", shown.replay


def _end_lines(result: Result) -> Iterator[str]:
    yield ""
    if result.coverage is not None and result.coverage.operations:
        yield "Coverage:"
        yield from (f"  {line}" for line in coverage_lines(result.coverage, has_missed=False))
    line = repeat_line(result.about)
    if line:
        yield f"Repeat with: {line}"
