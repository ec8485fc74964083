"""Faults as lines for a terminal."""

from __future__ import annotations

from pathlib import Path

from mockwright.openapi.complaint_lines import write_complaints
from mockwright.openapi.faults import DocumentFault, Level


def fault(number: int, level: Level) -> DocumentFault:
    """A fault on a line of its own."""
    return DocumentFault(
        file="a.yaml", pointer=f"/n{number}", problem="Wrong.", level=level, done="left out"
    )


def test_complaint_names_file_line_pointer_and_what_was_done(tmp_path: Path) -> None:
    """Errors come first; each line says where, what, and what was done about it."""
    (tmp_path / "a.yaml").write_text("n0: 1\nn1: 2\n", encoding="utf-8")
    faults = [fault(1, "warning"), fault(0, "error")]
    assert [*write_complaints(faults, tmp_path)] == [
        "Error: a.yaml:1#/n0: Wrong. (left out)",
        "Warning: a.yaml:2#/n1: Wrong. (left out)",
    ]


def test_many_complaints_are_counted(tmp_path: Path) -> None:
    """Beyond the limit of a level, the rest is a number; a file that is gone has no lines."""
    faults = [fault(number, "hint") for number in range(5)]
    assert [*write_complaints(faults, tmp_path, limit=2)] == [
        "Hint: a.yaml#/n0: Wrong. (left out)",
        "Hint: a.yaml#/n1: Wrong. (left out)",
        "Hint: … and 3 more hints.",
    ]
