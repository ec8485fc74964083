"""Options of check commands: errors before a run, files written after it, and exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from mockwright.contracts.commands.check_options import (
    RunOptions,
    finish_run,
    run_options,
    start_run,
)
from mockwright.contracts.engine.baseline import load_baseline
from mockwright.contracts.engine.credentials import Credentials
from mockwright.contracts.engine.runs import Ending
from tests.contracts.small_runs import ABOUT, OPERATIONS, SECRET, make_finding


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


class Checking:
    """A check command with preset findings and a preset ending."""

    def __init__(
        self, *names: str, ending: Ending = "complete", reasons: tuple[str, ...] = ()
    ) -> None:
        self._names = names
        self._ending: Ending = ending
        self._reasons = reasons
        self.seen: list[RunOptions] = []

    def __call__(self, *arguments: str) -> Result:
        """Run it; `return_value` is the exit code."""

        @click.command()
        @run_options
        def command(options: RunOptions) -> int:
            return self._check(options)

        words = ("mockwright", "check", "server", *arguments)
        return CliRunner().invoke(command, arguments, standalone_mode=False, obj=words)

    def _check(self, options: RunOptions) -> int:
        self.seen.append(options)
        run = start_run(ABOUT, options, Credentials({"KEY": SECRET}))
        for name in self._names:
            finding = make_finding(name)
            for exchange in finding.trial.exchanges:
                run.record(exchange, OPERATIONS[0])
            run.note([finding])
        return finish_run(run, options, ending=self._ending, seconds=1.0, reasons=self._reasons)


def code_and_error(result: Result) -> tuple[int, str]:
    """The exit code of the command line, and its output."""
    if isinstance(result.exception, click.ClickException):
        return result.exception.exit_code, result.exception.message
    return result.return_value, result.stderr


@pytest.mark.parametrize(
    ("checking", "code"),
    [
        (Checking(), 0),
        (Checking("a"), 1),
        (Checking(reasons=("Nobody answered.",)), 1),
        (Checking(ending="unreachable"), 4),
        (Checking("a", ending="unreachable"), 4),
        (Checking("a", ending="interrupted"), 130),
    ],
)
def test_codes(checking: Checking, code: int) -> None:
    """Exit codes: 0 passed, 1 not passed, 4 unreachable, 130 interrupted."""
    assert checking().return_value == code


def test_options_are_read(folder: Path) -> None:
    """The command receives all options in one frozen value."""
    checking = Checking()
    checking("--report", "junit", "--report", "jsonl=x/y.jsonl", "--seed", "7", "-q")
    (options,) = checking.seen
    assert (options.seed, options.is_quiet, options.updates_baseline) == (7, True, False)
    assert [str(order) for order in options.reports] == [
        "junit=.mockwright/report.xml",
        "jsonl=x/y.jsonl",
    ]
    assert (folder / ".mockwright" / "report.xml").is_file()
    assert (folder / "x" / "y.jsonl").is_file()


def test_every_finding_has_a_file(folder: Path) -> None:
    """A finding is saved as soon as it occurs, in a folder that git ignores."""
    Checking("a", "b", ending="interrupted")()
    files = sorted(path.stem for path in (folder / ".mockwright" / "findings").iterdir())
    assert files == sorted(make_finding(name).id for name in "ab")
    assert (folder / ".mockwright" / ".gitignore").read_text() == "*\n"


def test_how_to_repeat_is_told_without_credentials(folder: Path) -> None:
    """The report repeats the command line, with a variable instead of the secret."""
    checking = Checking()
    result = checking("--seed", "7", "--findings", SECRET, "--report", "jsonl=r.jsonl")
    assert 'Repeat with: mockwright check server --seed 7 --findings "$KEY"' in result.stdout
    begin = json.loads((folder / "r.jsonl").read_text().splitlines()[0])
    assert begin["repeat"][3:7] == ["--seed", "7", "--findings", "$KEY"]
    assert begin["started"] > 1_700_000_000


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--report", "nonsense"], "There is no format `nonsense`."),
        (["--report", "junit=a", "--report", "html=./a"], "would write to the same place"),
        (["--report", "junit=-", "--report", "github"], "would write to the same place"),
        (["--report", "junit=a", "--baseline", "a", "--update-baseline"], "the same place"),
        (["--report", "junit=folder"], "`folder` is a folder; expected a file."),
        (["--report", "junit=file/x"], "`file/x` cannot be written: "),
        (["--report", "junit=" + "x" * 300], "cannot be written: File name too long."),
        (["--findings", "file/x"], "`file/x/any.json` cannot be written: "),
        (["--update-baseline"], "`--update-baseline` needs `--baseline FILE`"),
        (["--baseline", "none"], "There is no baseline `none`. `--update-baseline` writes one."),
        (["--seed", "-1"], "-1 is not in the range"),
    ],
)
def test_what_could_not_be_written_is_told_before_the_run(
    folder: Path, arguments: list[str], said: str
) -> None:
    """A path that cannot be written is a usage error, and the command does not start."""
    (folder / "folder").mkdir()
    (folder / "file").write_text("")
    checking = Checking()
    code, error = code_and_error(checking(*arguments))
    assert (code, checking.seen) == (2, [])
    assert said in error


def test_a_broken_baseline_is_told_before_the_run(folder: Path) -> None:
    """An invalid baseline is reported with its line and exit code 3."""
    (folder / "known").write_text('{"mockwright_baseline": 1}\n{\n')
    checking = Checking()
    code, error = code_and_error(checking("--baseline", "known"))
    assert (code, checking.seen) == (3, [])
    assert error.startswith("Error: known:2: Expected JSON")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
@pytest.mark.parametrize(("checking", "code"), [(Checking(), 4), (Checking("a"), 1)])
def test_a_full_disk_is_told(checking: Checking, code: int) -> None:
    """The verdict stays, but a passed run whose report cannot be written exits with 4."""
    result = checking("--report", "junit=/dev/full")
    assert result.return_value == code
    assert result.stderr == (
        "Error: The report `junit=/dev/full` could not be written: No space left on device.\n"
    )


def test_a_baseline_accepts_what_it_knows(folder: Path) -> None:
    """With a baseline the next run passes; a new finding or one that is gone fails it."""
    update = ("--baseline", "known", "--update-baseline")
    assert Checking("a", "b")(*update).return_value == 0
    assert len(load_baseline(folder / "known").entries) == 2
    outcomes = {names: Checking(*names)("--baseline", "known") for names in ("ab", "abc", "a")}
    assert {names: run.return_value for names, run in outcomes.items()} == {
        "ab": 0,
        "abc": 1,
        "a": 1,
    }
    gone = make_finding("b").id
    assert f"1 known finding no longer occurs: {gone}. Take them out" in outcomes["a"].stdout
    assert Checking("a")(*update).return_value == 0
    assert Checking("a")("--baseline", "known").return_value == 0


@pytest.mark.parametrize(
    ("checking", "code"),
    [
        (Checking("a", ending="interrupted"), 130),
        (Checking("a", ending="unreachable"), 4),
        (Checking("a", reasons=("Nobody answered.",)), 1),
    ],
)
def test_only_a_run_that_is_worth_something_is_a_baseline(
    folder: Path, checking: Checking, code: int
) -> None:
    """An incomplete run leaves the baseline unchanged and says why."""
    result = checking("--baseline", "known", "--update-baseline")
    assert (result.return_value, (folder / "known").exists()) == (code, False)
    assert "The baseline `known` was not updated" in result.stderr


def test_an_interrupted_run_says_nothing_about_what_is_gone() -> None:
    """An interrupted run reports no known finding as gone."""
    Checking("a")("--baseline", "known", "--update-baseline")
    result = Checking(ending="interrupted")("--baseline", "known")
    assert result.return_value == 130
    assert "no longer" not in result.stdout


def test_reports_of_an_interrupted_run_are_whole(folder: Path) -> None:
    """Every report of an interrupted run is readable and states the verdict."""
    Checking("a", ending="interrupted")("--report", "jsonl=r.jsonl", "--report", "har=r.har")
    events = [json.loads(line) for line in (folder / "r.jsonl").read_text().splitlines()]
    assert (events[-1]["verdict"], events[-1]["failures"]) == ("interrupted", 1)
    log: Any = json.loads((folder / "r.har").read_text())["log"]
    assert log["_mockwright"]["verdict"] == "interrupted"


def test_quiet_prints_the_verdict_alone() -> None:
    """`--quiet` prints one line, whatever was found."""
    result = Checking("a")("--quiet")
    assert result.stdout.splitlines() == [
        "FAILED: 1 failure, 0 warnings, 0 known, 1 request in 1.0 s."
    ]
