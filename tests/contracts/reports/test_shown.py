from __future__ import annotations

from dataclasses import replace

import pytest
from msgspec import structs

from mockwright.contracts.engine.findings import Trial
from mockwright.contracts.engine.runs import About
from mockwright.contracts.reports.shown import counts_line, repeat_line, show_finding, show_findings
from tests.contracts.small_runs import (
    ABOUT,
    KNOWN_ID,
    make_finding,
    nasty_exchange,
    record_run,
    usual_findings,
)


def test_failures_come_first() -> None:
    """Findings are sorted by severity, known ones last."""
    shown = show_findings(record_run([], usual_findings(), known=[KNOWN_ID]))
    assert [one.severity for one in shown] == ["failure", "failure", "warning", "known"]


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        (".mockwright/findings", "{id}"),
        ("elsewhere", "elsewhere/{id}.json"),
        ("a b", "'a b/{id}.json'"),
    ],
)
def test_a_finding_is_named_so_that_it_is_found(folder: str, name: str) -> None:
    """The replay command has the finding's id, or its file if the folder is unusual."""
    finding = make_finding("a")
    shown = show_finding(finding, replace(ABOUT, folder=folder), is_known=False)
    assert shown.replay == f"mockwright replay {name.format(id=finding.id)}"


def test_what_to_do_is_hint_and_advice() -> None:
    """The advice consists of the finding's hint and the check's advice."""
    finding = make_finding("a")
    told = [
        show_finding(one, ABOUT, is_known=False).advice
        for one in (finding, replace(finding, hint=""), replace(finding, check="unknown"))
    ]
    assert told == ["that Fix it.", "Fix it.", "that"]


def test_answers_are_shown_in_short() -> None:
    """An answer is summarized by status, type, size and beginning, or by its failure."""
    made = nasty_exchange("that")
    assert made.response is not None
    answers = [
        made,
        made._replace(response=structs.replace(made.response, body=b"")),
        made._replace(response=structs.replace(made.response, headers=(), body=b"x" * 1000)),
        made._replace(response=None, failure="Nobody answered."),
    ]
    finding = replace(make_finding("a"), trial=Trial(None, tuple(answers)))
    steps = show_finding(finding, ABOUT, is_known=False).steps
    assert [step.answer for step in steps] == [
        "500 that, 16 bytes: thatsk-proj-1234",
        "500 that, no content",
        f"500 without a type, 1,000 bytes: {'x' * 400}…",
        "Nobody answered.",
    ]


def test_counts_have_their_nouns() -> None:
    """Counts have singular and plural nouns."""
    one = record_run([], [make_finding("a")])
    assert counts_line(one) == "1 failure, 0 warnings, 0 known, 1 request in 1.2 s"
    many = replace(one, exchanges=12_345, findings=())
    assert counts_line(many) == "0 failures, 0 warnings, 0 known, 12,345 requests in 1.2 s"


def test_a_command_line_is_quoted() -> None:
    """In a command line only the given variables are expanded."""
    words = ("mockwright", "check", "server", "--header", "X: a $KEY $HOME")
    about: About = replace(ABOUT, repeat=words)
    assert repeat_line(about) == "mockwright check server --header 'X: a '\"$KEY\"' $HOME'"
    assert repeat_line(replace(ABOUT, repeat=())) == ""
