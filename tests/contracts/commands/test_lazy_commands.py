from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from mockwright.contracts.commands.check import CHECKS
from mockwright.contracts.commands.lazy_commands import LazyCommand, LazyGroup
from mockwright.contracts.commands.root import run
from mockwright.contracts.replay.check_registry import SOURCES, find_check


@pytest.mark.parametrize("name", CHECKS)
def test_table_of_checks_says_what_each_says(name: str) -> None:
    """The table has the command's own name and the first sentence of its docstring."""
    command = CHECKS[name].load()
    assert command.get_short_help_str(200) == CHECKS[name].help
    assert command.name == name


def test_help_lists_the_checks(capsys: pytest.CaptureFixture[str]) -> None:
    """The help lists every check and the shared exit codes."""
    assert run(["check", "--help"]) == 0
    text = capsys.readouterr().out
    assert all(f"  {name} " in text for name in CHECKS)
    assert "Exit codes: 0 passed" in text


def test_unknown_check_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """An unknown check is reported with the nearest known name."""
    assert run(["check", "sevrer"]) == 2
    error = "Error: There is no command `sevrer`. Did you mean `server`?\n"
    assert capsys.readouterr().err.endswith(error)


def test_listing_imports_nothing() -> None:
    """The help lists a command even if its import fails."""

    def import_x() -> click.Command:
        pytest.fail("It was imported.")

    table = {"x": LazyCommand(import_command=import_x, help="Does x.")}
    shown = CliRunner().invoke(LazyGroup("group", table=table), ["--help"])
    assert (shown.exit_code, "Does x." in shown.output) == (0, True)


@pytest.mark.parametrize("name", CHECKS)
def test_every_check_command_has_its_checks_in_the_registry(name: str) -> None:
    """Every check is in the replay registry, and check ids are unique."""
    checks = SOURCES[f"check {name}"].checks
    assert len({check.id for check in checks}) == len(checks) > 0
    assert all(find_check(f"check {name}", check.id) is check for check in checks)


def test_a_command_knows_its_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command receives the command line word by word, for the report's repeat line."""
    seen: list[object] = []

    @click.command(context_settings={"ignore_unknown_options": True})
    @click.argument("words", nargs=-1)
    @click.pass_obj
    def command(obj: object, words: tuple[str, ...]) -> None:
        seen.extend([obj, words])

    monkeypatch.setattr(LazyCommand, "load", lambda _: command)
    assert run(["check", "--seed", "a b"]) == 0
    assert seen == [("mockwright", "check", "--seed", "a b"), ("--seed", "a b")]
