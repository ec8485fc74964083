from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any

from mockwright.contracts.reports.formats import FORMATS
from tests.contracts.small_runs import KNOWN_ID, make_finding, usual_findings, write_report

# The attributes that the XSD of Jenkins' xUnit plugin allows.
ATTRIBUTES = {
    "testsuites": set[str](),
    "testsuite": {"name", "tests", "failures", "errors", "skipped", "time", "timestamp"},
    "properties": set[str](),
    "property": {"name", "value"},
    "testcase": {"classname", "name", "time"},
    "failure": {"message", "type"},
    "skipped": {"message"},
    "system-out": set[str](),
}


def suite(*arguments: Any, **members: Any) -> ET.Element:
    """The test suite of a report."""
    text = write_report(FORMATS["junit"].make_writer, *arguments, **members)
    (found,) = ET.fromstring(text)  # noqa: S314 -- our own
    return found


def outcomes(found: ET.Element) -> dict[tuple[str, str], list[str]]:
    """The tags within each case."""
    return {
        (case.attrib["classname"], case.attrib["name"]): [child.tag for child in case]
        for case in found.iter("testcase")
    }


def test_a_case_for_each_operation_and_check() -> None:
    """Failures fail their case, and operations without checks are skipped."""
    findings = usual_findings()
    assert outcomes(suite(findings, known=[KNOWN_ID])) == {
        ("POST /cs/v1/content_creation/suggestion", "It is even (even)"): ["system-out"],
        ("POST /cs/v1/content_creation/suggestion", "It is odd (odd)"): ["failure", "system-out"],
        ("POST /cs/v1/content_creation/conversations/generate", "It is even (even)"): [],
        ("GET /webhooks/profile", "No check examined it"): ["skipped"],
        ("(no operation)", "It is odd (odd)"): ["failure"],
        ("mockwright", "verdict"): ["system-out"],
    }


def test_the_suite_counts_its_cases() -> None:
    """The counts of the suite equal those of its cases."""
    found = suite(usual_findings(), known=[KNOWN_ID], reasons=["Nobody answered."])
    tags = [tag for tags in outcomes(found).values() for tag in tags]
    counts = {name: int(found.attrib[name]) for name in ("tests", "failures", "skipped", "errors")}
    assert counts == {
        "tests": len(outcomes(found)),
        "failures": tags.count("failure"),
        "skipped": tags.count("skipped"),
        "errors": 0,
    }


def test_a_run_without_findings_can_still_fail() -> None:
    """The reason of a failed run without findings fails a separate case."""
    found = suite([], reasons=["Nobody answered."])
    failure = found.find("testcase[@name='verdict']/failure")
    assert failure is not None
    assert failure.attrib["message"] == "Nobody answered."


def test_several_findings_fail_one_case() -> None:
    """A failed case has the first finding as its message and all of them in its text."""
    found = suite([make_finding("a"), make_finding("b"), make_finding("c")])
    (failure,) = found.iter("failure")
    assert failure.attrib["message"] == (
        "response #/a: Expected this; received that. (and 2 more findings)"
    )
    assert (failure.text or "").count("FAILURE") == 3


def test_only_known_names_are_used() -> None:
    """Only elements and attributes that readers of JUnit XML know are used."""
    found = suite(usual_findings(), known=[KNOWN_ID], reasons=["x"])
    used: dict[str, set[str]] = {}
    for node in found.iter():
        used.setdefault(node.tag, set()).update(node.attrib)
    assert {
        tag: names - ATTRIBUTES[tag] for tag, names in used.items() if names - ATTRIBUTES[tag]
    } == {}
    assert found.attrib["timestamp"] == "1970-01-02T00:00:00"
