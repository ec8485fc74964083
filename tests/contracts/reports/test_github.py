from __future__ import annotations

from mockwright.contracts.reports.formats import FORMATS
from tests.contracts.small_runs import KNOWN_ID, make_finding, usual_findings, write_report


def test_each_finding_is_an_annotation() -> None:
    """Each finding is an annotation: error, warning or notice; the verdict is the last one."""
    lines = write_report(
        FORMATS["github"].make_writer, usual_findings(), known=[KNOWN_ID]
    ).splitlines()
    commands = [line.split(" ")[0] for line in lines]
    assert commands == ["::error", "::error", "::warning", "::notice", "::error"]


def test_annotations_are_one_line_each() -> None:
    """Annotations are single lines, in which special characters are escaped."""
    finding = make_finding("a", "50%\r\n::error::x", title="a,b: c")
    line = write_report(FORMATS["github"].make_writer, [finding]).splitlines()[0]
    assert "title=POST /cs/v1/content_creation/suggestion%3A a%2Cb%3A c::response #/a" in line
    assert "received 50%25\\x0d\\n::error::x." in line
