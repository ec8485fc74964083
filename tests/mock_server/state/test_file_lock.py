"""One server at a time can lock a state file; the lock ends with the process."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from mockwright.mock_server.state import file_lock
from mockwright.mock_server.state.database import StateDatabase
from mockwright.mock_server.state.file_lock import lock_state_file
from mockwright.mock_server.state.protocol import StateUnavailable
from tests.processes import PATIENCE_SECONDS

ROOT = Path(__file__).parents[3]
CLAIMER = """
import sys, time
from pathlib import Path
from mockwright.mock_server.state.file_lock import lock_state_file
with lock_state_file(Path(sys.argv[1])):
    print("claimed", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait for a locked file."""
    monkeypatch.setattr(file_lock, "CLAIM_SECONDS", 0.0)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The path of a state file."""
    return tmp_path / "state.db"


@pytest.fixture
def owner(file: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has locked the file."""
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", CLAIMER, str(file)]
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "claimed\n"
        yield process
        process.kill()


def claim_error(path: Path) -> str:
    """The error on locking a file."""
    with pytest.raises(StateUnavailable) as caught, lock_state_file(path):
        pytest.fail("it was claimed")
    assert caught.value.is_full is False
    return str(caught.value)


def test_claimed_file_is_refused(file: Path, owner: subprocess.Popen[str]) -> None:
    """A file locked by another process is refused, with its name and that process's id."""
    assert claim_error(file) == (
        f"The state file `{file}` is in use by another Mockwright (process {owner.pid}). "
        "Stop that one, or choose another file with `--db`."
    )


def test_link_to_a_claimed_file_is_refused(
    file: Path, owner: subprocess.Popen[str], tmp_path: Path
) -> None:
    """A link to a locked file is refused too."""
    link = tmp_path / "link.db"
    link.symlink_to(file)
    assert f"(process {owner.pid})" in claim_error(link)


def test_claim_ends_with_a_killed_process(file: Path, owner: subprocess.Popen[str]) -> None:
    """The lock of a killed process is released."""
    owner.send_signal(signal.SIGKILL)
    owner.wait()
    assert (file.parent / "state.db-lock").exists()
    with lock_state_file(file):
        pass
    assert [path.name for path in file.parent.iterdir()] == ["state.db"]


def test_claim_is_waited_for(
    file: Path, owner: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server waits for its predecessor to release the file."""
    monkeypatch.setattr(file_lock, "CLAIM_SECONDS", PATIENCE_SECONDS)
    monkeypatch.setattr(time, "sleep", lambda _: owner.kill())
    with lock_state_file(file):
        assert owner.wait() == -signal.SIGKILL


ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the file itself is not locked")


@ON_LINUX
def test_hard_link_to_a_claimed_file_is_refused(
    file: Path, owner: subprocess.Popen[str], tmp_path: Path
) -> None:
    """Another name of a locked file is refused, also in another folder."""
    assert owner.poll() is None
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "other.db").hardlink_to(file)
    assert "is in use by another Mockwright. Stop that one" in claim_error(folder / "other.db")


@ON_LINUX
def test_claimed_file_without_its_lock_file_is_refused(
    file: Path, owner: subprocess.Popen[str]
) -> None:
    """A file stays locked if its lock file is removed."""
    assert owner.poll() is None
    file.with_name("state.db-lock").unlink()
    assert "is in use by another Mockwright" in claim_error(file)


def test_claim_of_a_removed_lock_is_none(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock on a file that its owner then removed does not count."""
    real = os.open
    removed: list[str] = []

    def open_late(path: Path, *arguments: int) -> int:
        descriptor = real(path, *arguments)
        if not removed:
            removed.append(str(path))
            path.unlink()
        return descriptor

    monkeypatch.setattr(file_lock, "CLAIM_SECONDS", PATIENCE_SECONDS)
    monkeypatch.setattr(os, "open", open_late)
    with lock_state_file(file):
        assert (file.parent / "state.db-lock").exists()


def test_claim_keeps_the_locks_of_sqlite(file: Path) -> None:
    """Locking a file does not release a transaction's locks in the same process."""
    with closing(StateDatabase(file)) as database, database.held(), lock_state_file(file):
        other = "import sqlite3, sys; sqlite3.connect(sys.argv[1], 0).execute('BEGIN IMMEDIATE')"
        result = subprocess.run(
            [sys.executable, "-c", other, str(file)], capture_output=True, check=False
        )
    assert b"database is locked" in result.stderr


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "it is a folder"),
        ("nowhere/state.db", "the folder `{folder}/nowhere` does not exist"),
        ("text/state.db", "the folder `{folder}/text` does not exist"),
        ("pipe", "it is not a regular file"),
        ("x" * 300, "File name too long"),
    ],
)
def test_place_for_no_file_is_refused(tmp_path: Path, name: str, reason: str) -> None:
    """An unusable path is reported with the reason, and nothing is created."""
    (tmp_path / "text").touch()
    os.mkfifo(tmp_path / "pipe")
    reported = claim_error(tmp_path / name)
    assert f"cannot be used: {reason.format(folder=tmp_path)}. Choose a file" in reported
    assert {path.name for path in tmp_path.iterdir()} == {"text", "pipe"}


@pytest.mark.parametrize(("right", "reported"), [(os.R_OK, "read"), (os.W_OK, "written")])
def test_file_without_rights_is_refused(
    file: Path, monkeypatch: pytest.MonkeyPatch, right: int, reported: str
) -> None:
    """A file without read or write permission is refused unchanged."""
    file.touch()
    monkeypatch.setattr(os, "access", lambda _, asked: asked != right)
    assert f"`{file}` cannot be used: it cannot be {reported}." in claim_error(file)


def test_foreign_file_is_not_kept_claimed(file: Path) -> None:
    """After a refusal no lock file is left."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE x (a)")
    with pytest.raises(Exception, match="another program"), lock_state_file(file):
        pytest.fail("it was claimed")
    assert [path.name for path in file.parent.iterdir()] == ["state.db"]
