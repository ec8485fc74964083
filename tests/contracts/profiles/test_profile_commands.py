"""`mockwright profiles`, run as a process and as a function."""

from __future__ import annotations

import csv
import io
import json
import signal
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest

from mockwright.mock_server.exit_codes import OK, UNAVAILABLE, USAGE
from mockwright.mock_server.people import APIS, FIELDS, PROFILE_FIELDS, fake_profile, name_columns
from mockwright.mock_server.vendors.fake_bodies import make_bodies
from tests.processes import COMMAND, Start, run_command

pytestmark = pytest.mark.slow

ENDLESS = "100000000"


def profiles(*arguments: str, **environment: str) -> str:
    """The output of the command."""
    run = run_command("profiles", *arguments, start=Start(changes=environment))
    assert (run.returncode, run.stderr) == (OK, "")
    return run.stdout


def parse(text: str) -> list[Any]:
    """The values of JSON lines."""
    return [json.loads(line) for line in text.splitlines()]


def test_ten_profiles_are_printed() -> None:
    """Without options, the first ten users are printed, one JSON object per line."""
    made = parse(profiles())
    assert [profile["id"] for profile in made] == [f"user-{number}" for number in range(10)]
    assert made[0] == fake_profile(0, 0, "EN", "user")


def test_a_few_are_the_first_of_many() -> None:
    """`-n 10` gives the first ten of `-n 1000`, and `--start` skips profiles."""
    many = profiles("-n", "1000").splitlines()
    assert profiles("-n", "10").splitlines() == many[:10]
    assert profiles("-n", "5", "--start", "700").splitlines() == many[700:705]


def test_languages_rotate() -> None:
    """Several languages are used in rotation."""
    made = parse(profiles("-n", "4", "--language", "FR", "--language", "JA", "--role", "persona"))
    assert made[2:] == [fake_profile(0, 2, "FR", "persona"), fake_profile(0, 3, "JA", "persona")]


def test_bytes_depend_on_nothing_else() -> None:
    """Hash seed, locale and time zone do not affect the output."""
    strange = {"PYTHONHASHSEED": "7", "LC_ALL": "tr_TR.UTF-8", "TZ": "Asia/Tokyo"}
    assert profiles("-n", "200", **strange) == profiles("-n", "200", PYTHONHASHSEED="1", LC_ALL="C")


def test_json_is_one_array() -> None:
    """`--format json` prints one array of the same profiles, which may be empty."""
    assert json.loads(profiles("--format", "json")) == parse(profiles())
    assert json.loads(profiles("-n", "0", "--format", "json")) == []


def test_csv_has_a_column_for_each_field() -> None:
    """`--format csv` has a row for each profile, with plain texts and JSON lists."""
    rows = list(csv.DictReader(io.StringIO(profiles("-n", "50", "--format", "csv"))))
    made = parse(profiles("-n", "50"))
    assert tuple(rows[0]) == PROFILE_FIELDS
    assert [row["id"] for row in rows] == [profile["id"] for profile in made]
    for row, profile in zip(rows, made, strict=True):
        assert row["city"] == profile.get("city", "")
        assert json.loads(row["pets"] or "null") == profile.get("pets")
        assert row["features.job"] == (profile.get("features", {}).get("job") or "")


@pytest.mark.parametrize("api", APIS)
def test_csv_of_every_api_has_its_columns(api: str) -> None:
    """The table of each API has a column for each documented field."""
    rows = list(csv.reader(io.StringIO(profiles("--api", api, "--format", "csv"))))
    assert rows[0] == list(name_columns(FIELDS[api]))
    assert [len(row) for row in rows] == [len(rows[0])] * 11


@pytest.mark.parametrize("api", APIS)
def test_lines_of_every_api_are_its_bodies(api: str) -> None:
    """`--api` prints the bodies of the API, one per line."""
    made = parse(profiles("--api", api, "-n", "50", "--seed", "2"))
    assert made == [*map(make_bodies(api, 2, "user"), range(50))]


@pytest.mark.parametrize("layout", ["jsonl", "json"])
def test_invalid_profiles_have_reasons(layout: str) -> None:
    """With `--invalid`, each profile comes with the rule it violates."""
    text = profiles("--invalid", "--format", layout)
    made = json.loads(text) if layout == "json" else parse(text)
    assert all(item.keys() == {"profile", "broken"} for item in made)
    assert all(item["broken"].startswith("#") for item in made)


def test_invalid_rows_have_reasons() -> None:
    """In CSV the violated rule has its own column."""
    rows = list(csv.DictReader(io.StringIO(profiles("--invalid", "--format", "csv"))))
    assert all(row["broken"].startswith("#") for row in rows)


@pytest.mark.parametrize("layout", ["jsonl", "json", "csv"])
def test_head_ends_it_quietly(layout: str) -> None:
    """A reader gets the first line at once, and closing the pipe is not an error."""
    command = [str(COMMAND), "profiles", "-n", ENDLESS, "--format", layout]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().strip() != b""
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=30) == OK


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_any_count_is_accepted(jobs: str) -> None:
    """Counts beyond `sys.maxsize` are accepted."""
    huge = str(10**30)
    command = [str(COMMAND), "profiles", "-n", huge, "--start", huge, "--jobs", jobs]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert json.loads(process.stdout.readline())["id"] == f"user-{huge}"
        process.stdout.close()
        assert process.stderr.read() == b""


def test_interrupted_array_is_an_array() -> None:
    """Ctrl-C closes the array and exits with 130, without a traceback."""
    command = [str(COMMAND), "profiles", "-n", ENDLESS, "--format", "json"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline() + process.stdout.readline()
        process.send_signal(signal.SIGINT)
        rest, told = process.communicate(timeout=30)
    assert len(json.loads(first + rest)) > 0
    assert (process.returncode, told) == (130, b"")


def test_interrupted_file_is_not_there(tmp_path: Path) -> None:
    """Ctrl-C leaves the previous file and no temporary file."""
    file = tmp_path / "people.jsonl"
    file.write_text("before", encoding="utf-8")
    command = [str(COMMAND), "profiles", "-n", ENDLESS, "-o", str(file)]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
        while len(list(tmp_path.iterdir())) == 1:
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=30)
    assert (process.returncode, told) == (130, b"")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [(file.name, "before")]


def test_file_is_what_would_be_printed(tmp_path: Path) -> None:
    """`-o` writes the same bytes to a file with the default permissions."""
    (tmp_path / "other").touch()
    file = tmp_path / "people.jsonl"
    assert profiles("-n", "600", "-o", str(file)) == ""
    assert file.read_bytes() == profiles("-n", "600").encode()
    assert stat.S_IMODE(file.stat().st_mode) == stat.S_IMODE((tmp_path / "other").stat().st_mode)


def test_unwritable_file_is_reported(tmp_path: Path) -> None:
    """A missing folder is reported in one line with exit code 4."""
    file = tmp_path / "none" / "people.jsonl"
    run = run_command("profiles", "-o", str(file))
    expected = f"Error: `{file}` cannot be written: No such file or directory.\n"
    assert (run.returncode, run.stdout, run.stderr) == (UNAVAILABLE, "", expected)


def test_full_disk_is_reported() -> None:
    """A full device as standard output is reported in one line with exit code 4."""
    with Path("/dev/full").open("wb") as full:
        run = subprocess.run(
            [str(COMMAND), "profiles"], stdout=full, stderr=subprocess.PIPE, check=False
        )
    expected = b"Error: Standard output cannot be written: No space left on device.\n"
    assert (run.returncode, run.stderr) == (UNAVAILABLE, expected)


def test_closed_output_is_reported() -> None:
    """Closed standard output is reported in one line with exit code 4."""
    command = ["/bin/sh", "-c", 'exec "$0" profiles >&-', str(COMMAND)]
    run = subprocess.run(command, stderr=subprocess.PIPE, check=False)
    expected = b"Error: Standard output cannot be written: it is closed.\n"
    assert (run.returncode, run.stderr) == (UNAVAILABLE, expected)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["-n", "-1"], "-1 is not in the range x>=0"),
        (["--start", "-1"], "-1 is not in the range x>=0"),
        (["--seed", "x"], "'x' is not a valid integer"),
        (["--language", "XX"], "There is no language `XX`. Known: EN, EN_GB"),
        (["--role", "admin"], "'admin' is not one of 'user', 'persona'"),
        (["--format", "xml"], "'xml' is not one of 'jsonl', 'ndjson', 'json', 'csv'"),
        (["--api", "x"], "'x' is not one of 'dumgum', 'cognigy', 'getprofile'"),
        (["--api", "cognigy", "--invalid"], "not `--api cognigy`. Leave out one"),
        (["--api", "getprofile", "--invalid"], "not `--api getprofile`. Leave out one"),
        (["--jobs", "-1"], "-1 is not in the range 0<=x<=64"),
        (["--jobs", "65"], "65 is not in the range 0<=x<=64"),
        (["--jobs", "many"], "'many' is not a valid integer"),
        (["-o", "/"], "'/' is a directory"),
    ],
)
def test_usage_errors(arguments: list[str], told: str) -> None:
    """A usage error exits with 2 and lists the valid values."""
    run = run_command("profiles", *arguments)
    assert (run.returncode, run.stdout) == (USAGE, "")
    assert told in " ".join(run.stderr.split())
