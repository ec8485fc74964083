"""GitLab Code Quality: findings at their lines in the documents, for merge requests."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from mockwright.contracts.engine.runs import Result
from mockwright.contracts.reports.finding_json import to_json_text
from mockwright.contracts.reports.places import FilePlace, place_findings
from mockwright.contracts.reports.sanitized import sanitize
from mockwright.contracts.reports.shown import (
    KNOWN,
    ShownFinding,
    counts_line,
    explain_verdict,
    show_findings,
    verdict_word,
)

_SEVERITIES = {"failure": "major", "warning": "minor", KNOWN: "info"}


def render_gitlab(result: Result) -> Iterator[str]:
    """One array of issues; the last one is the verdict of a run that did not pass."""
    places = place_findings((counted.finding for counted in result.findings), result.about)
    issues = [_issue(shown, places[shown.id]) for shown in show_findings(result)]
    if not result.is_passed:
        issues.append(_verdict(result))
    yield "[" + ",\n".join(map(to_json_text, issues)) + "]"


def _issue(shown: ShownFinding, place: FilePlace) -> dict[str, Any]:
    return {
        "description": f"{shown.label}: {shown.title}. {shown.detail} {shown.advice}".strip(),
        "check_name": shown.check,
        "fingerprint": shown.id,
        "severity": _SEVERITIES[shown.severity],
        "location": {
            "path": sanitize(place.path.as_posix()),
            "lines": {"begin": place.line},
        },
    }


def _verdict(result: Result) -> dict[str, Any]:
    """The counts and the reasons; it belongs to the first document."""
    about = result.about
    text = " ".join([f"{counts_line(result)}.", *explain_verdict(result)])
    name = f"mockwright {about.command}"
    return {
        "description": sanitize(f"{name}: {verdict_word(result)}: {text}"),
        "check_name": "verdict",
        "fingerprint": hashlib.sha256(f"{name}\0{about.documents}".encode()).hexdigest(),
        "severity": "critical",
        "location": {"path": sanitize(next(iter(about.documents), "")), "lines": {"begin": 1}},
    }
