"""Cases: what was checked where, one case per operation and check."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mockwright.contracts.engine.runs import Result
from mockwright.contracts.reports.shown import ShownFinding, show_findings

NO_OPERATION = "(no operation)"


class Case(NamedTuple):
    """One check of one operation: the number of trials it judged, and its findings.

    An operation without any check has one case without trials.
    """

    operation: str
    check: str
    title: str
    trials: int
    findings: tuple[ShownFinding, ...] = ()

    def of(self, severity: str) -> tuple[ShownFinding, ...]:
        """The findings of a severity."""
        return tuple(finding for finding in self.findings if finding.severity == severity)


def cases_of(result: Result) -> Iterator[Case]:
    """Every case of a run, by operation in document order, then by check."""
    about = result.about
    titles = {check.id: check.title for check in about.checks}
    found: dict[tuple[str, str], list[ShownFinding]] = {}
    for shown in show_findings(result):
        found.setdefault((shown.operation, shown.check), []).append(shown)
        titles.setdefault(shown.check, shown.title)
    pairs = result.judged.keys() | found.keys()
    labels = [operation.label for operation in about.operations]
    others = sorted({operation for operation, _ in pairs}.difference(labels))
    for label in dict.fromkeys([*labels, *others]):
        checks = sorted(check for operation, check in pairs if operation == label)
        for check in checks:
            yield Case(
                operation=label or NO_OPERATION,
                check=check,
                title=titles.get(check, check),
                trials=result.judged.get((label, check), 0),
                findings=tuple(found.get((label, check), ())),
            )
        if not checks:
            yield Case(operation=label, check="", title="No check examined it", trials=0)
