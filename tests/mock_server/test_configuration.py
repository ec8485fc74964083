"""The configuration file: its values, their precedence, and errors."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from mockwright.mock_server.configuration import (
    Configuration,
    ConfiguredCommand,
    find_configuration,
    find_in_arguments,
)


@click.command(cls=ConfiguredCommand)
@click.option("--port", type=click.IntRange(0, 9), default=1, envvar="MOCKWRIGHT_PORT")
@click.option("--name", "names", multiple=True)
@click.option("--strict", "is_strict", is_flag=True)
def serve(port: int, names: tuple[str, ...], *, is_strict: bool) -> None:
    """Print the parameters."""
    click.echo(f"{port} {','.join(names)} {is_strict}")


@click.group()
def root() -> None:
    """A group with one command."""


root.add_command(serve)


def run(folder: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Result:
    """Run the command in a folder."""
    monkeypatch.chdir(folder)
    return CliRunner().invoke(root, ["serve", *arguments])


FILE = '[serve]\nport = 4\nname = ["a", "b c"]\nstrict = true\n'


def test_values_of_the_file_are_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers, lists and booleans of `mockwright.toml` become defaults."""
    (tmp_path / "mockwright.toml").write_text(FILE)
    assert run(tmp_path, monkeypatch).stdout == "4 a,b c True\n"


def test_project_file_has_a_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`pyproject.toml` is used only if there is no `mockwright.toml`."""
    (tmp_path / "pyproject.toml").write_text("[tool.mockwright.serve]\nport = 5\n")
    assert run(tmp_path, monkeypatch).stdout == "5  False\n"
    (tmp_path / "mockwright.toml").write_text(FILE)
    assert run(tmp_path, monkeypatch).stdout == "4 a,b c True\n"


def test_flag_wins_over_variable_over_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An option overrides a variable, and a variable overrides the file."""
    (tmp_path / "mockwright.toml").write_text(FILE)
    monkeypatch.setenv("MOCKWRIGHT_PORT", "6")
    assert run(tmp_path, monkeypatch).stdout.split()[0] == "6"
    assert run(tmp_path, monkeypatch, "--port", "7").stdout.split()[0] == "7"


@pytest.mark.parametrize("arguments", [("--config", "other.toml"), ("--config=other.toml",)])
def test_named_file_counts_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    """Only the file named by `--config` or its variable is read."""
    (tmp_path / "mockwright.toml").write_text("[serve]\nstrict = true\n")
    (tmp_path / "other.toml").write_text("[serve]\nport = 8\n")
    assert run(tmp_path, monkeypatch, *arguments).stdout == "8  False\n"
    monkeypatch.setenv("MOCKWRIGHT_CONFIG", "other.toml")
    assert run(tmp_path, monkeypatch).stdout == "8  False\n"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("[serve]\nprot = 1\n", "mockwright.toml [serve]: there is no option `prot`. Did you"),
        ("[sreve]\n", "mockwright.toml: there is no command `sreve`. Did you mean `serve`?"),
        ("serve = 3\n", "mockwright.toml: `serve` is a value; expected a table."),
        ("[serve]\nport = 11\n", "mockwright.toml [serve]: `port`: 11 is not in the range"),
        ("[serve]\nport = [1]\n", "mockwright.toml [serve]: `port` takes one value."),
        ("[serve]\nport = true\n", "mockwright.toml [serve]: `port` is True; expected a value."),
        ("[serve]\nstrict = 1\n", "`strict` is 1; expected `true` or `false`."),
        ("[serve\n", "mockwright.toml: it is not TOML: "),
    ],
)
def test_broken_file_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, error: str
) -> None:
    """An invalid file exits with 3 and an error that names the place; `--help` still works."""
    (tmp_path / "mockwright.toml").write_text(text)
    result = run(tmp_path, monkeypatch)
    assert (result.exit_code, error in result.stderr) == (3, True), result.stderr
    assert run(tmp_path, monkeypatch, "--help").exit_code == 0


def test_missing_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing file of `--config` is an error."""
    result = run(tmp_path, monkeypatch, "--config", "none.toml")
    assert (result.exit_code, "none.toml: it cannot be read: No such file" in result.stderr) == (
        3,
        True,
    )


def test_broken_project_file_is_not_ours_to_report(tmp_path: Path) -> None:
    """A broken `pyproject.toml`, or one without a `mockwright` table, is ignored."""
    assert find_configuration(None, tmp_path) is None
    (tmp_path / "pyproject.toml").write_text("[tool.other]\n")
    assert find_configuration(None, tmp_path) is None
    (tmp_path / "pyproject.toml").write_text("[tool")
    assert find_configuration(None, tmp_path) is None


def test_tables_are_nested_like_commands() -> None:
    """The table of `check server` is `[check.server]`; a missing table is empty."""
    root = {"check": {"server": {"key": "k"}}}
    configuration = Configuration(path=Path("f"), root=root)
    assert configuration.table_of(("check", "server"), ()) == {"key": "k"}
    assert configuration.table_of(("check", "client"), ()) == {}
    assert configuration.table_of(("serve",), ("serve", "check")) == {}


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ((), []),
        (("--vendor", "a", "--port", "1", "--vendor=b"), ["a", "b"]),
        (("--vendor",), [""]),
        (("--", "--vendor", "a"), []),
    ],
)
def test_values_are_found_before_parsing(arguments: tuple[str, ...], found: list[str]) -> None:
    """Every value of an option before `--` is found, in either notation."""
    assert [*find_in_arguments("--vendor", arguments)] == found
