"""Findings: what makes two of them the same, and how they read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mockwright.contracts.engine.credentials import Credentials
from mockwright.contracts.engine.findings import Finding, Trial, hide_in_finding
from mockwright.openapi.violations import Violation
from tests.contracts.small_exchanges import CHECK, exchange, finding


def test_an_id_does_not_depend_on_the_item() -> None:
    """The same fault in another item of an array, or in a longer text, is the same finding."""
    same = {
        finding("response #/answers/0/text").id,
        finding("response #/answers/17/text").id,
        replace(finding("response #/answers/3/text"), received="something else").id,
    }
    assert len(same) == 1


@pytest.mark.parametrize(
    "other",
    [
        finding("response #/b"),
        finding(severity="warning"),
        replace(finding(), rule="x.yaml#/y"),
        replace(finding(), check="another"),
        finding("response #/a0"),
    ],
)
def test_an_id_tells_findings_apart(other: Finding) -> None:
    """Check, place, rule and severity each make another finding."""
    assert other.id != finding().id


def test_ids_never_change() -> None:
    """Baselines of earlier versions stay true."""
    assert finding().id == "d8fe687e72d6"


def test_a_violation_becomes_a_finding_with_its_rule_and_ruling() -> None:
    """Nothing that the validator says gets lost."""
    violation = Violation(
        location="response",
        pointer="#/a",
        parameter=None,
        keyword="type",
        expected="a string",
        received="`1`",
        hint="Send one.",
        rule="api.yaml#/x",
        assumption="R8: Because.",
    )
    found = CHECK.find_violation(Trial(None, (exchange(),)), violation)
    assert (found.detail, found.rule, found.where) == (
        "Expected a string; received `1`. Send one. «assumed: R8»",
        "api.yaml#/x",
        "response #/a",
    )


def test_an_id_has_any_text() -> None:
    """Also of a place that no encoding has."""
    assert len(finding("response #/\ud800").id) == 12


def test_credentials_are_hidden_in_all_of_a_finding() -> None:
    """In its texts, in facts of any depth, names included, and in its exchanges."""
    secret = "sk-proj-1234"  # noqa: S105 -- nobody's
    facts = {"a": [{secret: secret}, 1, None], "b": secret}
    trial = Trial(None, (exchange(secret.encode()),), facts)
    told = replace(
        finding(secret), trial=trial, expected=secret, received=secret, hint=f"Not {secret}."
    )
    hidden = hide_in_finding(told, Credentials({"KEY": secret}))
    assert secret in repr(told)
    assert secret not in repr(hidden)
    assert hidden.trial.facts == {"a": [{"$KEY": "$KEY"}, 1, None], "b": "$KEY"}
