from __future__ import annotations

from mockwright.contracts.reports.cases import Case, cases_of
from tests.contracts.small_runs import KNOWN_ID, OPERATIONS, record_run, usual_findings


def test_cases_come_by_operation_and_check() -> None:
    """Cases are in the order of the document; an operation without trials has an empty case."""
    cases = [*cases_of(record_run([], usual_findings(), known=[KNOWN_ID]))]
    labels = [operation.label for operation in OPERATIONS]
    assert [(case.operation, case.check, case.trials, len(case.findings)) for case in cases] == [
        (labels[0], "even", 1, 1),
        (labels[0], "odd", 3, 2),
        (labels[1], "even", 1, 0),
        (labels[2], "", 0, 0),
        ("(no operation)", "odd", 1, 1),
    ]


def test_a_case_tells_its_findings_apart() -> None:
    """A case separates its findings by severity and lists known ones separately."""
    cases = cases_of(record_run([], usual_findings(), known=[KNOWN_ID]))
    odd: Case = next(case for case in cases if case.check == "odd")
    found = usual_findings()
    assert [shown.id for shown in odd.of("failure")] == [found[0].id]
    assert [shown.id for shown in odd.of("known")] == [KNOWN_ID]
    assert odd.of("warning") == ()
