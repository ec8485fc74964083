"""`mockwright profiles` prints wanted people only, in the wanted fields and format."""

from __future__ import annotations

import csv
import io
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mockwright.mock_server.exit_codes import USAGE
from mockwright.people import fake_profiles
from tests.contracts.profiles.test_profile_commands import parse, profiles
from tests.processes import run_command

pytestmark = pytest.mark.slow

WOMEN = ("--where", "gender=WOMAN", "--where", "age=30..40", "--language", "fr")


def test_filtered_people_are_those_of_python() -> None:
    """The command and `fake_profiles` choose the same people."""
    where = {"gender": "WOMAN", "age": "30..40"}
    expected = [*fake_profiles(30, languages=["FR"], where=where)]
    assert parse(profiles("-n", "30", *WOMEN)) == expected


def test_filtered_people_do_not_depend_on_the_number_of_processes() -> None:
    """Two processes print the same bytes as one."""
    alone = profiles("-n", "3000", *WOMEN)
    assert profiles("-n", "3000", "--jobs", "2", *WOMEN) == alone
    assert len(alone.splitlines()) == 3000


def test_unique_values_occur_once() -> None:
    """A unique field has different values, and everybody has one."""
    made = parse(profiles("-n", "60", "--unique", "city", "--fields", "city"))
    assert len({person["city"] for person in made}) == len(made) == 60


def test_fields_are_printed_in_their_order() -> None:
    """Only the chosen fields are printed, in CSV as columns in this order."""
    text = profiles("-n", "5", "--format", "csv", "--fields", "city,job,id")
    rows = [*csv.reader(io.StringIO(text))]
    assert rows[0] == ["city", "features.job", "id"]
    assert [row[2] for row in rows[1:]] == [f"user-{number}" for number in range(5)]


def test_fixed_values_reach_every_api() -> None:
    """A fixed value is in the body of another API, too."""
    (contact,) = parse(profiles("-n", "1", "--api", "cognigy", "--set", "city=Lyon"))
    assert contact["profile"]["location"] == "Lyon"


def test_reference_date() -> None:
    """With `--reference today`, every profile expires in the future."""
    made = parse(profiles("-n", "200", "--reference", "today"))
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    assert min(person["expiresAt"] for person in made if "expiresAt" in person) > now[:10]
    assert max(person["version"] for person in made if "version" in person) < now


def test_sql_creates_a_table() -> None:
    """The statements create a table with a row for each profile."""
    with sqlite3.connect(":memory:") as connection:
        connection.executescript(profiles("-n", "200", "--language", "ga", "--format", "sql"))
        rows = connection.execute('SELECT id, "features_interests" FROM profiles').fetchall()
    assert [row[0] for row in rows] == [f"user-{number}" for number in range(200)]
    assert any(row[1] and row[1].startswith('["') for row in rows)


def test_sqlite_file(tmp_path: Path) -> None:
    """A SQLite file has a row for each profile, and nothing else is left behind."""
    file = tmp_path / "people.db"
    profiles("-n", "300", "--format", "sqlite", "-o", str(file))
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT count(*) FROM profiles").fetchall() == [(300,)]
    assert [*tmp_path.iterdir()] == [file]


def test_ndjson_is_jsonl() -> None:
    """`ndjson` is another name of `jsonl`."""
    assert profiles("--format", "ndjson") == profiles()


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("--where", "gender"), "expected `FIELD=VALUE`; received `gender`"),
        (("--where", "age=30", "--where", "age=40"), "`age` is given twice"),
        (("--where", "gender=MAN", "--where", "surgeryStatus=POST_OP"), "No profile matches among"),
        (("--set", "city=" + "x" * 80), "`--set` breaks the contract at `#/city`"),
        (("--set", "countryCode=XX"), "Expected an ISO 3166-1 alpha-2 country code"),
        (("--fields", "town"), "There is no field `town`"),
        (("--unique", "city", "--jobs", "2"), "Leave out `--jobs`"),
        (("--invalid", "--fields", "id"), "`--invalid` breaks whole profiles"),
        (("--invalid", "--format", "sql"), "typed columns"),
        (("--format", "sqlite"), "Name it with `-o people.db`"),
        (("--reference", "tomorrow"), "expected a date such as `2026-01-31`, or `today`"),
        (("--reference", "0999-01-01"), "from the year 1000 on"),
        (("--language", "pt"), "Did you mean `PT_PT` or `PT_BR`?"),
        (("-n", "-1"), "-1 is not in the range"),
    ],
)
def test_wrong_wishes_are_usage_errors(arguments: tuple[str, ...], problem: str) -> None:
    """A wish that cannot be read or fulfilled is a usage error without a profile."""
    done = run_command("profiles", *arguments)
    assert (done.returncode, done.stdout) == (USAGE, "")
    assert problem in done.stderr
