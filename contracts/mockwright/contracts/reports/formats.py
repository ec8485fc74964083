"""Formats: the table of all reports that `--report` can write."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from mockwright.contracts.engine.runs import Writer
from mockwright.contracts.reports.at_end import at_end
from mockwright.contracts.reports.github import render_github
from mockwright.contracts.reports.gitlab import render_gitlab
from mockwright.contracts.reports.har import HarWriter
from mockwright.contracts.reports.html import render_html
from mockwright.contracts.reports.jsonl import JsonLinesWriter
from mockwright.contracts.reports.junit import render_junit
from mockwright.contracts.reports.markdown import render_markdown
from mockwright.contracts.reports.sarif import render_sarif
from mockwright.contracts.reports.sinks import Sink
from mockwright.contracts.reports.text import PlainPrinter, TextWriter


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportFormat:
    """A format of reports.

    `file_name` is where a report without a path is written. A format without a file name is written
    to standard output, where its lines are mixed with the text report.
    """

    name: str
    file_name: str | None
    make_writer: Callable[[Sink], Writer]

    @property
    def is_among_text(self) -> bool:
        """Whether the text stays on standard output beside a report of this format."""
        return self.file_name is None


def _make_har_writer(sink: Sink) -> Writer:
    return HarWriter(sink, time.time)  # noqa: TID251 -- HAR says when each request was sent


def _make_text_writer(sink: Sink) -> Writer:
    return TextWriter(PlainPrinter(sink))


# Formats with `at_end` are rendered from the result of a run, the others during it.
_TABLE = (
    ReportFormat(name="github", file_name=None, make_writer=at_end(render_github)),
    ReportFormat(
        name="gitlab", file_name="gl-code-quality-report.json", make_writer=at_end(render_gitlab)
    ),
    ReportFormat(name="har", file_name="report.har", make_writer=_make_har_writer),
    ReportFormat(name="html", file_name="report.html", make_writer=at_end(render_html)),
    ReportFormat(name="jsonl", file_name="report.jsonl", make_writer=JsonLinesWriter),
    ReportFormat(name="junit", file_name="report.xml", make_writer=at_end(render_junit)),
    ReportFormat(name="markdown", file_name="report.md", make_writer=at_end(render_markdown)),
    ReportFormat(name="sarif", file_name="report.sarif", make_writer=at_end(render_sarif)),
    ReportFormat(name="text", file_name="report.txt", make_writer=_make_text_writer),
)
FORMATS = {row.name: row for row in _TABLE}
