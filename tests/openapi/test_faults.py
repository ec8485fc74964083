from __future__ import annotations

import pytest

from mockwright.openapi.faults import (
    MAX_FAULTS,
    DocumentFault,
    DocumentIsBroken,
    FaultCollector,
    broken,
)


def fault(number: int) -> DocumentIsBroken:
    return broken("a.yaml", f"/{number}", "It is wrong.")


@pytest.mark.parametrize(
    ("fix", "expected"),
    [
        ("", "pets.yaml#/paths: It is wrong."),
        ("Fix it.", "pets.yaml#/paths: It is wrong. Fix it."),
    ],
)
def test_fault_is_one_line(fix: str, expected: str) -> None:
    """A fault is one line: the place, the problem and the fix."""
    reported = DocumentFault(file="pets.yaml", pointer="/paths", problem="It is wrong.", fix=fix)
    assert str(reported) == expected


def test_broken_document_tells_every_fault() -> None:
    """The message of the exception has one line per fault."""
    error = DocumentIsBroken([*fault(1).faults, *fault(2).faults])
    assert str(error) == "a.yaml#/1: It is wrong.\na.yaml#/2: It is wrong."


def test_collector_raises_every_fault_once() -> None:
    """Faults of several blocks are raised together, in order, without duplicates."""
    collector = FaultCollector()
    for number in (1, 2, 1):
        with collector.collect():
            raise fault(number)
    with pytest.raises(DocumentIsBroken) as caught:
        collector.raise_if_any()
    assert [found.pointer for found in caught.value.faults] == ["/1", "/2"]


def test_collector_without_faults_is_silent() -> None:
    """Without faults, nothing is raised."""
    collector = FaultCollector()
    with collector.collect():
        pass
    assert collector.raise_if_any() is None  # type: ignore[func-returns-value]  # the point


def test_collector_lets_other_errors_pass() -> None:
    """An exception that is not a fault of the document propagates."""
    with pytest.raises(ZeroDivisionError), FaultCollector().collect():
        raise ZeroDivisionError


def test_very_many_faults_are_cut() -> None:
    """At most the first hundred faults of a document are reported."""
    collector = FaultCollector()
    for number in range(MAX_FAULTS + 1):
        with collector.collect():
            raise fault(number)
    with pytest.raises(DocumentIsBroken) as caught:
        collector.raise_if_any()
    assert len(caught.value.faults) == MAX_FAULTS
