from __future__ import annotations

import json
import os
import re
import socket
from pathlib import Path
from typing import Any, TextIO

import click
import pytest
from click.testing import CliRunner, Result

from mockwright.mock_server import cli, exit_codes
from mockwright.mock_server.catalogue import Catalogue
from mockwright.mock_server.process.readiness import Running
from mockwright.mock_server.settings import Settings
from tests.mock_server.small_documents import EMPTY, document, get

RUNNING = Running(url="http://127.0.0.1:4321", port=4321)


class Server:
    """A replacement for the server process that records its settings and is ready at once."""

    def __init__(self) -> None:
        self.settings: list[Settings] = []
        self.documents: list[str] = []
        self.on_ready: Any = lambda: None

    def run(self, settings: Settings, catalogue: Catalogue, on_ready: Any, log: TextIO) -> int:
        """The replacement for `run_server`."""
        _ = log
        self.settings.append(settings)
        self.documents = [document.name for document in catalogue.documents]
        on_ready(RUNNING)
        self.on_ready()
        return 0


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    """A replacement server, without settings from the environment."""
    for name in [name for name in os.environ if name.startswith("MOCKWRIGHT_")]:
        monkeypatch.delenv(name)
    server = Server()
    monkeypatch.setattr(cli, "run_server", server.run)
    return server


def serve(*arguments: str, **variables: str) -> Result:
    """Run the command and set its exit code."""
    runner = CliRunner(env={f"MOCKWRIGHT_{name}": text for name, text in variables.items()})
    result = runner.invoke(cli.serve, arguments, standalone_mode=False)
    if isinstance(result.exception, click.ClickException):
        result.exit_code = result.exception.exit_code
    else:
        assert result.exception is None
        result.exit_code = result.return_value
    return result


def unknown(*patterns: str) -> dict[str, Any]:
    """The vendor options for unknown profiles."""
    return {"unknown_profiles": patterns}


@pytest.mark.parametrize(
    ("arguments", "settings"),
    [
        ([], Settings()),
        (["--port", "0"], Settings(port=0)),
        (["--host", "localhost"], Settings(host="localhost")),
        (["--host", "::1"], Settings(host="::1")),
        (["--seed", "-7"], Settings(seed=-7)),
        (["--spec", "dumgum"], Settings(specs=("dumgum",))),
        (["--spec", "cognigy", "--spec", "dumgum"], Settings(specs=("cognigy", "dumgum"))),
        (["--strict"], Settings(is_strict=True)),
        (["--access-key", "a", "--access-key", "b c"], Settings(access_keys=("a", "b c"))),
        (["--workers", "4"], Settings(workers=4)),
        (["--allow-host", "mock.example"], Settings(allowed_hosts=("mock.example",))),
        (["--max-body", "10"], Settings(max_body_bytes=10)),
        (["--realtime"], Settings(is_realtime=True)),
        (["--rate-limit", "0"], Settings(rate_limit=0)),
        (
            ["--unknown-profiles", "a-*", "--unknown-profiles", "b ?"],
            Settings(vendor_options=unknown("a-*", "b ?")),
        ),
        (["--suggestions-as", "text"], Settings(vendor_options={"suggestions_as_text": True})),
        (["--suggestions-as", "list"], Settings()),
    ],
)
def test_arguments_become_settings(
    server: Server, arguments: list[str], settings: Settings
) -> None:
    """Each option sets its field, and other fields keep their defaults."""
    assert serve(*arguments).exit_code == 0
    assert server.settings == [settings]


@pytest.mark.parametrize(
    ("variables", "settings"),
    [
        ({"HOST": "::1"}, Settings(host="::1")),
        ({"PORT": "0"}, Settings(port=0)),
        ({"SEED": "7"}, Settings(seed=7)),
        ({"STRICT": "1"}, Settings(is_strict=True)),
        ({"STRICT": "false"}, Settings()),
        ({"ACCESS_KEY": "a"}, Settings(access_keys=("a",))),
        ({"ACCESS_KEY": "a b"}, Settings(access_keys=("a", "b"))),
        ({"ACCESS_KEY": ""}, Settings()),
        ({"WORKERS": "2"}, Settings(workers=2)),
        ({"REALTIME": "1"}, Settings(is_realtime=True)),
        ({"RATE_LIMIT": "60"}, Settings(rate_limit=60)),
        (
            {"UNKNOWN_PROFILES": "a-* b-?"},
            Settings(vendor_options=unknown("a-*", "b-?")),
        ),
        ({"SUGGESTIONS_AS": "text"}, Settings(vendor_options={"suggestions_as_text": True})),
    ],
)
def test_variables_become_settings(
    server: Server, variables: dict[str, str], settings: Settings
) -> None:
    """Each environment variable sets its field."""
    assert serve(**variables).exit_code == 0
    assert server.settings == [settings]


def test_state_file_is_claimed_while_it_serves(server: Server, tmp_path: Path) -> None:
    """The state file is created and locked while the server runs."""
    path = tmp_path / "state.db"
    seen: list[set[str]] = []
    server.on_ready = lambda: seen.append({file.name for file in tmp_path.iterdir()})
    serve("--db", str(path))
    serve(DB=str(path))
    assert server.settings == [Settings(db=path)] * 2
    assert seen == [{"state.db", "state.db-lock"}] * 2
    assert [file.name for file in tmp_path.iterdir()] == ["state.db"]


def test_empty_variable_is_no_state_file(server: Server) -> None:
    """An empty `MOCKWRIGHT_DB` keeps state in memory."""
    serve(DB="")
    assert server.settings == [Settings()]


@pytest.mark.parametrize(
    ("text", "code", "reason"),
    [
        ("hello", exit_codes.BROKEN_DOCUMENT, "is not an SQLite file."),
        (None, exit_codes.UNAVAILABLE, "it is a folder."),
    ],
)
def test_unusable_state_file_is_told(
    server: Server, tmp_path: Path, text: str | None, code: int, reason: str
) -> None:
    """An unusable state file is reported in one line, and no server starts."""
    path = tmp_path / "state.db"
    if text is None:
        path.mkdir()
    else:
        path.write_text(text)
    result = serve("--db", str(path))
    (line,) = result.stderr.splitlines()
    assert (result.exit_code, server.settings) == (code, [])
    assert (line.startswith("Error: "), f"`{path}`" in line, reason in line) == (True, True, True)


def test_option_beats_the_variable(server: Server) -> None:
    """An option overrides its environment variable."""
    serve("--seed", "1", "--access-key", "mine", SEED="2", ACCESS_KEY="theirs")
    assert server.settings == [Settings(seed=1, access_keys=("mine",))]


def test_chosen_documents_are_loaded(server: Server, tmp_path: Path) -> None:
    """Documents are loaded by name and file before the server starts."""
    file = document(tmp_path, get({"204": EMPTY}), name="their")
    serve("--spec", "dumgum", "--spec", file)
    assert server.documents == ["dumgum", "their"]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--port", "70000"], "0<=x<=65535"),
        (["--port", "-1"], "0<=x<=65535"),
        (["--port", "http"], "'http' is not a valid"),
        (["--seed", "x"], "'x' is not a valid integer"),
        (["--workers", "0"], "1<=x<=64"),
        (["--max-body", "0"], "1<=x<="),
        (["--prot", "1"], "No such option '--prot'"),
        (["--spec"], "requires an argument"),
        (["extra"], "unexpected extra argument"),
        (
            ["--ready-file", "/nowhere/ready.json"],
            "`--ready-file /nowhere/ready.json` cannot be written",
        ),
    ],
)
def test_wrong_arguments_are_a_usage_error(
    server: Server, arguments: list[str], reason: str
) -> None:
    """Wrong arguments exit with 2 and start no server."""
    result = serve(*arguments)
    assert isinstance(result.exception, click.UsageError)
    assert reason in result.exception.format_message()
    assert (result.exit_code, server.settings) == (exit_codes.USAGE, [])


@pytest.mark.parametrize(
    ("host", "has_token"),
    [
        *(("127.0.0.1", False), ("localhost", False), ("::1", False)),
        *(("0.0.0.0", True), ("::", True), ("192.168.1.2", True)),  # noqa: S104 -- not bound to
        ("localhost.evil.example", True),
    ],
)
def test_others_need_a_token(server: Server, host: str, *, has_token: bool) -> None:
    """Beyond loopback a control token is generated and printed."""
    printed = serve("--host", host).stderr
    (settings,) = server.settings
    assert (settings.control_token is not None) is has_token
    assert (f"Control token: {settings.control_token}" in printed) is has_token


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])  # noqa: S104 -- not bound to
def test_given_token_is_taken_and_not_printed(server: Server, host: str) -> None:
    """A given token is used on any host and is not printed."""
    printed = serve("--host", host, "--token", "my-own-token").stderr
    (settings,) = server.settings
    assert (settings.control_token, "my-own-token" in printed) == ("my-own-token", False)


@pytest.mark.parametrize("token", ["", "seven-7", "tökens-with-umlauts", "with\nlines"])
def test_token_that_is_none_is_refused(server: Server, token: str) -> None:
    """A token that is too short or not printable ASCII is refused."""
    result = serve("--token", token)
    assert isinstance(result.exception, click.UsageError)
    assert "at least 8 characters" in result.exception.format_message()
    assert (result.exit_code, server.settings) == (exit_codes.USAGE, [])


def test_every_start_has_another_token(server: Server) -> None:
    """Each start generates another token of sufficient length."""
    serve("--host", "::")
    serve("--host", "::")
    first, second = (settings.control_token or "" for settings in server.settings)
    assert first != second
    assert min(len(first), len(second)) >= 24


def test_broken_document_is_told(server: Server, tmp_path: Path) -> None:
    """With `--strict-spec`, every fault is a line on standard error, and nothing starts."""
    result = serve("--strict-spec", "--spec", document(tmp_path, get({"299": {}, "600": {}})))
    lines = result.stderr.splitlines()
    assert (result.exit_code, server.settings) == (exit_codes.BROKEN_DOCUMENT, [])
    assert len(lines) > 1
    assert [line for line in lines if not line.startswith("Warning: small.json:1#/paths")] == []


def test_port_in_use_is_told() -> None:
    """A port in use exits with 4, and the line says what to do."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        result = serve("--port", str(port))
    (line,) = result.stderr.splitlines()
    assert result.exit_code == exit_codes.UNAVAILABLE
    assert line.startswith(f"Error: Cannot listen on 127.0.0.1 port {port}: ")
    assert "choose another with `--port`" in line


def test_unknown_host_is_told() -> None:
    """An address of another machine exits with 4."""
    result = serve("--host", "192.0.2.1", "--port", "0")
    assert result.exit_code == exit_codes.UNAVAILABLE
    assert result.stderr.startswith("Error: Cannot listen on 192.0.2.1 port 0: ")


def test_ready_file_is_there_while_it_serves(server: Server, tmp_path: Path) -> None:
    """The ready file exists only while the server runs."""
    path = tmp_path / "ready.json"
    path.write_text("left by an ended server")
    seen: list[Any] = []
    server.on_ready = lambda: seen.append(json.loads(path.read_text()))
    serve("--ready-file", str(path), "--seed", "7")
    assert seen == [{"url": RUNNING.url, "port": RUNNING.port, "seed": 7, "pid": os.getpid()}]
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_to_standard_output(server: Server) -> None:
    """Messages go to standard error; standard output stays empty."""
    result = serve()
    assert (result.stdout, len(result.stderr.splitlines()), len(server.settings)) == ("", 3, 1)


def test_help_tells_every_option() -> None:
    """Each option has a help text that names its environment variable."""
    text = CliRunner().invoke(cli.serve, ["--help"]).stdout
    params = cli.serve.get_params(click.Context(cli.serve))
    options = [option for option in params if isinstance(option, click.Option)]
    assert [option.name for option in options if not option.help] == []
    flat = re.sub(r"\s+", " ", text)
    missing = [o.name for o in options if o.envvar and f"env var: {o.envvar}" not in flat]
    assert missing == []


def test_help_lists_the_exit_codes() -> None:
    """The help lists exactly the exit codes of the command."""
    codes = {int(code) for code in re.findall(r"\b([0-9]) [a-z]", cli.serve.epilog or "")}
    assert codes == {
        exit_codes.OK,
        exit_codes.USAGE,
        exit_codes.BROKEN_DOCUMENT,
        exit_codes.UNAVAILABLE,
        exit_codes.INTERNAL_ERROR,
    }


def test_limit_and_workers_do_not_go_together(server: Server) -> None:
    """A rate limit with several workers is a usage error."""
    result = serve("--rate-limit", "60", "--workers", "2")
    assert isinstance(result.exception, click.UsageError)
    assert "each worker would count for itself" in result.exception.message
    assert server.settings == []
