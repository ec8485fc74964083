"""Findings: their ids, and their texts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mockwright.contracts.engine.credentials import Credentials
from mockwright.contracts.engine.findings import Finding, Trial, hide_in_finding
from mockwright.openapi.violations import Violation
from tests.contracts.small_exchanges import CHECK, exchange, finding


def test_an_id_does_not_depend_on_the_item() -> None:
    """The index of an array item and the received value do not change the id."""
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
def test_different_findings_have_different_ids(other: Finding) -> None:
    """A different check, place, rule or severity gives a different id."""
    assert other.id != finding().id


def test_ids_never_change() -> None:
    """Ids are stable, so that baselines of earlier versions stay valid."""
    assert finding().id == "d8fe687e72d6"


def test_a_violation_becomes_a_finding_with_its_rule_and_ruling() -> None:
    """A finding keeps all parts of the validator's violation."""
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
        "Expected a string; received `1`. Send one. (assumed: R8)",
        "api.yaml#/x",
        "response #/a",
    )


def test_an_id_accepts_any_text() -> None:
    """A place with a lone surrogate has an id too."""
    assert len(finding("response #/\ud800").id) == 12


def test_credentials_are_hidden_in_all_of_a_finding() -> None:
    """Credentials are hidden in texts, in facts at any depth including names, and in exchanges."""
    secret = "sk-proj-1234"  # noqa: S105 -- not a real key
    facts = {"a": [{secret: secret}, 1, None], "b": secret}
    trial = Trial(None, (exchange(secret.encode()),), facts)
    told = replace(
        finding(secret), trial=trial, expected=secret, received=secret, hint=f"Not {secret}."
    )
    hidden = hide_in_finding(told, Credentials({"KEY": secret}))
    assert secret in repr(told)
    assert secret not in repr(hidden)
    assert hidden.trial.facts == {"a": [{"$KEY": "$KEY"}, 1, None], "b": "$KEY"}
