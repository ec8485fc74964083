from __future__ import annotations

import re

import pytest

from mockwright.contracts.reports import markdown
from mockwright.contracts.reports.formats import FORMATS
from tests.contracts.small_runs import make_finding, usual_findings, write_report


def test_a_summary_begins_with_the_verdict() -> None:
    """A summary starts with the verdict, followed by the counts."""
    lines = write_report(FORMATS["markdown"].make_writer, usual_findings()).splitlines()
    assert lines[0] == "## ❌ mockwright check server: FAILED"
    assert "3 failures, 1 warning, 0 known, 5 requests" in lines[2]


def test_a_summary_is_never_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """A summary is limited in size, and omitted findings are counted."""
    monkeypatch.setattr(markdown, "MAX_BYTES", 20_000)
    findings = [make_finding(f"a{number}a", "x" * 300) for number in range(50)]
    text = write_report(FORMATS["markdown"].make_writer, findings)
    shown = len(re.findall(r"^<details>", text, re.MULTILINE))
    assert len(text.encode()) < 20_500
    assert f"{50 - shown} more of 50 findings are left out" in text
    assert shown == len(re.findall(r"^\| failure ", text, re.MULTILINE)) > 0


def test_a_run_without_findings_has_no_table() -> None:
    """A run without findings has no table."""
    assert "|" not in write_report(FORMATS["markdown"].make_writer, [])
