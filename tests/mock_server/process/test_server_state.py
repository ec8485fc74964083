"""State on a real server: in a file, after a kill, and with several workers."""

from __future__ import annotations

import http.client
import json
import os
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from mockwright.mock_server.state.database import APPLICATION_ID
from tests.mock_server.state.state_kinds import opened
from tests.processes import (
    EXPORT,
    KEY,
    ServerMaker,
    ServerProcess,
    Start,
    run_command,
)

pytestmark = pytest.mark.slow

VALUE: dict[str, Any] = {
    "offences": {},
    "stopReason": None,
    "stoppedUntil": None,
    "isDisclosed": True,
}
SNAPSHOT = {"format": 1, "records": [{"kind": "conversation", "key": "c-1", "value": VALUE}]}
EMPTY = {"format": 1, "records": []}


def ask(connection: http.client.HTTPConnection, method: str, path: str, body: Any = None) -> Any:
    """The JSON of a successful answer on a persistent connection."""
    headers = {"Authorization": f"Bearer {KEY}"}
    if body is not None:
        headers["Content-Type"] = "application/json"
    connection.request(method, path, None if body is None else json.dumps(body), headers)
    response = connection.getresponse()
    text = response.read()
    assert response.status == 200, text
    return json.loads(text)


def connect(server: ServerProcess) -> closing[http.client.HTTPConnection]:
    """A new connection, which any worker may accept."""
    return closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=30))


def put(server: ServerProcess, snapshot: Any) -> None:
    """Restore a snapshot."""
    with connect(server) as connection:
        ask(connection, "PUT", "/_mock/state", snapshot)


def states_of_both_workers(server: ServerProcess) -> list[Any]:
    """The state as each of two workers reports it."""
    found: dict[str, Any] = {}
    for _ in range(500):
        with connect(server) as connection:
            state = ask(connection, "GET", "/_mock/state")
            ask(connection, "GET", EXPORT)  # journaled with the worker's number
            newest = ask(connection, "GET", "/_mock/journal/latest")["id"]
        found[newest.partition("-")[0]] = state
        if len(found) == 2:
            return list(found.values())
    pytest.fail(f"only worker {[*found]} answered")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The path of a state file."""
    return tmp_path / "state.db"


@pytest.mark.slow
@pytest.mark.parametrize("with_file", [False, True])
def test_workers_share_one_state(make_server: ServerMaker, file: Path, *, with_file: bool) -> None:
    """Both workers see a restored snapshot and a reset."""
    arguments = ("--db", str(file)) if with_file else ()
    with make_server("--workers", "2", *arguments) as server:
        put(server, SNAPSHOT)
        assert states_of_both_workers(server) == [SNAPSHOT, SNAPSHOT]
        with connect(server) as connection:
            ask(connection, "POST", "/_mock/reset")
        assert states_of_both_workers(server) == [EMPTY, EMPTY]
    assert file.exists() is with_file


def test_state_ends_with_a_server_without_a_file(make_server: ServerMaker) -> None:
    """Without `--db` each server starts with empty state."""
    with make_server() as server:
        put(server, SNAPSHOT)
    with make_server() as server, connect(server) as connection:
        assert ask(connection, "GET", "/_mock/state") == EMPTY


@pytest.mark.slow
@pytest.mark.parametrize(("before", "after"), [("1", "2"), ("2", "1")])
def test_state_outlives_a_killed_server(
    make_server: ServerMaker, file: Path, before: str, after: str
) -> None:
    """A state file survives a killed server, for any number of workers."""
    server = make_server("--db", str(file), "--workers", before)
    put(server, SNAPSHOT)
    server.signal(signal.SIGKILL)
    server.wait()
    variable = Start(changes={"MOCKWRIGHT_DB": str(file)})
    with make_server("--workers", after, start=variable) as again, connect(again) as connection:
        assert ask(connection, "GET", "/_mock/state") == SNAPSHOT
    assert [path.name for path in file.parent.iterdir()] == ["state.db"]


def refused(file: Path) -> tuple[int, str]:
    """The exit code and error line of a command that refuses a file."""
    result = run_command("serve", "--port", "0", "--db", str(file))
    assert result.stdout == ""
    assert (result.stderr[:7], result.stderr.count("\n")) == ("Error: ", 1)
    return result.returncode, result.stderr


@pytest.mark.slow
def test_two_servers_do_not_share_a_file(make_server: ServerMaker, file: Path) -> None:
    """A second server with the same file is refused, and the first one continues."""
    with make_server("--db", str(file)) as server:
        code, line = refused(file)
        assert (code, f"`{file}` is in use by another Mockwright" in line) == (4, True)
        assert f"(process {server.process.pid})" in line
        put(server, SNAPSHOT)


def spoil(file: Path, name: str) -> None:
    """Create a state file with one fault."""
    with opened("file", file) as state:
        state.commit({("a", str(n)): b'"%s"' % (b"x" * 500) for n in range(100)})
    content = file.read_bytes()
    if name == "text":
        file.write_text("hello")
    elif name == "corrupt":
        file.write_bytes(content[:8192] + b"\xff" * 8192 + content[16384:])
    else:
        statement = {
            "foreign": "PRAGMA application_id = 1",
            "newer": "PRAGMA user_version = 2",
            "no JSON": "UPDATE records SET record = 'x' WHERE key = '7'",
        }[name]
        with closing(sqlite3.connect(file)) as connection:
            connection.execute(statement)
            connection.commit()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("text", "is not an SQLite file"),
        ("foreign", "is an SQLite file that belongs to another program"),
        ("newer", "has version 2 of the format; this Mockwright reads version 1"),
        ("corrupt", "is damaged: "),
        ("no JSON", "The record `a` `7` in "),
    ],
)
def test_broken_file_is_told(file: Path, name: str, text: str) -> None:
    """A broken state file has exit code 3 and is reported with its name and fault."""
    spoil(file, name)
    before = file.read_bytes()
    code, line = refused(file)
    assert (code, text in line, f"`{file}`" in line, "`--db`" in line) == (3, True, True, True)
    assert file.read_bytes() == before


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "text"), [(".", "it is a folder"), ("nowhere/state.db", "does not exist")]
)
def test_place_for_no_file_is_told(tmp_path: Path, name: str, text: str) -> None:
    """An unusable path has exit code 4 and a reason."""
    code, line = refused(tmp_path / name)
    assert (code, text in line, str(tmp_path) in line) == (4, True, True)


@pytest.fixture
def read_only_folder(tmp_path: Path) -> Iterator[Path]:
    """A read-only folder with a state file, also for the superuser."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() != 0:
        make_sound(folder)
        folder.chmod(0o500)
        yield folder
        folder.chmod(0o700)
        return
    if subprocess.run(
        ["mount", "-t", "tmpfs", "tmpfs", str(folder)],  # noqa: S607 -- where it is differs
        check=False,
        capture_output=True,
    ).returncode:
        pytest.skip("the superuser may write anywhere, and cannot mount here")
    make_sound(folder)
    subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)  # noqa: S607 -- as above
    yield folder
    subprocess.run(["umount", str(folder)], check=True)  # noqa: S607 -- as above


def make_sound(folder: Path) -> None:
    """Create a valid state file."""
    with opened("file", folder / "state.db"):
        pass


@pytest.mark.slow
@pytest.mark.parametrize("name", ["state.db", "new.db"])
def test_read_only_folder_is_told(read_only_folder: Path, name: str) -> None:
    """A file in a read-only folder has exit code 4, whether it exists or not."""
    code, line = refused(read_only_folder / name)
    assert (code, f"`{read_only_folder / name}` cannot be used: " in line) == (4, True)


def test_file_is_ours(make_server: ServerMaker, file: Path) -> None:
    """A state file is an SQLite file with Mockwright's application id."""
    with make_server("--db", str(file)):
        pass
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
