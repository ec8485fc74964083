"""`mockwright coverage`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from mockwright.contracts.client.journal_entries import (
    EntryIsBroken,
    JournalEntry,
    read_journal_file,
)
from mockwright.contracts.client.mock_control import MockControl, MockIsUnreachable
from mockwright.contracts.commands.spec_option import METAVAR, resolve
from mockwright.contracts.coverage.gathering import Coverage, CoverageReport
from mockwright.contracts.coverage.options import Wanted, fail_under_option
from mockwright.contracts.coverage.reports import coverage_json, coverage_lines, coverage_page
from mockwright.contracts.profiles.output import open_output
from mockwright.mock_server.catalogue import load_catalogue
from mockwright.mock_server.configuration import ConfiguredCommand
from mockwright.mock_server.exit_codes import BROKEN_DOCUMENT, CONTRACT_BROKEN, OK, UNAVAILABLE
from mockwright.openapi.faults import DocumentIsBroken

_ANYWHERE = "http://mock.invalid"
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(cls=ConfiguredCommand)
@click.argument("source", metavar="[URL|FILE]", default="http://127.0.0.1:4080")
@click.option(
    "--spec",
    "specs",
    multiple=True,
    default=("bundled",),
    metavar=METAVAR,
    help="Document to measure coverage of; a folder is every document in it, `-` is standard "
    "input; repeatable. Default: bundled.",
)
@click.option("--missed", "has_missed", is_flag=True, help="List what was not exercised.")
@click.option("--json", "json_file", type=_FILE, help="Write the report as JSON.")
@click.option("--html", "html_file", type=_FILE, help="Write the report as an HTML page.")
@fail_under_option
def coverage(source: str, specs: tuple[str, ...], wanted: Wanted, **output: Any) -> int:
    """Report how much of the contract was exercised by the requests that a mock received.

    The requests come from the journal of a running mock, or from a file of `serve --journal-file`.

    \b
    Examples:
      mockwright coverage
      mockwright coverage journal.jsonl --missed --fail-under status=100

    Exit codes: 0 ok, 1 coverage too low, 2 usage, 3 broken document or file, 4 no mock answers or
    a report cannot be written.
    """  # noqa: D301 -- \b keeps click from joining lines
    try:
        gathered = Coverage(load_catalogue(resolve(specs)).router.operations)
        for entry in _read_entries(source):
            gathered.add(entry.exchange)
    except DocumentIsBroken as error:
        return _fail(BROKEN_DOCUMENT, *map(str, error.faults))
    except EntryIsBroken as error:
        return _fail(BROKEN_DOCUMENT, str(error))
    except MockIsUnreachable as error:
        return _fail(UNAVAILABLE, str(error))
    except OSError as error:
        raise click.UsageError(f"`{source}` cannot be read: {error.strerror}.") from None
    return _tell(gathered.report(), wanted, **output)


def _read_entries(source: str) -> Iterable[JournalEntry]:
    if urlsplit(source).scheme not in {"http", "https"}:
        return read_journal_file(Path(source), _ANYWHERE)
    control = MockControl(source)
    entries = control.read()
    if control.lost:
        click.echo(
            f"Warning: the journal has dropped {control.lost} entries, which are not counted. "
            "Use `serve --journal-file` to keep all.",
            err=True,
        )
    return entries


def _tell(
    report: CoverageReport,
    wanted: Wanted,
    *,
    has_missed: bool,
    json_file: Path | None,
    html_file: Path | None,
) -> int:
    for line in coverage_lines(report, has_missed=has_missed):
        click.echo(line)
    try:
        _write(json_file, lambda: coverage_json(report))
        _write(html_file, lambda: coverage_page(report, "Contract coverage").encode())
    except OSError as error:
        return _fail(UNAVAILABLE, f"The report cannot be written: {error.strerror}.")
    shortfalls = report.find_shortfalls(wanted)
    return _fail(CONTRACT_BROKEN, *shortfalls) if shortfalls else OK


def _write(file: Path | None, make: Callable[[], bytes]) -> None:
    if file is not None:
        with open_output(file) as stream:
            stream.write(make())


def _fail(code: int, *messages: str) -> int:
    for message in messages:
        click.echo(f"Error: {message}", err=True)
    return code
