"""Opening: the writers of one run, each with the place that it writes to."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TextIO

from mockwright.contracts.engine.runs import Writer
from mockwright.contracts.reports.at_end import EndWriter
from mockwright.contracts.reports.finding_files import FindingFiles
from mockwright.contracts.reports.github import render_github
from mockwright.contracts.reports.har import HarWriter
from mockwright.contracts.reports.html import render_html
from mockwright.contracts.reports.jsonl import JsonLinesWriter
from mockwright.contracts.reports.junit import render_junit
from mockwright.contracts.reports.markdown import render_markdown
from mockwright.contracts.reports.orders import ReportOrder
from mockwright.contracts.reports.rich_printer import RichPrinter
from mockwright.contracts.reports.sarif import render_sarif
from mockwright.contracts.reports.sinks import FileSink, GuardedWriter, Sink, StreamSink
from mockwright.contracts.reports.text import PlainPrinter, Printer, TextWriter

MAKERS: dict[str, Callable[[Sink], Writer]] = {
    "github": lambda sink: EndWriter(sink, render_github),
    "har": lambda sink: HarWriter(sink, time.time),  # noqa: TID251 -- HAR says when each was sent
    "html": lambda sink: EndWriter(sink, render_html),
    "jsonl": JsonLinesWriter,
    "junit": lambda sink: EndWriter(sink, render_junit),
    "markdown": lambda sink: EndWriter(sink, render_markdown),
    "sarif": lambda sink: EndWriter(sink, render_sarif),
    "text": lambda sink: TextWriter(PlainPrinter(sink)),
}
# These are read by whoever reads the text as well.
_AMONG_TEXT = frozenset({"github"})


def open_writers(
    orders: Iterable[ReportOrder], findings: Path, *, is_quiet: bool
) -> list[GuardedWriter]:
    """The writers of finding files, of the text, and of every report that is asked for.

    The text gives way to a report on standard output, and goes to standard error.
    """
    orders = [*orders]
    is_taken = any(order.path is None and order.format_name not in _AMONG_TEXT for order in orders)
    stream = sys.stderr if is_taken else sys.stdout
    text = TextWriter(_printer(stream), is_quiet=is_quiet)
    return [
        GuardedWriter(FindingFiles(findings), f"A file in the folder `{findings}`"),
        GuardedWriter(text, "The text", [StreamSink(stream)]),
        *map(_open_writer, orders),
    ]


def _open_writer(order: ReportOrder) -> GuardedWriter:
    sink = FileSink(order.path) if order.path else StreamSink(sys.stdout)
    name = f"The report `{order}`"
    return GuardedWriter(MAKERS[order.format_name](sink), name, [sink])


def _printer(stream: TextIO) -> Printer:
    """Colours for a terminal that wants them."""
    is_plain = "NO_COLOR" in os.environ or os.environ.get("TERM", "dumb") in {"", "dumb"}
    return (
        RichPrinter(stream)
        if stream.isatty() and not is_plain
        else PlainPrinter(StreamSink(stream))
    )
