"""Reports that are made at the end: of a run that is over, as one text."""

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
        """`render` makes the lines, without their ends."""
        self._sink = sink
        self._render = render

    def begin(self, about: About) -> None:
        """The result has it too."""

    def exchange(self, exchange: Exchange, operation: Operation | None, phase: str) -> None:
        """The result counts them."""

    def finding(self, finding: Finding, *, is_known: bool) -> None:
        """The result has them all."""

    def end(self, result: Result) -> None:
        """Write everything."""
        for line in self._render(result):
            self._sink.write(f"{line}\n")


def at_end(render: Render) -> Callable[[Sink], Writer]:
    """What makes the writer of a report whose lines `render` makes from the result."""
    return lambda sink: EndWriter(sink, render)
