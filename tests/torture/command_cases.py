"""The command line, its profiles and checks: closed streams, other environments, bad targets."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import subprocess
from collections.abc import Iterator, Mapping
from functools import partial

from tests.processes import COMMAND, environment, run_command
from tests.torture.by_pytest import by_pytest
from tests.torture.cases import Case
from tests.torture.testbed import Testbed

APIS = ("dumgum", "cognigy", "getprofile")
_MANY = "3000"
_ADDRESS = re.compile(rb"[\w.+-]+@[\w.-]+|https?://[^\s\"\\,]+")
_RESERVED = re.compile(rb"(@|://|\.)example\.(org|com|net)(?![\w.-])|\.(test|example|invalid)\b")
COMMANDS: dict[str, tuple[str, ...]] = {
    "help": ("--help",),
    "version": ("--version",),
    "profiles": ("profiles", "-n", "20000"),
    "profiles as an array": ("profiles", "-n", "20000", "--format", "json"),
    "profiles of several processes": ("profiles", "-n", "20000", "--jobs", "2"),
    "spec check": ("spec", "check", "dumgum"),
}
STREAMS = {"closed": ">&-", "full": ">/dev/full", "left": "| head -c 1 >/dev/null"}
OTHERWISE: dict[str, dict[str, str | None]] = {
    "another hash seed": {"PYTHONHASHSEED": "4711"},
    "another locale": {"LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8"},
    "no locale": {"LANG": "C", "LC_ALL": "C"},
    "another time zone": {"TZ": "Pacific/Kiritimati"},
    "a date of its own": {"SOURCE_DATE_EPOCH": "0"},
}


def check_stream(testbed: Testbed, *, arguments: tuple[str, ...], stream: str) -> Iterator[str]:
    """With an unusable output the command exits with 0 or a reason, and prints at most one line."""
    words = " ".join(arguments)
    ran = subprocess.run(
        ["/bin/bash", "-c", f'set -o pipefail; "{COMMAND}" {words} {stream}'],
        cwd=testbed.make_folder(),
        env=environment({}),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        check=False,
    )
    if ran.returncode not in {0, 4} or len(ran.stderr.splitlines()) > 1:
        yield f"exit code {ran.returncode}, and {ran.stderr[-400:]!r}"
    if "Traceback" in ran.stderr or "Broken" in ran.stderr or "Exception" in ran.stderr:
        yield f"it says {ran.stderr[-400:]!r}"


def check_same_bytes(
    testbed: Testbed, *, changes: Mapping[str, str | None], more: tuple[str, ...] = ()
) -> Iterator[str]:
    """The profiles of a seed have the same bytes with other variables or options."""
    for api in APIS:
        usual, other = (
            _digest(testbed, variables, "--api", api, "-n", "2000", *options)
            for variables, options in (({}, ()), (changes, more))
        )
        if usual != other:
            yield f"other profiles for {api}"


def _digest(testbed: Testbed, changes: Mapping[str, str | None], *options: str) -> str:
    ran = subprocess.run(
        [str(COMMAND), "profiles", *options],
        cwd=testbed.make_folder(),
        env=environment(changes),
        capture_output=True,
        timeout=60,
        check=True,
    )
    return hashlib.sha256(ran.stdout).hexdigest()


def check_tables(testbed: Testbed, *, api: str) -> Iterator[str]:
    """A CSV table is valid, all rows have the same length, and no cell is a formula."""
    _ = testbed
    ran = run_command("profiles", "-n", _MANY, "--api", api, "--format", "csv")
    head, *rows = csv.reader(io.StringIO(ran.stdout, newline=""), strict=True)
    widths = {len(row) for row in rows}
    if len(rows) != int(_MANY) or widths != {len(head)}:
        yield f"{len(rows)} rows with {widths} cells for {len(head)} columns"
    cells = {cell for row in rows for cell in row if cell[:1] in {"=", "+", "-", "@", "\t", "\r"}}
    if cells:
        yield f"{len(cells)} cells are formulas, such as {sorted(cells)[:3]}"


def check_addresses(testbed: Testbed, *, api: str) -> Iterator[str]:
    """Mail addresses and URLs use host names that are reserved for examples."""
    _ = testbed
    for role in ("user", "persona"):
        ran = run_command("profiles", "-n", _MANY, "--api", api, "--role", role)
        found = {*_ADDRESS.findall(ran.stdout.encode())}
        foreign = sorted(one for one in found if not _RESERVED.search(one))
        if foreign:
            yield f"{len(foreign)} addresses may exist, such as {foreign[:3]}"


def check_flaky_target(testbed: Testbed) -> Iterator[str]:
    """A server with occasional failures does not pass."""
    server = testbed.start("--fault", "status=500:20%")
    ran = run_command("check", "server", server.url, "--spec", "getprofile", "--key", "any-key")
    if ran.returncode != 1:
        yield f"exit code {ran.returncode}: {ran.stdout[-300:]} {ran.stderr[-300:]}"


CASES = (
    *(
        Case(
            id="H1",
            name=f"{name} into a stream that is {how}",
            check=partial(check_stream, arguments=arguments, stream=stream),
        )
        for name, arguments in COMMANDS.items()
        for how, stream in STREAMS.items()
    ),
    Case(id="H1", name="reports", check=by_pytest("contracts/reports/test_sinks.py")),
    Case(
        id="H2",
        name="none, too many, an interrupt in the middle",
        check=by_pytest(
            "contracts/profiles/test_profile_commands.py", "contracts/profiles/test_profile_jobs.py"
        ),
    ),
    *(
        Case(id="H3", name=name, check=partial(check_same_bytes, changes=changes))
        for name, changes in OTHERWISE.items()
    ),
    Case(
        id="H3",
        name="several processes",
        check=partial(check_same_bytes, changes={}, more=("--jobs", "2")),
    ),
    *(Case(id="H4", name=f"table of {a}", check=partial(check_tables, api=a)) for a in APIS),
    Case(
        id="H5",
        name="valid profiles and broken ones",
        check=by_pytest("mock_server/people/test_contract.py"),
    ),
    *(Case(id="H6", name=f"addresses of {a}", check=partial(check_addresses, api=a)) for a in APIS),
    Case(
        id="H7",
        name="targets that are dead, slow, no API, elsewhere, or want a key",
        check=by_pytest(
            "contracts/server/test_check_server.py", "contracts/server/test_server_runs.py"
        ),
    ),
    Case(id="H8", name="a target that fails now and then", check=check_flaky_target),
    Case(
        id="H9",
        name="counts of every report",
        check=by_pytest("contracts/reports/test_formats.py"),
    ),
    Case(
        id="H10",
        name="secrets of flags and variables",
        check=by_pytest(
            "contracts/engine/test_credentials.py",
            "contracts/reports/test_formats.py::test_no_credential_is_told",
        ),
    ),
    Case(
        id="H11",
        name="colours, dumb terminals, narrow ones",
        check=by_pytest(
            "contracts/reports/test_text.py", "contracts/profiles/test_profile_progress.py"
        ),
    ),
    Case(
        id="H12",
        name="reports for machines, whatever happens",
        check=by_pytest(
            "contracts/reports/test_jsonl.py", "contracts/commands/test_check_options.py"
        ),
    ),
)
