"""The progress bar of `mockwright profiles` is shown only while a file is written."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from mockwright.mock_server.exit_codes import OK
from tests.contracts.profiles.test_profile_commands import parse, profiles
from tests.processes import run_command
from tests.terminals import run_in_terminal

COUNT = "3000"
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.slow
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_file_has_a_bar(tmp_path: Path, jobs: str) -> None:
    """Writing a file shows a progress bar that ends at 100 %."""
    file = tmp_path / "people.jsonl"
    shown = run_in_terminal("profiles", "-n", COUNT, "--jobs", jobs, "-o", str(file))
    assert shown.returncode == OK
    assert "people.jsonl" in shown.text
    assert "100%" in shown.text
    assert len(parse(file.read_text(encoding="utf-8"))) == int(COUNT)


def test_redirection_has_a_bar(tmp_path: Path) -> None:
    """Redirected output has a progress bar, which is not part of the file."""
    file = tmp_path / "people.jsonl"
    with file.open("wb") as stdout:
        shown = run_in_terminal("profiles", "-n", COUNT, stdout=stdout)
    assert "100%" in shown.text
    assert file.read_text(encoding="utf-8") == profiles("-n", COUNT)


def test_profiles_in_the_terminal_have_no_bar() -> None:
    """Output to the terminal is not mixed with a progress bar."""
    shown = run_in_terminal("profiles", "-n", "20")
    assert shown.text.replace("\r\n", "\n") == profiles("-n", "20")


def test_pipe_has_no_bar() -> None:
    """Output to a pipe has no bar, because its reader may write to the same terminal."""
    shown = run_in_terminal("profiles", "-n", "20", stdout=subprocess.DEVNULL)
    assert shown.text == ""


def test_log_has_no_bar(tmp_path: Path) -> None:
    """Standard error stays empty if it is not a terminal."""
    run = run_command("profiles", "-n", COUNT, "-o", str(tmp_path / "people.jsonl"))
    assert (run.returncode, run.stdout, run.stderr) == (OK, "", "")


def test_bar_has_no_colour(tmp_path: Path) -> None:
    """With NO_COLOR the bar has no colour."""
    file = tmp_path / "people.jsonl"
    shown = run_in_terminal("profiles", "-n", COUNT, "-o", str(file), changes={"NO_COLOR": "1"})
    assert "100%" in shown.text
    assert COLOUR.findall(shown.text) == []


@pytest.mark.slow
def test_bar_is_drawn_a_few_hundred_times_at_most(tmp_path: Path) -> None:
    """The bar is updated a few hundred times at most, regardless of the count."""
    file = tmp_path / "people.jsonl"
    shown = run_in_terminal("profiles", "-n", "30000", "-o", str(file))
    assert shown.text.count("\r") <= 410
