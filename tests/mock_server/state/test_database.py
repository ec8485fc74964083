"""Files that are not state files are refused unchanged; state files are readable with SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from mockwright.mock_server.state.database import APPLICATION_ID, StateDatabase, StateFileIsBroken
from tests.mock_server.state.state_kinds import spy_on_connections


def execute(path: Path, *statements: str) -> None:
    """Change a file as another program would."""
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def make(path: Path) -> None:
    """Create a state file that is larger than a page."""
    with closing(StateDatabase(path)) as database, database.held():
        database.commit({("a", str(number)): b'"%s"' % (b"x" * 500) for number in range(100)})


def write(path: Path, content: bytes) -> None:
    """Create a file of other bytes."""
    path.write_bytes(content)


def overwrite_middle(path: Path) -> None:
    """Overwrite some pages of a file."""
    content = bytearray(path.read_bytes())
    content[8192:20480] = b"\xff" * 12288
    path.write_bytes(content)


BREAKERS: dict[str, tuple[Callable[[Path], None], str]] = {
    "text": (lambda path: write(path, b"hello"), "is not an SQLite file."),
    "noise": (lambda path: write(path, b"\x01\xfe" * 5000), "is not an SQLite file."),
    "foreign": (
        lambda path: execute(path, "PRAGMA application_id = 0", "CREATE TABLE x (a)"),
        "is an SQLite file that belongs to another program.",
    ),
    "newer": (
        lambda path: execute(path, "PRAGMA user_version = 7"),
        "has version 7 of the format; this Mockwright reads version 1.",
    ),
    "pages": (overwrite_middle, "is damaged: "),
    "cut": (lambda path: write(path, path.read_bytes()[:9000]), "is damaged: "),
    "no table": (lambda path: execute(path, "DROP TABLE records"), "no such table: records."),
    "no JSON": (
        lambda path: execute(path, "UPDATE records SET record = '{' WHERE key = '7'"),
        "The record `a` `7` in ",
    ),
    "no text": (
        lambda path: execute(path, "INSERT INTO records VALUES (CAST(x'ff' AS TEXT), 'x', '1')"),
        "is damaged: ",
    ),
}


@pytest.fixture(params=BREAKERS)
def broken(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, str]:
    """A file with each fault, and the message about it."""
    path = tmp_path / "state.db"
    make(path)
    spoil, message = BREAKERS[request.param]
    spoil(path)
    return path, message


def open_and_check(path: Path) -> None:
    """Open and check a file as before serving it."""
    with closing(StateDatabase(path)) as database:
        database.check()


def test_broken_file_is_refused(broken: tuple[Path, str]) -> None:
    """A broken state file is reported with its name, the fault and a fix, and is unchanged."""
    path, message = broken
    before = path.read_bytes()
    with pytest.raises(StateFileIsBroken) as caught:
        open_and_check(path)
    reported = str(caught.value)
    assert message in reported
    assert (f"`{path}`" in reported, "`--db`" in reported, "\n" in reported) == (True, True, False)
    assert path.read_bytes() == before


def test_sound_file_passes(tmp_path: Path) -> None:
    """A valid state file is opened and checked without an error."""
    make(tmp_path / "state.db")
    open_and_check(tmp_path / "state.db")


def test_empty_file_becomes_a_state_file(tmp_path: Path) -> None:
    """An empty file, as `mktemp` creates it, becomes a state file."""
    path = tmp_path / "state.db"
    path.touch()
    open_and_check(path)
    open_and_check(path)
    assert path.stat().st_size > 0


@pytest.mark.parametrize("name", [":memory:", "file:x?mode=memory", "état 1%20?.db"])
def test_odd_names_are_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A file name with a special meaning for SQLite is an ordinary name."""
    monkeypatch.chdir(tmp_path)
    make(Path(name))
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.fixture
def connection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[sqlite3.Connection]:
    """SQLite's connection to a new database."""
    connections = spy_on_connections(monkeypatch)
    with closing(StateDatabase(tmp_path / "state.db")):
        yield connections[0]


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("application_id", APPLICATION_ID),
        ("user_version", 1),
        ("journal_mode", "delete"),
        ("synchronous", 3),
    ],
)
def test_file_says_what_it_is(connection: sqlite3.Connection, pragma: str, value: object) -> None:
    """The file has our application id and version, and uses a journal with every sync."""
    assert connection.execute(f"PRAGMA {pragma}").fetchone() == (value,)


def test_file_of_a_moment_is_not_synchronized(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A temporary file is not synced to disk."""
    connections = spy_on_connections(monkeypatch)
    with closing(StateDatabase(tmp_path / "state.db", is_durable=False)):
        assert connections[0].execute("PRAGMA synchronous").fetchone() == (0,)


def test_file_in_another_journal_mode_is_brought_back(tmp_path: Path) -> None:
    """A file in another journal mode is reset to ours."""
    path = tmp_path / "state.db"
    make(path)
    execute(path, "PRAGMA journal_mode = WAL")
    make(path)
    assert [file.name for file in tmp_path.iterdir()] == ["state.db"]


def test_record_that_was_edited_as_text_is_read(tmp_path: Path) -> None:
    """A record edited with `sqlite3`, which stores text, can be read."""
    path = tmp_path / "state.db"
    make(path)
    execute(path, """UPDATE records SET record = '{"a":1}' WHERE key = '7'""")
    with closing(StateDatabase(path)) as database:
        database.check()
        assert (database.read("a", "7"), database.read_all()["a", "7"]) == (b'{"a":1}',) * 2


def test_file_is_its_owners(tmp_path: Path) -> None:
    """A new file is readable by its owner only; an existing one keeps its permissions."""
    path = tmp_path / "state.db"
    make(path)
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o640)
    make(path)
    assert path.stat().st_mode & 0o777 == 0o640
