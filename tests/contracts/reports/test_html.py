from __future__ import annotations

import re
from dataclasses import replace

from mockwright.contracts.coverage.gathering import Coverage
from mockwright.contracts.reports.formats import FORMATS
from mockwright.contracts.reports.html import render_html
from tests.contracts.small_runs import OPERATIONS, make_finding, record_run, write_report


def page() -> str:
    """A page with one finding."""
    return write_report(FORMATS["html"].make_writer, [make_finding("a")])


def test_a_page_needs_nothing_else() -> None:
    """A page loads no resources and runs no scripts, and its policy forbids both."""
    text = page()
    assert "default-src 'none'; style-src 'unsafe-inline'" in text
    outside = re.sub(r"<(pre|code|dd)>.*?</\1>", "", text)
    assert not re.search(r"https?://|url\(|@import|src=|href=|<script", outside)


def test_each_severity_can_be_hidden() -> None:
    """Each filter hides the findings of its class."""
    text = page()
    for name in re.findall(r'<input type="checkbox" id="show-(\w+)"', text):
        assert f"#show-{name}:not(:checked) ~ main .{name}" in text


def test_commands_are_selected_as_a_whole() -> None:
    """A click selects the whole curl command."""
    text = page()
    assert "pre { white-space: pre-wrap; overflow-wrap: anywhere; user-select: all" in text
    assert re.search(r"<dt>curl</dt><dd><pre>curl -i .*?</pre></dd>", text)


def test_dark_pages_are_dark() -> None:
    """A page follows the colour scheme of the system."""
    assert '<meta name="color-scheme" content="light dark">' in page()
    assert "prefers-color-scheme: dark" in page()


def test_coverage_is_a_table() -> None:
    """The coverage table has a row for each operation."""
    result = replace(record_run([], []), coverage=Coverage(OPERATIONS).report())
    text = "\n".join(render_html(result))
    section = text.partition("<summary>Coverage (")[2]
    assert [operation.label in section for operation in OPERATIONS] == [True, True, True]
