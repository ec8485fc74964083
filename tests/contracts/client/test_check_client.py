"""`mockwright check client`: findings and exit codes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mockwright.contracts.commands.root import run
from tests.processes import COMMAND, environment, wait_until

FETCH = (
    "import os, urllib.request as r\n"
    "headers = {{'Authorization': 'Bearer k'}}\n"
    "r.urlopen(r.Request(os.environ['{}'] + '{}', headers=headers))\n"
)
EXPORT = "/api/profiles/u/export"


def fetch(path: str = EXPORT, variable: str = "MOCKWRIGHT_URL", then: str = "") -> list[str]:
    """A command that calls the mock, then runs more code."""
    return [sys.executable, "-c", f"{FETCH.format(variable, path)}{then}"]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(*arguments: str) -> int:
    """The exit code of `mockwright check client`."""
    return run(["check", "client", *arguments])


def report(folder: Path) -> list[dict[str, Any]]:
    """The events of the report."""
    return [json.loads(line) for line in (folder / "r.jsonl").read_text().splitlines()]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "command", "code"),
    [
        ([], fetch(), 0),
        (["--set-env", "MY_URL"], fetch(variable="MY_URL"), 0),
        ([], fetch(then="exit(7)"), 7),
        ([], fetch("/nowhere", then="exit(7)").copy(), 1),
        (["--serve-options", "--unknown-profiles '*'"], ["sh", "-c", "true"], 1),
        ([], ["sh", "-c", "exit 5"], 5),
        ([], ["sh", "-c", "kill -9 $$"], 137),
        ([], ["./no-such-command"], 2),
        (["--spec", "none.yaml"], ["true"], 3),
        (["--serve-options", "--no-such-option"], ["true"], 2),
        ([], [], 2),
        (["--fail-under", "operation=100"], fetch(), 1),
        (["--fail-under", "operation=20"], fetch(), 0),
        (["--fail-under", "150"], fetch(), 2),
        (["--fail-under", "stauts=1"], fetch(), 2),
    ],
)
def test_exit_codes(options: list[str], command: list[str], code: int) -> None:
    """A failing command keeps its exit code; otherwise findings or no calls give 1."""
    assert check(*options, "--", *command) == code


def test_a_command_that_calls_nothing_is_told_how(capfd: pytest.CaptureFixture[str]) -> None:
    """If the command calls nothing, the message names the variable with the URL."""
    assert check("--", "true") == 1
    assert "made no call to the mock. Its URL is in the variable `MOCKWRIGHT_URL`" in (
        "".join(capfd.readouterr())
    )


@pytest.mark.slow
def test_calls_past_the_mock_are_caught(folder: Path) -> None:
    """With `--block-outside-calls` a call to another host is blocked and reported."""
    calls = (
        "import urllib.request as r\n"
        "for url in ('http://api.dumgum.com/a', 'https://api.dumgum.com/b'):\n"
        "    try: r.urlopen(url, timeout=60)\n"
        "    except OSError: pass\n"
    )
    assert (
        check(
            "--block-outside-calls", "--report", "jsonl=r.jsonl", "--", sys.executable, "-c", calls
        )
        == 1
    )
    found = [event for event in report(folder) if event["event"] == "finding"]
    assert {(f["check"], f["where"]) for f in found} == {
        ("outside-call", "request to api.dumgum.com")
    }


def test_options_of_the_command_are_its_own() -> None:
    """Options after `--` belong to the command, including `--help`."""
    assert check("--", "sh", "-c", "exit $#", "sh", "--help", "-q") == 2


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_ends_the_command_and_leaves_a_report(
    number: signal.Signals, folder: Path
) -> None:
    """Ctrl-C or SIGTERM gives exit code 130 and a report of the calls so far."""
    waits = fetch(then="import pathlib, time\npathlib.Path('pid').write_text('x')\ntime.sleep(60)")
    words = [str(COMMAND), "check", "client", "--report", "jsonl=r.jsonl", "--", *waits]
    with subprocess.Popen(
        words,
        env=environment({}),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert wait_until((folder / "pid").exists)
        if number == signal.SIGINT:
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)
        _, err = process.communicate(timeout=30)
    assert (process.returncode, "contracts" in err) == (130, False)  # no traceback of ours
    end = report(folder)[-1]
    assert (end["event"], end["ending"], end["exchanges"]) == ("end", "interrupted", 1)
