"""The journal file has a line for each entry, whatever the journal drops and the disk does."""

from __future__ import annotations

import io
import json
import os
import stat
import threading
from pathlib import Path

import pytest

from mockwright.mock_server.journal.entries import Exchange, Journal
from mockwright.mock_server.journal.file import JournalFile
from mockwright.openapi.exchange import Request, Response
from tests.processes import ServerMaker, run_command


def exchange(path: str, body: bytes = b"") -> Exchange:
    """A GET of a path that was answered with 204."""
    return Exchange(Request("GET", path, headers={}, body=body), Response(204), "op", 0.1)


def lines(file: Path) -> list[str]:
    """The paths of the entries in a file; a line that is not an entry is shown unchanged."""
    shown = []
    for line in file.read_bytes().splitlines():
        try:
            shown.append(json.loads(line)["request"]["path"])
        except ValueError:
            shown.append(line.decode())
    return shown


def test_every_entry_is_a_line(tmp_path: Path) -> None:
    """The file has all entries, including dropped ones and those of an earlier server."""
    file = tmp_path / "journal.jsonl"
    for start in (0, 2):
        sink = JournalFile(file, io.StringIO()).write
        journal = Journal(clock=lambda: 0.0, max_entries=1, sink=sink)
        for number in range(start, start + 2):
            journal.record(exchange(f"/{number}\n"))
    assert lines(file) == ["/0\n", "/1\n", "/2\n", "/3\n"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("is_kept", [True, False])
def test_rotated_file(tmp_path: Path, is_kept: bool) -> None:  # noqa: FBT001 -- a parameter
    """After the file is renamed or removed, entries go into a new file of the same name."""
    file = tmp_path / "journal.jsonl"
    journal = Journal(clock=lambda: 0.0, sink=JournalFile(file, io.StringIO()).write)
    journal.record(exchange("/0"))
    file.rename(tmp_path / "journal.1") if is_kept else file.unlink()
    journal.record(exchange("/1"))
    assert lines(file) == ["/1"]
    assert not is_kept or lines(tmp_path / "journal.1") == ["/0"]


def test_file_that_cannot_be_reopened(tmp_path: Path) -> None:
    """If no new file can be created, that is reported once, and writing resumes when it can."""
    file = tmp_path / "folder" / "journal.jsonl"
    file.parent.mkdir()
    log = io.StringIO()
    journal = Journal(clock=lambda: 0.0, sink=JournalFile(file, log).write)
    file.parent.rename(tmp_path / "moved")
    for _ in range(2):
        journal.record(exchange("/lost"))
    file.parent.mkdir()
    journal.record(exchange("/found"))
    assert (lines(file), log.getvalue().count("Error:")) == (["/found"], 1)


def test_entries_of_many_threads_are_whole(tmp_path: Path) -> None:
    """Concurrent threads write complete lines."""
    file = tmp_path / "journal.jsonl"
    journal = Journal(clock=lambda: 0.0, sink=JournalFile(file, io.StringIO()).write)

    def record() -> None:
        for _ in range(50):
            journal.record(exchange("/x", b"x" * 5000))

    threads = [threading.Thread(target=record) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert lines(file) == ["/x"] * 200


def test_a_full_disk_is_told_once_and_half_a_line_spoils_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk is reported once, and a partial line does not damage later lines."""
    file, log = tmp_path / "journal.jsonl", io.StringIO()
    journal = Journal(clock=lambda: 0.0, sink=JournalFile(file, log).write)
    write = os.write
    with monkeypatch.context() as full:
        full.setattr(os, "write", lambda number, data: write(number, data[:9]))
        journal.record(exchange("/half"))
        journal.record(exchange("/half"))
    journal.record(exchange("/whole"))
    assert lines(file) == ['{"id":"1-', '{"id":"1', "/whole"]
    assert log.getvalue().count("Error:") == 1


def test_a_device_without_room_is_survived() -> None:
    """Entries are still recorded in memory when every write fails."""
    log = io.StringIO()
    journal = Journal(clock=lambda: 0.0, sink=JournalFile(Path("/dev/full"), log).write)
    for _ in range(3):
        journal.record(exchange("/x"))
    assert len(journal.read().entries) == 3
    assert "No space left on device. The mock continues" in log.getvalue()


def test_serve_writes_the_file(make_server: ServerMaker, tmp_path: Path) -> None:
    """Several workers write to one file, and no credentials are written."""
    file = tmp_path / "journal.jsonl"
    with make_server("--journal-file", str(file), "--workers", "2") as server:
        for _ in range(6):
            server.ask("/api/profiles/u1/export")
    assert lines(file) == ["/api/profiles/u1/export"] * 6
    assert b"sk-proj" not in file.read_bytes()


def test_a_file_that_cannot_be_written_is_a_usage_error(tmp_path: Path) -> None:
    """A journal file in a missing folder is a usage error."""
    ended = run_command("serve", "--journal-file", str(tmp_path / "no" / "journal.jsonl"))
    assert (ended.returncode, "`--journal-file" in ended.stderr) == (2, True)
