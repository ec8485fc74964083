"""SARIF 2.1.0: findings for code scanners, at their places in the documents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from mockwright.contracts.engine.findings import Check, Finding
from mockwright.contracts.engine.runs import About, Counted, Result
from mockwright.contracts.reports.finding_json import to_json_text
from mockwright.contracts.reports.places import FilePlace, place_findings
from mockwright.contracts.reports.sanitized import sanitize
from mockwright.contracts.reports.shown import (
    ShownFinding,
    explain_verdict,
    repeat_line,
    show_finding,
    verdict_word,
)

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {"failure": "error", "warning": "warning"}


def render_sarif(result: Result) -> Iterator[str]:
    """The log: one run, whose rules are the checks."""
    yield to_json_text({"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(result)]}, indent=1)


def _run(result: Result) -> dict[str, Any]:
    about = result.about
    rules = _rules(result)
    indexes = {rule["id"]: index for index, rule in enumerate(rules)}
    places = place_findings((counted.finding for counted in result.findings), about)
    return {
        "tool": {
            "driver": {
                "name": "Mockwright",
                "version": about.version,
                "rules": rules,
            }
        },
        "automationDetails": {"id": sanitize(f"mockwright {about.command}/")},
        "invocations": [_invocation(result)],
        "results": [_result(counted, about, indexes, places) for counted in result.findings],
        "columnKind": "unicodeCodePoints",
        "properties": {
            "verdict": verdict_word(result).lower(),
            "target": sanitize(about.target),
            "seed": about.seed,
            "failures": result.failures,
            "warnings": result.warnings,
            "known": result.known,
            "exchanges": result.exchanges,
        },
    }


def _rules(result: Result) -> list[dict[str, Any]]:
    rules = {check.id: _rule(check) for check in result.about.checks}
    for counted in result.findings:
        finding = counted.finding
        rule = {"id": sanitize(finding.check), **_texts(finding.title, "")}
        rules.setdefault(finding.check, rule)
    return [*rules.values()]


def _rule(check: Check) -> dict[str, Any]:
    return {"id": check.id, **_texts(check.title, check.advice)}


def _texts(title: str, advice: str) -> dict[str, Any]:
    return {
        "shortDescription": _message(title),
        "fullDescription": _message(f"{title}."),
        "help": _message(advice or f"{title}."),
    }


def _invocation(result: Result) -> dict[str, Any]:
    started = dt.datetime.fromtimestamp(result.about.started, dt.UTC)
    notes = [
        {"level": "error", "message": _message(sentence)} for sentence in explain_verdict(result)
    ]
    invocation = {
        "executionSuccessful": result.ending == "complete",
        "startTimeUtc": started.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "toolExecutionNotifications": notes,
    }
    line = repeat_line(result.about)
    return {**invocation, "commandLine": sanitize(line)} if line else invocation


def _result(
    counted: Counted, about: About, indexes: dict[str, int], places: Mapping[str, FilePlace]
) -> dict[str, Any]:
    finding = counted.finding
    shown = show_finding(finding, about, is_known=counted.is_known)
    written = {
        "ruleId": shown.check,
        "ruleIndex": indexes[shown.check],
        "level": _LEVELS[finding.severity],
        "message": _message(f"{shown.label}: {shown.title}. {shown.detail} {shown.advice}".strip()),
        "locations": [_location(finding, places[finding.id])],
        "partialFingerprints": {"mockwrightFinding/v1": finding.id},
        "occurrenceCount": counted.occurrences,
        "properties": _properties(shown),
    }
    if counted.is_known:
        reason = "It is accepted by the baseline."
        written["suppressions"] = [
            {"kind": "external", "status": "accepted", "justification": reason}
        ]
    return written


def _properties(shown: ShownFinding) -> dict[str, Any]:
    return {
        "operation": shown.operation,
        "where": shown.where,
        "expected": shown.expected,
        "received": shown.received,
        "assumed": shown.assumption,
        "curl": [step.curl for step in shown.steps],
        "replay": shown.replay,
    }


def _location(finding: Finding, place: FilePlace) -> dict[str, Any]:
    """The place in the document: its file and line, and the JSON pointer as a logical location."""
    pointer = finding.rule.partition("#")[2]
    name = sanitize(pointer or finding.operation or finding.where or finding.check)
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": _uri(place.path)},
            "region": {"startLine": place.line},
        },
        "logicalLocations": [{"fullyQualifiedName": name, "kind": "member"}],
    }


def _uri(path: Path) -> str:
    """The path relative to the current folder as a URI; absolute if it is elsewhere."""
    here = Path.cwd()
    if path.is_absolute() and not path.is_relative_to(here):
        return path.as_uri()
    below = path.relative_to(here) if path.is_absolute() else path
    return quote(below.as_posix(), errors="replace")


def _message(text: str) -> dict[str, str]:
    # `[text](target)` would be a link.
    return {"text": sanitize(text).replace("](", "] (")}
