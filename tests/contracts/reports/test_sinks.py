from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from mockwright.contracts.engine.exchanges import Exchange
from mockwright.contracts.engine.findings import Finding
from mockwright.contracts.engine.runs import About, Result
from mockwright.contracts.reports import sinks
from mockwright.contracts.reports.sinks import FileSink, GuardedWriter, StreamSink
from mockwright.contracts.reports.text import PlainPrinter, TextWriter
from mockwright.openapi.operations import Operation
from tests.contracts.small_runs import ABOUT, TextSink, make_finding, record_run


class Failing:
    """A writer that fails at each finding."""

    def __init__(self, error: OSError) -> None:
        self.told: list[str] = []
        self._error = error

    def begin(self, about: About) -> None:
        """Record the start."""
        self.told.append(about.command)

    def exchange(self, exchange: Exchange, operation: Operation | None, phase: str) -> None:
        """Record an exchange."""
        _ = exchange, operation, phase
        self.told.append("exchange")

    def finding(self, finding: Finding, *, is_known: bool) -> None:
        """Record a finding and fail."""
        _ = finding, is_known
        self.told.append("finding")
        raise self._error

    def end(self, result: Result) -> None:
        """Record the end."""
        _ = result
        self.told.append("end")


def guard(error: OSError) -> tuple[GuardedWriter, Failing, TextSink]:
    """A guarded writer that failed in a run with two findings."""
    failing, sink = Failing(error), TextSink()
    guarded = GuardedWriter(failing, "The report `x`", [sink])
    record_run([lambda: guarded], [make_finding("a"), make_finding("b")])
    return guarded, failing, sink


def test_a_file_appears_whole(tmp_path: Path) -> None:
    """A file is replaced only when the report is complete."""
    path = tmp_path / "report"
    path.write_text("before", encoding="utf-8")
    sink = FileSink(path)
    sink.write("é\n" * 1_000_000)
    assert ([*tmp_path.iterdir()], path.read_text(encoding="utf-8")) == ([path], "before")
    sink.commit()
    assert [*tmp_path.iterdir()] == [path]
    assert path.read_text(encoding="utf-8") == "é\n" * 1_000_000


def test_a_stream_gets_what_its_encoding_has() -> None:
    """Characters that the encoding lacks are escaped."""
    buffer = io.BytesIO()
    sink = StreamSink(io.TextIOWrapper(buffer, encoding="ascii"))
    sink.write("«é»\n")
    sink.commit()
    assert buffer.getvalue() == b"\\xab\\xe9\\xbb\n"


def test_a_full_disk_does_not_end_a_run() -> None:
    """A writer that failed is not called again, and the problem is reported."""
    guarded, failing, sink = guard(OSError(28, "No space left on device"))
    assert failing.told == ["check server", "exchange", "finding"]
    assert guarded.problem == "The report `x` could not be written: No space left on device."
    assert sink.is_committed is False


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_a_full_device_is_told() -> None:
    """A full device is reported at the end of the run."""
    sink = FileSink(Path("/dev/full"))
    guarded = GuardedWriter(TextWriter(PlainPrinter(sink)), "The report `x`", [sink])
    record_run([lambda: guarded], [make_finding("a")])
    assert guarded.problem == "The report `x` could not be written: No space left on device."


def test_a_reader_who_left_is_no_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    """A closed pipe is not a problem, and standard output is not used again."""
    forgotten: list[Any] = []
    monkeypatch.setattr(sinks, "_forget_standard_output", lambda: forgotten.append(True))
    guarded, failing, _ = guard(BrokenPipeError(32, "Broken pipe"))
    assert (guarded.problem, forgotten) == ("", [True])
    assert failing.told[-1] == "finding"


def test_standard_output_leads_nowhere_after_its_reader_left(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """After its reader left, output to standard output is discarded."""
    with (tmp_path / "out").open("w", encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        sinks._forget_standard_output()  # noqa: SLF001 -- its effect is on the process
        os.write(stream.fileno(), b"lost")
    assert (tmp_path / "out").read_bytes() == b""


def test_a_mistake_of_ours_is_not_hidden() -> None:
    """Only operating system errors are caught."""
    guarded = GuardedWriter(Failing(OSError()), "x")
    with pytest.raises(AttributeError):
        guarded.begin(None)  # type: ignore[arg-type]
    guarded.begin(ABOUT)
    assert guarded.problem == ""
