"""Files that are no state files are refused untouched; those that are can be read by anyone."""

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
    """A sound state file that is larger than a page."""
    with closing(StateDatabase(path)) as database, database.held():
        database.commit({("a", str(number)): b'"%s"' % (b"x" * 500) for number in range(100)})


def write(path: Path, content: bytes) -> None:
    """Make a file of other bytes."""
    path.write_bytes(content)


def overwrite_middle(path: Path) -> None:
    """Break some pages of a file."""
    content = bytearray(path.read_bytes())
    content[8192:20480] = b"\xff" * 12288
    path.write_bytes(content)


BREAKERS: dict[str, tuple[Callable[[Path], None], str]] = {
    "text": (lambda path: write(path, b"hello"), "is no SQLite file."),
    "noise": (lambda path: write(path, b"\x01\xfe" * 5000), "is no SQLite file."),
    "foreign": (
        lambda path: execute(path, "PRAGMA application_id = 0", "CREATE TABLE x (a)"),
        "is an SQLite file of another program.",
    ),
    "newer": (
        lambda path: execute(path, "PRAGMA user_version = 7"),
        "has version 7 of the state file; this Mockwright reads version 1.",
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
    """A file with each fault, and what is said about it."""
    path = tmp_path / "state.db"
    make(path)
    spoil, message = BREAKERS[request.param]
    spoil(path)
    return path, message


def open_and_check(path: Path) -> None:
    """What is done before a file is served."""
    with closing(StateDatabase(path)) as database:
        database.check()


def test_broken_file_is_refused(broken: tuple[Path, str]) -> None:
    """What is no sound state file is told by its name, its fault and a cure, and stays as it is."""
    path, message = broken
    before = path.read_bytes()
    with pytest.raises(StateFileIsBroken) as caught:
        open_and_check(path)
    told = str(caught.value)
    assert message in told
    assert (f"`{path}`" in told, "`--db`" in told, "\n" in told) == (True, True, False)
    assert path.read_bytes() == before


def test_sound_file_passes(tmp_path: Path) -> None:
    """A file of ours is opened and checked without a word."""
    make(tmp_path / "state.db")
    open_and_check(tmp_path / "state.db")


def test_empty_file_becomes_a_state_file(tmp_path: Path) -> None:
    """A file of no bytes, as `mktemp` makes it, is filled."""
    path = tmp_path / "state.db"
    path.touch()
    open_and_check(path)
    open_and_check(path)
    assert path.stat().st_size > 0


@pytest.mark.parametrize("name", [":memory:", "file:x?mode=memory", "état 1%20?.db"])
def test_odd_names_are_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A name that means something to SQLite is the name of a file all the same."""
    monkeypatch.chdir(tmp_path)
    make(Path(name))
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.fixture
def connection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[sqlite3.Connection]:
    """SQLite's own connection of a database that was just made."""
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
    """The file carries our mark and version, and is written with a journal and every sync."""
    assert connection.execute(f"PRAGMA {pragma}").fetchone() == (value,)


def test_file_of_a_moment_is_not_synchronized(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that ends with its server does not wait for the disk."""
    connections = spy_on_connections(monkeypatch)
    with closing(StateDatabase(tmp_path / "state.db", is_durable=False)):
        assert connections[0].execute("PRAGMA synchronous").fetchone() == (0,)


def test_file_in_another_journal_mode_is_brought_back(tmp_path: Path) -> None:
    """A file that somebody put into another mode is the one file again."""
    path = tmp_path / "state.db"
    make(path)
    execute(path, "PRAGMA journal_mode = WAL")
    make(path)
    assert [file.name for file in tmp_path.iterdir()] == ["state.db"]


def test_record_that_was_edited_as_text_is_read(tmp_path: Path) -> None:
    """Who corrects a record with `sqlite3` leaves text, which is as good."""
    path = tmp_path / "state.db"
    make(path)
    execute(path, """UPDATE records SET record = '{"a":1}' WHERE key = '7'""")
    with closing(StateDatabase(path)) as database:
        database.check()
        assert (database.read("a", "7"), database.read_all()["a", "7"]) == (b'{"a":1}',) * 2


def test_file_is_its_owners(tmp_path: Path) -> None:
    """A file that is made can be read by nobody else; one that is there keeps its rights."""
    path = tmp_path / "state.db"
    make(path)
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o640)
    make(path)
    assert path.stat().st_mode & 0o777 == 0o640
