"""GitHub annotations: a workflow command for each finding."""

from __future__ import annotations

from collections.abc import Iterator

from mockwright.contracts.engine.runs import Result
from mockwright.contracts.reports.places import place_findings
from mockwright.contracts.reports.sanitized import sanitize
from mockwright.contracts.reports.shown import (
    KNOWN,
    ShownFinding,
    counts_line,
    explain_verdict,
    show_findings,
    verdict_word,
)

_COMMANDS = {"failure": "error", "warning": "warning", KNOWN: "notice"}


def render_github(result: Result) -> Iterator[str]:
    """The lines: errors, warnings, notices for known findings, and the verdict."""
    places = place_findings((counted.finding for counted in result.findings), result.about)
    for shown in show_findings(result):
        title = _escape_property(f"{shown.label}: {shown.title}")
        place = places[shown.id]
        file = _escape_property(sanitize(place.path.as_posix()))
        properties = f"file={file},line={place.line},title={title}"
        yield f"::{_COMMANDS[shown.severity]} {properties}::{_escape(_message(shown))}"
    command = "notice" if result.is_passed else "error"
    text = " ".join([f"{counts_line(result)}.", *explain_verdict(result)])
    title = _escape_property(f"mockwright {result.about.command}: {verdict_word(result)}")
    yield f"::{command} title={title}::{_escape(text)}"


def _message(shown: ShownFinding) -> str:
    basis = f" ({shown.basis})" if shown.assumption else ""
    return f"{shown.detail}{basis} {shown.advice} [{shown.id}] {shown.replay}"


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
