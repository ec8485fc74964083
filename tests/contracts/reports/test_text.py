from __future__ import annotations

import io
import os
import pty
import re
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from mockwright.contracts.coverage.gathering import Coverage
from mockwright.contracts.engine.runs import Ending
from mockwright.contracts.reports import opening
from mockwright.contracts.reports.formats import FORMATS
from mockwright.contracts.reports.opening import open_writers
from mockwright.contracts.reports.orders import ReportOrder
from mockwright.contracts.reports.rich_printer import RichPrinter
from mockwright.contracts.reports.shown import show_finding
from mockwright.contracts.reports.text import PlainPrinter, TextWriter, finding_lines
from tests.contracts.small_runs import (
    ABOUT,
    KNOWN_ID,
    NASTY,
    OPERATIONS,
    TextSink,
    make_finding,
    record_run,
    usual_findings,
)
from tests.processes import PATIENCE_SECONDS

FINDING = """
FAILURE  POST /cs/v1/content_creation/suggestion  It is odd (odd)
  where     response #/a
  expected  this
  received  that
  rule      dumgum.yaml#/paths/~1cs~1v1~1content_creation~1suggestion/post (documented)
  to do     that Fix it.
  curl      curl -i --globoff --path-as-is -H 'Authorization: Bearer '"$KEY" -H 'X-Text: that' \
-H 'Accept:' -H 'User-Agent:' -H 'Content-Type:' --data-binary that \
'http://127.0.0.1:9/pets?x=that&key='"$KEY"
  answer    500 that, 8 bytes: that$KEY
  replay    mockwright replay {id}
"""


def write(*, is_quiet: bool = False, **members: Any) -> str:
    """The text report of a run with the usual findings."""
    sink = TextSink()
    writer = TextWriter(PlainPrinter(sink), is_quiet=is_quiet)
    record_run([lambda: writer], usual_findings(), known=[KNOWN_ID], **members)
    return sink.text


def test_a_finding_tells_everything() -> None:
    """A finding has title, place, values, rule, advice, curl command, answer and replay command."""
    assert FINDING.format(id=make_finding("a").id) in write()


def test_an_assumption_is_told_with_its_reason() -> None:
    """An assumption is printed with its reason."""
    assert "(assumed: R5: Nothing is documented.)\n" in write()


def rule_rows(**members: Any) -> list[str]:
    """The values of a finding's `rule` rows."""
    shown = show_finding(make_finding("a", **members), ABOUT, is_known=False)
    return [text for label, text in finding_lines(shown) if label == "rule"]


def test_where_no_document_has_the_rule_nothing_is_said_of_it() -> None:
    """A finding without a rule has a `rule` row only if it has an assumption."""
    assert rule_rows(rule="") == []
    assert rule_rows(rule="", assumption="R5: Nothing.") == ["assumed: R5: Nothing."]


def test_findings_are_told_in_order_and_once() -> None:
    """Each finding is printed once with its severity; repetitions are only counted."""
    heads = [line.split("  ")[0] for line in write().splitlines() if "  It is " in line]
    assert heads == ["FAILURE", "FAILURE", "WARNING", "KNOWN"]


def test_the_last_line_is_the_verdict() -> None:
    """The last line has verdict, counts and reasons; the line before repeats the run."""
    lines = write(reasons=["Nobody answered."]).splitlines()
    assert lines[-2:] == [
        'Repeat with: mockwright check server --key "$KEY"',
        "FAILED: 2 failures, 1 warning, 1 known, 5 requests in 1.2 s. Nobody answered.",
    ]


def test_the_first_line_says_what_is_checked() -> None:
    """The first line has command, target, documents and seed."""
    assert write().splitlines()[0] == (
        "mockwright check server: http://127.0.0.1:9 is validated against dumgum "
        "(3 operations, 2 checks), seed 7."
    )


def test_quiet_is_the_verdict_alone() -> None:
    """With `--quiet` only the verdict is printed."""
    assert write(is_quiet=True) == write().splitlines(keepends=True)[-1]


@pytest.mark.parametrize(
    ("ending", "word"),
    [("complete", "PASSED"), ("interrupted", "INTERRUPTED"), ("unreachable", "UNREACHABLE")],
)
def test_the_ending_is_told(ending: Ending, word: str) -> None:
    """An interrupted run or one without a reachable target is not called passed."""
    sink = TextSink()
    record_run([lambda: TextWriter(PlainPrinter(sink))], [], ending=ending)
    assert sink.text.splitlines()[-1].startswith(f"{word}: 0 failures")


def test_coverage_is_told() -> None:
    """Coverage is printed by operation."""
    sink = TextSink()
    result = replace(record_run([], []), coverage=Coverage(OPERATIONS).report())
    TextWriter(PlainPrinter(sink)).end(result)
    assert "Coverage:\n  POST /cs/v1/content_creation/suggestion " in sink.text


def test_a_long_request_stands_in_the_file_alone() -> None:
    """A curl command that is too long is replaced by a reference to the file."""
    sink = TextSink()
    record_run([lambda: TextWriter(PlainPrinter(sink))], [make_finding("a", "x" * 5000)])
    (line,) = [line for line in sink.text.splitlines() if line.startswith("  curl")]
    assert re.fullmatch(
        r"  curl      # 15,\d{3} characters: `curl` in the .* file has them\.", line
    )


class Screen:
    """A terminal whose output is read continuously."""

    def __init__(self) -> None:
        self._leader, follower = pty.openpty()
        self.stream = os.fdopen(follower, "w", encoding="utf-8")
        self._shown = b""
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        with suppress(OSError):  # raised when the terminal was closed
            while data := os.read(self._leader, 4096):
                self._shown += data

    def close(self) -> str:
        """Close the terminal and return everything that was shown."""
        self.stream.close()
        self._reader.join(PATIENCE_SECONDS)
        return self._shown.decode()


@pytest.fixture
def screen() -> Iterator[Screen]:
    """A terminal."""
    made = Screen()
    yield made
    made.close()
    os.close(made._leader)  # noqa: SLF001 -- its own


def test_a_terminal_gets_colours_and_what_goes_on(screen: Screen) -> None:
    """The verdict is coloured, and a progress line is erased before the next line."""
    printer = RichPrinter(screen.stream)
    for number in range(32):
        printer.advance(f"fuzzing {number}")
    printer.line("PASSED", "PASSED", ": all is well [bold]x[/bold].")
    shown = screen.close()
    assert "\r\x1b[2Kfuzzing 15\r\x1b[2Kfuzzing 31\r\x1b[2K\x1b[1;32mPASSED\x1b[0m: all " in shown
    assert "[bold]x[/bold]" in shown


@pytest.mark.parametrize("nasty", NASTY)
def test_a_terminal_obeys_no_target(screen: Screen, nasty: str) -> None:
    """Only our own colour sequences reach the terminal, none of the target's."""
    writer = TextWriter(RichPrinter(screen.stream))
    record_run([lambda: writer], [make_finding("a", nasty, title=nasty)])
    shown = screen.close()
    assert "\x1b[1;31mFAILED" in shown
    for sequence in ("\x1b[1m", "\x1b[0m", "\x1b[1;31m", "\x1b[2m", "\r\n"):
        shown = shown.replace(sequence, "")
    assert all(c.isprintable() or c in "\u200c\u200d" for c in shown)


@pytest.mark.parametrize(
    ("variables", "is_rich"),
    [
        ({"TERM": "xterm-256color"}, True),
        ({"TERM": "xterm", "NO_COLOR": ""}, False),
        ({"TERM": "dumb"}, False),
        ({}, False),
    ],
)
def test_colours_are_for_terminals_that_want_them(
    monkeypatch: pytest.MonkeyPatch,
    screen: Screen,
    variables: dict[str, str],
    is_rich: object,
) -> None:
    """Colours are used only for terminals that support them, unless `NO_COLOR` is set."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("TERM", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    printers = [opening._printer(stream) for stream in (screen.stream, io.StringIO())]  # noqa: SLF001
    assert [isinstance(printer, RichPrinter) for printer in printers] == [is_rich, False]


def test_text_gives_way_to_a_report_on_standard_output(
    capsys: pytest.CaptureFixture[str], tmp_path: Any
) -> None:
    """Text goes to standard error if a report uses standard output, except annotations."""
    printed = {}
    for name in ("jsonl", "github"):
        writers = open_writers(
            [ReportOrder(format=FORMATS[name], path=None)], tmp_path, is_quiet=True
        )
        for writer in writers:
            writer.begin(ABOUT)
            writer.end(record_run([], []))
        printed[name] = capsys.readouterr()
    assert printed["github"].err == ""
    assert "PASSED: 0 failures" in printed["github"].out
    assert "PASSED: 0 failures" in printed["jsonl"].err
    assert all(line.startswith("{") for line in printed["jsonl"].out.splitlines())
