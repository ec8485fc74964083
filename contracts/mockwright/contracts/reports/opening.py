"""Opening: create the writers of one run, each with its destination."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from mockwright.contracts.reports.finding_files import FindingFiles
from mockwright.contracts.reports.orders import ReportOrder
from mockwright.contracts.reports.rich_printer import RichPrinter
from mockwright.contracts.reports.sinks import FileSink, GuardedWriter, StreamSink
from mockwright.contracts.reports.text import PlainPrinter, Printer, TextWriter


def open_writers(
    orders: Iterable[ReportOrder], findings: Path, *, is_quiet: bool
) -> list[GuardedWriter]:
    """The writers of finding files, of the text, and of every requested report.

    If a report is written to standard output, the text goes to standard error.
    """
    orders = [*orders]
    is_taken = any(order.path is None and not order.format.is_among_text for order in orders)
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
    return GuardedWriter(order.format.make_writer(sink), name, [sink])


def _printer(stream: TextIO) -> Printer:
    """A printer with colours if the stream is a terminal that supports them."""
    is_plain = "NO_COLOR" in os.environ or os.environ.get("TERM", "dumb") in {"", "dumb"}
    return (
        RichPrinter(stream)
        if stream.isatty() and not is_plain
        else PlainPrinter(StreamSink(stream))
    )
