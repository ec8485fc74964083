"""The server as a process: how it starts, where it runs, and what ends it."""

from __future__ import annotations

import contextlib
import os
import socket
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes import (
    COMMAND,
    KEY,
    ServerMaker,
    ServerProcess,
    Start,
    environment,
    run_command,
    wait_until,
)
from tests.wire import exchange, parse_replies

pytestmark = pytest.mark.slow

BARE = b"GET /webhooks/profile HTTP/1.1\r\nHost: [::1]\r\nConnection: close\r\n\r\n"
ODD_VARIABLES = {
    "HTTP_X_EVIL": "1",
    "HTTP_AUTHORIZATION": "Bearer from-the-environment",
    "HTTP_HOST": "localhost",
    "HTTP_PREFER": "code=404",
    "HTTP_TRANSFER_ENCODING": "chunked",
    "http_x_lower": "1",
    "CONTENT_TYPE": "application/json",
    "CONTENT_LENGTH": "5",
    "QUERY_STRING": "profileId=from-the-environment",
    "REQUEST_METHOD": "POST",
    "PATH_INFO": "/_mock/reset",
    "SCRIPT_NAME": "/x",
}


@pytest.fixture
def taken_port() -> Iterator[str]:
    """A port on which another program listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield str(listener.getsockname()[1])


def test_ready_line_and_ready_file_agree(make_server: ServerMaker) -> None:
    """The ready line has URL and seed; the ready file also has port and process id."""
    with make_server("--seed", "7") as server:
        assert wait_until(lambda: "ready" in server.stderr_text())
        assert f"Mockwright is ready at {server.url} (seed 7).\n" in server.stderr_text()
        assert f"curl -s {server.url}/api/profiles/" in server.stderr_text()
        assert server.ready == {
            "url": f"http://127.0.0.1:{server.port}",
            "port": server.port,
            "seed": 7,
            "pid": server.process.pid,
        }
        assert server.ask("/_mock/ready")[0] == 200
    assert not server.ready_file.exists()


@pytest.mark.slow
@pytest.mark.parametrize("round_", range(3))
def test_ready_file_appears_whole(tmp_path: Path, round_: int) -> None:
    """The ready file is never seen empty or partially written."""
    seen = watch_start(tmp_path / "ready.json")
    assert [text for text in seen if not text.endswith(b"}\n")] == [], round_
    assert len(seen) == 1


def watch_start(file: Path) -> set[bytes]:
    """Every distinct content of a ready file while a server starts."""
    seen: set[bytes] = set()
    command = [str(COMMAND), "serve", "--port", "0", "--ready-file", str(file)]
    with subprocess.Popen(command, env=environment({}), stderr=subprocess.DEVNULL) as process:
        while process.poll() is None and not any(text.endswith(b"}\n") for text in seen):
            with contextlib.suppress(FileNotFoundError):
                seen.add(file.read_bytes())
        process.terminate()
    return seen


@pytest.mark.slow
def test_free_ports_differ(make_server: ServerMaker) -> None:
    """With `--port 0` every server gets another port."""
    with make_server() as first, make_server() as second:
        assert first.port != second.port


def assert_one_line(stderr: str, *texts: str) -> None:
    """Check that the message is a single line with all of the texts."""
    assert stderr.count("\n") == 1, stderr
    assert "Traceback" not in stderr
    assert [text for text in texts if text not in stderr] == []


@pytest.mark.slow
def test_port_taken_by_another_program(taken_port: str) -> None:
    """A port that is in use is reported in one line, with exit code 4."""
    result = run_command("serve", "--port", taken_port)
    assert result.returncode == 4
    assert_one_line(result.stderr, f"127.0.0.1 port {taken_port}", "in use", "--port")


def test_port_taken_by_an_mockwright(server: ServerProcess) -> None:
    """A port of another Mockwright is refused, and the first server continues."""
    result = run_command("serve", "--port", str(server.port))
    assert result.returncode == 4
    assert_one_line(result.stderr, str(server.port), "in use")
    assert server.ask("/_mock/live")[0] == 200


@pytest.mark.slow
def test_failed_start_leaves_the_ready_file_of_another(make_server: ServerMaker) -> None:
    """A server that fails to start does not remove another server's ready file."""
    with make_server() as server:
        file = str(server.ready_file)
        result = run_command("serve", "--port", str(server.port), "--ready-file", file)
        assert (result.returncode, server.ready_file.exists()) == (4, True)


@pytest.mark.slow
def test_ready_file_that_cannot_be_written(tmp_path: Path) -> None:
    """A ready file that cannot be written is an error without a traceback."""
    file = tmp_path / "nowhere" / "ready.json"
    result = run_command("serve", "--port", "0", "--ready-file", str(file))
    assert result.returncode in {2, 4}
    assert "Traceback" not in result.stderr
    assert "nowhere" in result.stderr


@pytest.mark.slow
@pytest.mark.parametrize("host", ["no-such-host.invalid", "192.0.2.1"])
def test_host_that_is_not_here(host: str) -> None:
    """An unknown host or foreign address is reported in one line, with exit code 4."""
    result = run_command("serve", "--port", "0", "--host", host)
    assert result.returncode == 4
    assert_one_line(result.stderr, host)


@pytest.mark.slow
def test_name_without_address_is_not_blamed_on_the_port() -> None:
    """An unknown host name is not reported as a port in use."""
    result = run_command("serve", "--port", "0", "--host", "no-such-host.invalid")
    assert "Stop the program that uses it" not in result.stderr


@pytest.mark.slow
def test_server_that_others_can_reach_asks_for_its_token(make_server: ServerMaker) -> None:
    """Beyond loopback the control surface requires the printed token; the API does not."""
    with make_server("--host", "0.0.0.0") as server:  # noqa: S104 -- what is being tested
        assert wait_until(lambda: "Control token: " in server.stderr_text())
        token = server.stderr_text().partition("Control token: ")[2].strip()
        assert server.ask("/_mock/journal", key=KEY)[0] == 401
        assert server.ask("/_mock/reset", method="POST", key=KEY)[0] == 401
        assert server.ask("/_mock/journal", key=token)[0] == 200
        assert server.ask("/api/profiles/user-123/export")[0] == 200


@pytest.mark.slow
def test_variables_of_the_environment_are_no_headers(make_server: ServerMaker) -> None:
    """Environment variables do not appear as headers or request data."""
    with make_server(start=Start(changes=ODD_VARIABLES)) as server:
        received = exchange(server.port, BARE)
        assert parse_replies(received)[0].status == 401
        request = server.journal()["entries"][0]["request"]
        assert request["headers"] == {"host": "[::1]", "connection": "close"}
        assert (request["method"], request["query"]) == ("GET", "")


def test_key_from_the_environment(make_server: ServerMaker) -> None:
    """Settings can be given as environment variables."""
    variables = {"MOCKWRIGHT_ACCESS_KEY": KEY, "MOCKWRIGHT_SEED": "9"}
    with make_server(start=Start(changes=variables)) as server:
        assert server.ready["seed"] == 9
        assert server.ask("/api/profiles/a/export", key="another")[0] == 401
        assert server.ask("/api/profiles/a/export")[0] == 200


def sh(redirection: str) -> tuple[str, ...]:
    """A prefix that starts the command with redirected standard files."""
    return ("/bin/sh", "-c", f'exec "$0" "$@" {redirection}')


CIRCUMSTANCES = {
    "no HOME": Start(changes={"HOME": None}),
    "no variables but PATH": Start(changes=dict.fromkeys(set(os.environ) - {"PATH"})),
    "closed stdin": Start(prefix=sh("<&-")),
    "closed stdout": Start(prefix=sh(">&-")),
    "closed stdin and stdout": Start(prefix=sh("<&- >&-")),
    "closed stderr": Start(prefix=sh("2>&-")),
    "closed stdin, stdout and stderr": Start(prefix=sh("<&- >&- 2>&-")),
    "dumb terminal": Start(changes={"TERM": "dumb", "COLUMNS": "20"}),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", CIRCUMSTANCES)
def test_server_runs_in_odd_circumstances(make_server: ServerMaker, name: str) -> None:
    """The server runs without a home, a terminal and open standard files."""
    with make_server(start=CIRCUMSTANCES[name]) as server:
        assert server.ask("/api/profiles/user-123/export")[0] == 200


@pytest.mark.slow
def test_server_runs_in_a_folder_that_it_may_not_write(
    make_server: ServerMaker, tmp_path: Path
) -> None:
    """The server writes nothing into its working directory."""
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    with make_server(start=Start(folder=tmp_path)) as server:
        assert server.ask("/api/profiles/user-123/export")[0] == 200
    assert list(tmp_path.iterdir()) == []
