"""Reports that are written at the end, from the result of a run."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from mockwright.contracts.engine.exchanges import Exchange
from mockwright.contracts.engine.findings import Finding
from mockwright.contracts.engine.runs import About, Result, Writer
from mockwright.contracts.reports.sinks import Sink
from mockwright.openapi.operations import Operation

Render = Callable[[Result], Iterable[str]]


class EndWriter:
    """Writes the lines of a report once the result is known."""

    def __init__(self, sink: Sink, render: Render) -> None:
        """`render` returns the lines, without line ends."""
        self._sink = sink
        self._render = render

    def begin(self, about: About) -> None:
        """Ignored: the result has the run, too."""

    def exchange(self, exchange: Exchange, operation: Operation | None, phase: str) -> None:
        """Ignored: the result counts exchanges."""

    def finding(self, finding: Finding, *, is_known: bool) -> None:
        """Ignored: the result has all findings."""

    def end(self, result: Result) -> None:
        """Write the report."""
        for line in self._render(result):
            self._sink.write(f"{line}\n")


def at_end(render: Render) -> Callable[[Sink], Writer]:
    """Return a function that creates the writer of a report rendered from the result."""
    return lambda sink: EndWriter(sink, render)
