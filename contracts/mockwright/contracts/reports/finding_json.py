"""Findings as JSON: everything needed to show and to replay one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from mockwright.contracts.engine.exchanges import curl_line, exchange_to_json
from mockwright.contracts.engine.findings import Finding
from mockwright.contracts.engine.runs import About
from mockwright.openapi.operations import Operation

FORMAT = 1


def finding_to_json(finding: Finding, about: About) -> dict[str, Any]:
    """A finding with its run, the exact bytes of its exchanges, and the facts of its trial."""
    trial = finding.trial
    return {
        "mockwright_finding": FORMAT,
        "id": finding.id,
        "check": finding.check,
        "title": finding.title,
        "severity": finding.severity,
        "operation": finding.operation,
        "where": finding.where,
        "expected": finding.expected,
        "received": finding.received,
        "hint": finding.hint,
        "rule": finding.rule,
        "assumption": finding.assumption,
        "run": {
            "command": about.command,
            "target": about.target,
            "seed": about.seed,
            "version": about.version,
            "variables": list(about.variables),
            "repeat": list(about.repeat),
        },
        "trial": {
            "document": document_source(trial.operation) if trial.operation else None,
            "facts": dict(trial.facts),
            "exchanges": [exchange_to_json(exchange) for exchange in trial.exchanges],
        },
        "curl": [curl_line(e.request, about.variables) for e in trial.exchanges],
    }


def document_source(operation: Operation) -> str:
    """How the operation's document is loaded: a bundled name, or a path as given."""
    document = operation.document
    if document.is_bundled:
        return document.name
    return str(document.files.folder / document.files.root)


def to_json_text(value: Mapping[str, Any], indent: int | None = None) -> str:
    """JSON in ASCII: exact, also for lone surrogates, and without active characters."""
    text = json.dumps(value, indent=indent, ensure_ascii=True, separators=_separators(indent))
    # CI systems execute `##[` anywhere in a line; the escape is equal JSON.
    return text.replace("##", "#\\u0023")


def _separators(indent: int | None) -> tuple[str, str]:
    return (",", ":") if indent is None else (",", ": ")
