from __future__ import annotations

import errno
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from mockwright.contracts.commands.lazy_commands import LazyCommand
from mockwright.contracts.commands.root import COMMANDS, mockwright, run
from mockwright.mock_server import exit_codes
from tests.processes import COMMAND

KNOWN = f"Known: {', '.join(COMMANDS)}."
HEAVY = (
    "flask",
    "granian",
    "hypothesis",
    "jsonschema_rs",
    "mockwright.mock_server.app",
    "mockwright.openapi",
    "schemathesis",
    "yaml",
)
PROBE = """
import sys
from mockwright.contracts.commands.root import run
code = run({arguments})
print(code, *sorted(name for name in {heavy} if name in sys.modules), file=sys.stderr)
"""


def fail_with(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> int:
    """The exit code of a command that raises an error."""

    @click.command()
    def command() -> None:
        raise error

    monkeypatch.setattr(LazyCommand, "load", lambda _: command)
    return run(["serve"])


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["--version"], ["nothing"], []])
def test_root_imports_nothing_heavy(arguments: list[str]) -> None:
    """Help, version and usage errors import none of the large frameworks."""
    script = PROBE.format(arguments=arguments, heavy=HEAVY)
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    code = 0 if "-" in "".join(arguments) else exit_codes.USAGE
    assert done.stderr.splitlines()[-1] == str(code)


@pytest.mark.parametrize("name", COMMANDS)
def test_table_says_what_the_command_says(name: str) -> None:
    """The table has the command's own name and the first sentence of its docstring."""
    command = COMMANDS[name].load()
    assert command.get_short_help_str(200) == COMMANDS[name].help
    assert command.name == name


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    """The help of the root has a line for each command, in the order of the table."""
    assert run(["--help"]) == exit_codes.OK
    section = capsys.readouterr().out.partition("Commands:\n")[2].partition("\n\n")[0]
    assert re.findall(r"^  ([a-z]+) ", section, re.MULTILINE) == list(COMMANDS)


def test_version_is_the_distributions(capsys: pytest.CaptureFixture[str]) -> None:
    """`--version` prints the version of the installed distribution."""
    assert run(["--version"]) == exit_codes.OK
    assert capsys.readouterr().out == f"mockwright, version {version('mockwright')}\n"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("sevre", "Did you mean `serve`?"),
        ("specs", "Did you mean `spec`?"),
        ("nothing", KNOWN),
        ("", KNOWN),
    ],
)
def test_unknown_command_is_told(capsys: pytest.CaptureFixture[str], name: str, hint: str) -> None:
    """An unknown command gives exit code 2, and a suggestion or the list of commands."""
    assert run([name]) == exit_codes.USAGE
    printed = capsys.readouterr()
    assert printed.err.endswith(f"Error: There is no command `{name}`. {hint}\n")
    assert printed.out == ""


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (click.UsageError("wrong"), exit_codes.USAGE),
        (click.BadParameter("wrong"), exit_codes.USAGE),
        (click.ClickException("wrong"), exit_codes.USAGE),
        (click.Abort(), 130),
        (KeyboardInterrupt(), 130),
        (EOFError(), 130),
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), exit_codes.OK),
        (BrokenPipeError(), exit_codes.OK),
    ],
)
def test_failure_of_others_has_its_code(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: BaseException,
    code: int,
) -> None:
    """Usage errors, interruptions and closed pipes have their exit codes and no traceback."""
    assert fail_with(monkeypatch, error) == code
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("error", [RuntimeError("inner"), KeyError("inner"), OSError(5, "inner")])
def test_failure_of_ours_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception
) -> None:
    """Any other exception is an internal error: exit code 5, with a traceback."""
    assert fail_with(monkeypatch, error) == exit_codes.INTERNAL_ERROR
    printed = capsys.readouterr().err
    assert printed.startswith("Traceback")
    assert printed.endswith("Error: internal error; please report it with the traceback above.\n")


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["spec", "check", "dumgum"]])
def test_full_disk_is_told(arguments: list[str]) -> None:
    """A full standard output gives one line of error and exit code 4 for every command."""
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            [str(COMMAND), *arguments], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert ran.returncode == exit_codes.UNAVAILABLE
    assert ran.stderr == (
        "Error: Standard output or a file cannot be written: No space left on device. "
        "Free some space, or write elsewhere.\n"
    )


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_file_without_room_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], number: int
) -> None:
    """A file that cannot grow is reported by name, with exit code 4."""
    assert fail_with(monkeypatch, OSError(number, "no room", "x.db")) == exit_codes.UNAVAILABLE
    assert capsys.readouterr().err.startswith("Error: `x.db` cannot be written: no room. ")


@pytest.mark.parametrize(("returned", "code"), [(0, 0), (3, 3), (None, 0), ("text", 0)])
def test_code_is_what_the_command_returns(
    monkeypatch: pytest.MonkeyPatch, returned: object, code: int
) -> None:
    """The command line returns the command's exit code, or 0 if it returns none."""
    command = click.Command("serve", callback=lambda: returned)
    monkeypatch.setattr(LazyCommand, "load", lambda _: command)
    assert run(["serve"]) == code


def test_help_lists_the_exit_codes() -> None:
    """The help lists the exit codes that commands return."""
    codes = {int(code) for code in re.findall(r"\b([0-9]) [a-z]", mockwright.epilog or "")}
    known = {code for name, code in vars(exit_codes).items() if name.isupper()}
    assert codes == known


@pytest.mark.parametrize("words", [["serve"], ["spec", "check"], ["profiles"]])
def test_help_shows_examples_line_by_line(words: list[str]) -> None:
    """Examples are printed one below the other, without markup."""
    text = CliRunner().invoke(mockwright, [*words, "--help"]).output
    assert f"\n  Examples:\n    mockwright {' '.join(words)}" in text
    assert "\\b" not in text
