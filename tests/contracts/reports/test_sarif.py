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

# The members that SARIF 2.1.0 requires, by parent.
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
    """The only run of a log."""
    log = json.loads(write_report(FORMATS["sarif"].make_writer, *arguments, **members))
    require(log, "")
    (run,) = log["runs"]
    return run


def require(value: Any, name: str) -> None:
    """Check that all required members exist."""
    if isinstance(value, list):
        for item in value:
            require(item, name)
    elif isinstance(value, dict):
        assert REQUIRED.get(name, set()) <= value.keys()
        for member, part in value.items():
            require(part, member)


def test_rules_are_the_checks() -> None:
    """Each check is a rule with a help text, and results refer to rules by id and index."""
    run = run_of(usual_findings())
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [check.id for check in CHECKS]
    assert rules[0]["help"]["text"] == "Fix it."
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])


def test_what_is_known_is_suppressed() -> None:
    """A known finding has an external suppression; others have none."""
    results = run_of(usual_findings(), known=[KNOWN_ID])["results"]
    suppressed = [
        result["suppressions"][0]["kind"] for result in results if "suppressions" in result
    ]
    assert (len(results), suppressed) == (4, ["external"])


def test_a_result_stands_at_its_rule_in_the_document() -> None:
    """A result is located at its rule in the document."""
    result = run_of([make_finding("a")])["results"][0]
    (location,) = result["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "dumgum.yaml"
    assert location["logicalLocations"][0]["fullyQualifiedName"] == (
        "/paths/~1cs~1v1~1content_creation~1suggestion/post"
    )


def test_a_result_without_an_operation_has_a_place_too() -> None:
    """A result without an operation is located in the document."""
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
    """A file below the working folder has a relative URI."""
    assert sarif._uri(Path(path)) == uri  # noqa: SLF001 -- no small run has a document of its own


def test_assumptions_and_repetitions_are_told() -> None:
    """Results have their assumption and the number of occurrences."""
    results = run_of(usual_findings())["results"]
    assert [result["occurrenceCount"] for result in results] == [2, 1, 1, 1]
    assert results[1]["properties"]["assumed"] == "R5: Nothing is documented."


def test_why_a_run_is_not_passed_is_told() -> None:
    """The reasons of a failed run are notifications; an interrupted run is unsuccessful."""
    invocation = run_of([], ending="interrupted", reasons=["Nobody answered."])["invocations"][0]
    texts = [note["message"]["text"] for note in invocation["toolExecutionNotifications"]]
    assert (invocation["executionSuccessful"], texts[0]) == (False, "Nobody answered.")
    assert invocation["startTimeUtc"] == "1970-01-02T00:00:00Z"


def test_texts_have_no_links() -> None:
    """A text of a target is not a link in a message."""
    result = run_of([make_finding("a", "[x](http://evil.test)")])["results"][0]
    assert "](" not in result["message"]["text"]
