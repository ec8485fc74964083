from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mockwright.contracts.engine.findings import Trial
from mockwright.contracts.reports import sarif
from mockwright.contracts.reports.formats import FORMATS
from tests.contracts.small_runs import (
    CHECKS,
    KNOWN_ID,
    make_finding,
    usual_findings,
    write_report,
)

# Members that SARIF 2.1.0 requires, by where they are.
REQUIRED: dict[str, set[str]] = {
    "": {"version", "runs"},
    "runs": {"tool"},
    "tool": {"driver"},
    "driver": {"name"},
    "rules": {"id"},
    "invocations": {"executionSuccessful"},
    "toolExecutionNotifications": {"message"},
    "results": {"message"},
    "message": {"text"},
    "suppressions": {"kind"},
}


def run_of(*arguments: Any, **members: Any) -> Any:
    """The one run of a log."""
    log = json.loads(write_report(FORMATS["sarif"].make_writer, *arguments, **members))
    require(log, "")
    (run,) = log["runs"]
    return run


def require(value: Any, name: str) -> None:
    """Fail unless all required members are there."""
    if isinstance(value, list):
        for item in value:
            require(item, name)
    elif isinstance(value, dict):
        assert REQUIRED.get(name, set()) <= value.keys()
        for member, part in value.items():
            require(part, member)


def test_rules_are_the_checks() -> None:
    """Each with its help; a result leads to its rule by id and by index."""
    run = run_of(usual_findings())
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [check.id for check in CHECKS]
    assert rules[0]["help"]["text"] == "Mend it."
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])


def test_what_is_known_is_suppressed() -> None:
    """By the baseline, which is not in the code; nothing else is."""
    results = run_of(usual_findings(), known=[KNOWN_ID])["results"]
    suppressed = [
        result["suppressions"][0]["kind"] for result in results if "suppressions" in result
    ]
    assert (len(results), suppressed) == (4, ["external"])


def test_a_result_stands_at_its_rule_in_the_document() -> None:
    """The file of the document, and the pointer within it as a logical location."""
    result = run_of([make_finding("a")])["results"][0]
    (location,) = result["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "dumgum.yaml"
    assert location["logicalLocations"][0]["fullyQualifiedName"] == (
        "/paths/~1cs~1v1~1content_creation~1suggestion/post"
    )


def test_a_result_without_an_operation_has_a_place_too() -> None:
    """Code scanning refuses results that are nowhere."""
    finding = replace(make_finding("a"), rule="", trial=Trial(None, ()))
    (location,) = run_of([finding])["results"][0]["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "dumgum.yaml"


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("api/their file.yaml", "api/their%20file.yaml"),
        ("/elsewhere/api.yaml", "file:///elsewhere/api.yaml"),
        (str(Path.cwd() / "api.yaml"), "api.yaml"),
    ],
)
def test_places_are_told_from_here(path: str, uri: str) -> None:
    """A file below the working folder is named as a repository has it."""
    assert sarif._uri(Path(path)) == uri  # noqa: SLF001 -- no small run has a document of its own


def test_assumptions_and_repetitions_are_told() -> None:
    """Whose rule it is, and how often it was broken."""
    results = run_of(usual_findings())["results"]
    assert [result["occurrenceCount"] for result in results] == [2, 1, 1, 1]
    assert results[1]["properties"]["assumed"] == "R5: Nothing is documented."


def test_why_a_run_is_not_passed_is_told() -> None:
    """As notifications; a run that was cut short was not successful."""
    invocation = run_of([], ending="interrupted", reasons=["Nobody answered."])["invocations"][0]
    texts = [note["message"]["text"] for note in invocation["toolExecutionNotifications"]]
    assert (invocation["executionSuccessful"], texts[0]) == (False, "Nobody answered.")
    assert invocation["startTimeUtc"] == "1970-01-02T00:00:00Z"


def test_texts_have_no_links() -> None:
    """What a target sends is no link in a message."""
    result = run_of([make_finding("a", "[x](http://evil.test)")])["results"][0]
    assert "](" not in result["message"]["text"]
