"""All kinds of state give the same guarantees; those with a file give them on disk errors too."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockwright.mock_server.state.protocol import Key, State, StateUnavailable
from tests.mock_server.state.state_kinds import (
    FILE_KINDS,
    KINDS,
    close,
    open_kind,
    opened,
    spy_on_connections,
)
from tests.processes import PATIENCE_SECONDS

ROOT = Path(__file__).parents[3]
COUNTER = ("counter", "n")
OLD: dict[Key, bytes] = {("a", "1"): b'"old"', ("b", "1"): b"[1]"}

keys = st.tuples(st.sampled_from("ab"), st.text(max_size=3))
records = st.binary(max_size=20)
changes = st.dictionaries(keys, st.none() | records, max_size=4)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("commit"), changes),
        st.tuples(st.just("restore"), st.dictionaries(keys, records, max_size=4)),
        st.tuples(st.just("reopen"), st.none()),
    ),
    max_size=12,
)


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Each kind of state."""
    return str(request.param)


@pytest.fixture
def state(kind: str, tmp_path: Path) -> Iterator[State]:
    """State of each kind, with two records."""
    with opened(kind, tmp_path / "state.db") as state:
        state.restore(OLD)
        yield state


@pytest.mark.parametrize("name", KINDS)
@settings(max_examples=60)
@given(steps=steps)
def test_state_is_what_a_dictionary_would_be(name: str, steps: list[tuple[str, Any]]) -> None:
    """After any commits, restores and reopenings, state equals a dictionary."""
    expected: dict[Key, bytes] = {}
    with tempfile.TemporaryDirectory() as folder:
        state = open_kind(name, Path(folder) / "state.db")
        for what, given_records in steps:
            if what == "commit":
                state.commit(given_records)
                merged = {**expected, **given_records}
                expected = {key: record for key, record in merged.items() if record is not None}
            elif what == "restore":
                state.restore(given_records)
                expected = dict(given_records)
            elif name != "memory":
                close(state)
                state = open_kind(name, Path(folder) / "state.db")
            assert state.snapshot() == expected
            assert {key: state.get(*key) for key in expected} == expected
        close(state)


def test_missing_record_is_none(state: State) -> None:
    """A missing record is None, by kind and by key."""
    found = (state.get("a", "2"), state.get("c", "1"), state.get("1", "a"))
    assert found == (None, None, None)


def test_snapshot_is_of_one_moment(state: State) -> None:
    """A snapshot does not change with the state."""
    before = state.snapshot()
    state.commit({("a", "1"): None})
    assert (before, state.snapshot()) == (OLD, {("b", "1"): b"[1]"})


def test_holds_may_be_nested(state: State) -> None:
    """Holds can be nested; the end of the inner one does not release the outer one."""
    with state.hold():
        with state.hold():
            found = state.get("a", "1")
        state.commit({("a", "1"): found, ("a", "2"): b"2"})
    assert state.snapshot() == {**OLD, ("a", "2"): b"2"}


def test_hold_survives_an_error(state: State) -> None:
    """A block that raises releases the state and changes nothing."""
    with pytest.raises(ZeroDivisionError), state.hold():
        _ = state.get("a", "1"), 1 / 0
    other = threading.Thread(target=state.commit, args=({("c", "1"): b"3"},), daemon=True)
    other.start()
    other.join(PATIENCE_SECONDS)
    assert state.snapshot() == {**OLD, ("c", "1"): b"3"}


def increment(state: State, times: int) -> None:
    """Increment a counter, reading and writing while the state is held."""
    for _ in range(times):
        with state.hold():
            number = int(state.get(*COUNTER) or b"0")
            state.commit({COUNTER: str(number + 1).encode()})


def test_threads_lose_nothing(state: State) -> None:
    """Eight threads that increment a held counter lose no update."""
    threads = [threading.Thread(target=increment, args=(state, 100)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert state.get(*COUNTER) == b"800"


def test_workers_lose_nothing(tmp_path: Path) -> None:
    """Two openings of one shared file, with four threads each, lose no update."""
    path = tmp_path / "state.db"
    with opened("shared", path) as first, opened("shared", path) as second:
        threads = [
            threading.Thread(target=increment, args=(state, 50)) for state in [first, second] * 4
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert (first.get(*COUNTER), second.get(*COUNTER)) == (b"400", b"400")


def test_workers_see_each_others_changes(tmp_path: Path) -> None:
    """A worker reads what another one has committed."""
    path = tmp_path / "state.db"
    with opened("shared", path) as first, opened("shared", path) as second:
        first.commit(OLD)
        assert second.snapshot() == OLD
        second.restore({})
        assert first.get("a", "1") is None


BUSY = """
import sys
from pathlib import Path
from tests.mock_server.state.state_kinds import open_kind
state = open_kind("shared", Path(sys.argv[1]))
print("busy", flush=True)
while True:
    with state.hold():
        state.commit({("busy", "n"): b"1"})
"""


def test_no_worker_starves(tmp_path: Path) -> None:
    """A worker gets the lock while another process takes it again and again."""
    path = tmp_path / "state.db"
    command = [sys.executable, "-c", BUSY, str(path)]
    with (
        opened("shared", path) as patient,
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as busy,
    ):
        assert busy.stdout is not None
        assert busy.stdout.readline() == b"busy\n"
        start = time.monotonic()
        for _ in range(100):
            increment(patient, 1)
            time.sleep(0.001)  # lets the other process take it again
        busy.kill()
    assert time.monotonic() - start < PATIENCE_SECONDS


def test_memory_of_a_file_is_read_at_the_start(tmp_path: Path) -> None:
    """A worker that owns the file reads it only at the start."""
    path = tmp_path / "state.db"
    with opened("file", path) as writer:
        writer.restore(OLD)
    with opened("file", path) as state:
        path.unlink()
        assert (state.get("a", "1"), state.snapshot()) == (b'"old"', OLD)


@pytest.mark.parametrize("kind", FILE_KINDS)
def test_commit_of_nothing_costs_nothing(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A commit without changes does not touch SQLite."""
    connections = spy_on_connections(monkeypatch)
    statements: list[str] = []
    with opened(kind, tmp_path / "state.db") as state:
        connections[0].set_trace_callback(statements.append)
        state.commit({})
        assert statements == []
        state.commit(OLD)
        assert "BEGIN IMMEDIATE" in statements


def assert_recovers(state: State, repair: Any, *, is_full: bool) -> str:
    """Failed changes are not stored, earlier ones can be read, and after a repair all works."""
    with pytest.raises(StateUnavailable) as caught:
        state.commit({("a", "1"): b'"%s"' % (b"x" * 200_000), ("b", "1"): None})
    with pytest.raises(StateUnavailable):
        state.restore({("z", "1"): b'"%s"' % (b"x" * 200_000)})
    assert caught.value.is_full is is_full
    assert (state.snapshot(), state.get("a", "1")) == (OLD, b'"old"')
    repair()
    state.commit({("a", "1"): b'"new"'})
    assert state.snapshot() == {**OLD, ("a", "1"): b'"new"'}
    return str(caught.value)


@pytest.mark.parametrize("kind", FILE_KINDS)
def test_file_that_may_not_grow(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without space nothing is stored or lost, and with space again everything works."""
    connections = spy_on_connections(monkeypatch)
    with opened(kind, tmp_path / "state.db") as state:
        state.restore(OLD)
        connections[0].execute("PRAGMA max_page_count = 4")
        message = assert_recovers(
            state, lambda: connections[0].execute("PRAGMA max_page_count = 10000"), is_full=True
        )
    assert message.startswith(
        f"There is no space left for state in `{tmp_path}/state.db`. Free some"
    )
    with opened(kind, tmp_path / "state.db") as again:
        assert again.snapshot() == {**OLD, ("a", "1"): b'"new"'}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 256 KiB, if this user may create one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if (
        os.geteuid() != 0
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)],  # noqa: S607 -- where it is differs
            check=False,
            capture_output=True,
        ).returncode
    ):
        pytest.skip("no file system can be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)  # noqa: S607 -- as above


@pytest.mark.parametrize("kind", FILE_KINDS)
def test_disk_that_is_full(kind: str, small_disk: Path) -> None:
    """On a full disk nothing is stored or lost, until a file is removed."""
    filler = small_disk / "filler"
    with opened(kind, small_disk / "state.db", is_durable=True) as state:
        state.restore(OLD)
        filler.write_bytes(bytes(150_000))
        assert_recovers(state, filler.unlink, is_full=True)


@pytest.mark.parametrize("kind", FILE_KINDS)
def test_file_that_was_moved_away(kind: str, tmp_path: Path) -> None:
    """While the file is moved away nothing is stored; once it is back, everything works."""
    path, elsewhere = tmp_path / "state.db", tmp_path / "elsewhere.db"
    with opened(kind, path) as state:
        state.restore(OLD)
        path.rename(elsewhere)
        message = assert_recovers(state, lambda: elsewhere.rename(path), is_full=False)
    assert f"The state file `{path}` cannot be used: it was moved or deleted." in message


@pytest.mark.parametrize("kind", FILE_KINDS)
def test_file_that_may_not_be_written(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A read-only file can be read, and is written again once it is writable."""
    connections = spy_on_connections(monkeypatch)
    with opened(kind, tmp_path / "state.db") as state:
        state.restore(OLD)
        connections[0].execute("PRAGMA query_only = ON")
        message = assert_recovers(
            state, lambda: connections[0].execute("PRAGMA query_only = OFF"), is_full=False
        )
    assert "(SQLITE_READONLY)" in message


@pytest.mark.parametrize("kind", FILE_KINDS)
def test_file_that_another_program_has_locked(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file locked by another program is waited for, then reported; later everything works."""
    monkeypatch.setattr("mockwright.mock_server.state.database.BUSY_SECONDS", 0.05)
    with opened(kind, tmp_path / "state.db") as state:
        state.restore(OLD)
        other = sqlite3.connect(tmp_path / "state.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        message = assert_recovers(state, other.close, is_full=False)
    assert "another program has locked it" in message


def test_file_that_is_locked_for_a_moment_is_waited_for(tmp_path: Path) -> None:
    """A lock that is released soon causes no error."""
    with opened("file", tmp_path / "state.db") as state:
        other = sqlite3.connect(
            tmp_path / "state.db", isolation_level=None, check_same_thread=False
        )
        other.execute("BEGIN IMMEDIATE")
        threading.Timer(0.2, other.close).start()
        state.commit(OLD)
        assert state.snapshot() == OLD


def test_state_is_usable_from_many_threads(tmp_path: Path) -> None:
    """All threads of a worker can use one state, although none of them has opened it."""
    with opened("file", tmp_path / "state.db") as state:
        threads = [
            threading.Thread(target=state.commit, args=({("n", str(number)): b"1"},))
            for number in range(256)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    with opened("shared", tmp_path / "state.db") as again:
        assert len(again.snapshot()) == 256
