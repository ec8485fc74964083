"""`mockwright config show` prints each value with its source."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.processes import Start, run_command

pytestmark = pytest.mark.slow

FILE = """[serve]
port = 4081
spec = ["dumgum", "their.yaml"]
access-key = ["secret-of-the-file"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a configuration file."""
    (tmp_path / "mockwright.toml").write_text(FILE)
    return tmp_path


def show(folder: Path, *words: str, variable: str = "", value: str = "") -> str:
    """The printed lines, with one variable set if a name is given."""
    changes = {f"MOCKWRIGHT_{variable}": value} if variable else {}
    start = Start(folder=folder, changes=changes)
    ended = run_command("config", "show", *words, start=start)
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout


def test_each_value_has_its_origin(folder: Path) -> None:
    """Each value names its source: default, variable or file; unset options are listed."""
    lines = show(folder, variable="SEED", value="7").splitlines()
    assert lines[0] == "[serve]"
    for line in (
        'host = "127.0.0.1"  # default',
        "port = 4081  # mockwright.toml",
        "seed = 7  # variable MOCKWRIGHT_SEED",
        'spec = ["dumgum", "their.yaml"]  # mockwright.toml',
        "strict = false  # default",
        "# db is not set",
        'suggestions-as = "list"  # default',
    ):
        assert line in lines


def test_output_is_a_configuration_file(folder: Path) -> None:
    """The output is a valid configuration file with the same values."""
    shown = tomllib.loads(show(folder, variable="SEED", value="7"))
    assert (shown["serve"]["port"], shown["serve"]["seed"]) == (4081, 7)


def test_credentials_are_not_printed(folder: Path) -> None:
    """Keys and tokens are hidden, whatever their source."""
    shown = show(folder, variable="TOKEN", value="secret-of-the-variable")
    assert "secret" not in shown
    assert 'token = "***"  # variable MOCKWRIGHT_TOKEN' in shown


def test_other_commands_are_shown(folder: Path) -> None:
    """A subcommand has its own table."""
    assert show(folder, "check", "server").startswith("[check.server]\n")


@pytest.mark.parametrize(
    ("words", "error"),
    [(("check",), "is a group of commands"), (("nothing",), "There is no command `nothing`")],
)
def test_wrong_command_is_a_usage_error(folder: Path, words: tuple[str, ...], error: str) -> None:
    """A group or an unknown command is a usage error."""
    ended = run_command("config", "show", *words, start=Start(folder=folder))
    assert (ended.returncode, error in ended.stderr) == (2, True)


def test_broken_file_ends_any_command_with_3(folder: Path) -> None:
    """The command ends with exit code 3 and one sentence."""
    (folder / "mockwright.toml").write_text("[profiles]\nnothing = 1\n")
    ended = run_command("profiles", start=Start(folder=folder))
    assert (ended.returncode, ended.stdout) == (3, "")
    error = "Error: mockwright.toml [profiles]: there is no option `nothing`. Known: `number`,"
    assert ended.stderr.startswith(error)


def test_unknown_variable_is_a_warning(folder: Path) -> None:
    """A misspelt variable is reported once, and the command goes on."""
    start = Start(folder=folder, changes={"MOCKWRIGHT_SEDE": "7"})
    ended = run_command("profiles", start=start)
    assert ended.returncode == 0
    assert ended.stderr == (
        "Warning: The variable `MOCKWRIGHT_SEDE` is unknown and has no effect. "
        "Did you mean `MOCKWRIGHT_SEED`?\n"
    )
