"""Markdown: a summary of a run for the page of a CI job."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mockwright.contracts.engine.runs import Result
from mockwright.contracts.reports.shown import (
    ShownFinding,
    counts_line,
    explain_verdict,
    repeat_line,
    show_findings,
    verdict_word,
)
from mockwright.contracts.reports.text import finding_lines

# GitHub shows no summary larger than 1 MiB; the note about that must fit, too.
MAX_BYTES = (1 << 20) - 1024
_MARKS = {"PASSED": "✅", "FAILED": "❌", "INTERRUPTED": "⚠️", "UNREACHABLE": "❌"}
# As entities, these characters have no meaning in Markdown or HTML.
_ACTIVE = re.compile(r"[^\w ,;()/…«»·-]|_", re.ASCII)
_COLUMNS = ("", "Operation", "What", "Where", "Expected", "Received", "Id")


def render_markdown(result: Result) -> Iterator[str]:
    """The lines; if there are too many findings, the first ones and the number of the others."""
    word = verdict_word(result)
    size = 0
    for line in _head(result, word):
        size += _size(line)
        yield line
    shown = show_findings(result)
    if not shown:
        return
    yield from ("", _row(_COLUMNS), _row("---" for _ in _COLUMNS))
    rows = [(_finding_row(finding), [*_details(finding)]) for finding in shown]
    fitting = []
    for row, details in rows:
        size += _size(row) + sum(map(_size, details))
        if size > MAX_BYTES:
            break
        fitting.append((row, details))
    yield from (row for row, _ in fitting)
    yield ""
    for _, details in fitting:
        yield from details
    left_out = len(rows) - len(fitting)
    if left_out:
        yield f"{left_out:,} more of {len(rows):,} findings are left out: a summary has 1 MiB."


def _head(result: Result, word: str) -> Iterator[str]:
    about = result.about
    yield f"## {_MARKS[word]} mockwright {_inert(about.command)}: {word}"
    yield ""
    yield f"{_code(about.target)}: {_inert(counts_line(result))}"
    for sentence in explain_verdict(result):
        yield ""
        yield _inert(sentence)
    line = repeat_line(about)
    if line:
        yield ""
        yield f"Repeat with {_code(line)}"


def _finding_row(shown: ShownFinding) -> str:
    texts = (shown.label, shown.title, shown.where, shown.expected, shown.received, shown.id)
    return _row((shown.severity, *map(_code, texts)))


def _details(shown: ShownFinding) -> Iterator[str]:
    yield f"<details><summary>{_code(f'{shown.id} {shown.label}')}</summary>"
    yield ""
    yield from (f"- {label}: {_code(text)}" for label, text in finding_lines(shown))
    yield ""
    yield "</details>"
    yield ""


def _row(cells: Iterator[str] | tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def _code(text: str) -> str:
    return f"<code>{_inert(text)}</code>" if text else ""


def _inert(text: str) -> str:
    """The text without anything that Markdown or HTML would interpret."""
    return _ACTIVE.sub(lambda found: f"&#{ord(found[0])};", text)


def _size(line: str) -> int:
    return len(line.encode()) + 1
