"""Checks of notices: each code maps to a check or to none, whatever the wording."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mockwright.contracts.client.notice_checks import NOTICE_CHECKS, meanings
from mockwright.contracts.engine.exchanges import Exchange, SentRequest
from mockwright.contracts.engine.findings import Finding, Trial
from mockwright.mock_server.request.notices import NoticeCode

ROOT = Path(__file__).parents[3]
PACKAGES = ("openapi", "mock_server", "contracts")


def defined_codes() -> Iterator[str]:
    """The text of every `NoticeCode("…")` in the packages."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func) == "NoticeCode":
                    (code,) = node.args
                    assert isinstance(code, ast.Constant), f"{path}: a code is not a literal"
                    yield str(code.value)


def judge(
    code: str, message: str = "Why.", pointer: str | None = "#/a", **more: Any
) -> list[Finding]:
    """The findings of a request with one notice."""
    notice = {"code": code, "pointer": pointer, "message": message, **more}
    exchange = Exchange(SentRequest("GET", "http://localhost/a"), response=None)
    trial = Trial(None, (exchange,), {"warnings": [notice]})
    return [finding for check in NOTICE_CHECKS for finding in check.judge(trial)]


def test_every_code_has_its_place_in_the_table() -> None:
    """The table has exactly the codes that the packages define."""
    assert sorted(defined_codes()) == sorted(meanings())


@pytest.mark.parametrize("code", meanings())
def test_a_code_is_found_by_its_check_alone(code: NoticeCode) -> None:
    """A notice is reported as a warning by the check that its code maps to, and by no other."""
    check, known = meanings()[code], {check.id for check in NOTICE_CHECKS}
    expected = [(check, "warning")] if check in known else []
    assert [(finding.check, finding.severity) for finding in judge(code)] == expected


@pytest.mark.parametrize("code", meanings())
@pytest.mark.parametrize(
    "message",
    ["Other words.", "", "`x` is not a documented field.", "The query parameter `x`: #/a: Why."],
)
def test_rewording_changes_no_finding(code: str, message: str) -> None:
    """Rewording a message changes only the hint of the finding."""

    def facts(found: list[Finding]) -> list[tuple[str, ...]]:
        return [(f.id, f.check, f.where, f.expected, f.received, f.severity) for f in found]

    reworded = judge(code, message)
    assert facts(reworded) == facts(judge(code))
    assert {finding.hint for finding in reworded} <= {message}


@pytest.mark.parametrize("code", ["unknown", "code-of-another-vendor"])
def test_other_codes_find_nothing(code: str) -> None:
    """An unknown code gives no finding."""
    assert judge(code) == []


@pytest.mark.parametrize(
    ("pointer", "where"),
    [
        ("#/personaProfile/timeZone", "body #/personaProfile/timeZone"),
        ("query:page", "query parameter page"),
        ("header:If-None-Match", "header parameter If-None-Match"),
        (None, "request"),
    ],
)
def test_findings_say_where(pointer: str | None, where: str) -> None:
    """The location of a finding is written as in violations."""
    (finding,) = judge("unmet-condition", pointer=pointer)
    assert finding.where == where


def test_ruling_is_the_assumption() -> None:
    """A finding that depends on a ruling has it as its assumption."""
    (finding,) = judge("unsupported-by-model", ruling="R13")
    assert finding.detail.endswith("(assumed: R13)")
    (finding,) = judge("unmet-condition")
    assert "assumed" not in finding.detail


def test_a_default_that_was_assumed_is_not_called_superfluous() -> None:
    """A missing time zone is reported as a missing value."""
    (finding,) = judge("missing-time-zone", pointer="#/personaProfile/timeZone")
    assert finding.title == "A value is missing and a default was assumed"
    assert finding.detail == "Expected a value; received nothing. Why."
