"""`mockwright spec check`."""

from __future__ import annotations

from collections.abc import Iterator

import click

from mockwright.contracts.commands.spec_option import resolve
from mockwright.contracts.spec.checking import SpecReport, check_spec
from mockwright.mock_server.configuration import ConfiguredCommand
from mockwright.mock_server.exit_codes import BROKEN_DOCUMENT, OK
from mockwright.mock_server.settings import ALL_BUNDLED
from mockwright.openapi.faults import DocumentIsBroken
from mockwright.openapi.loading import bundled_names


@click.group()
def spec() -> None:
    """Work with OpenAPI documents."""


@spec.command(cls=ConfiguredCommand)
@click.argument("sources", nargs=-1, required=True, metavar="NAME|FILE|FOLDER|-…")
def check(sources: tuple[str, ...]) -> int:
    """Check documents: structure, examples, and which parts the mock cannot serve.

    \b
    Examples:
      mockwright spec check dumgum
      mockwright spec check their.yaml ours.json
      mockwright spec check apis/

    Exit codes: 0 sound, 3 one is broken.
    """  # noqa: D301 -- \b keeps click from joining lines
    return max(code for source in sources for code in _check_all(source))


def _check_all(source: str) -> Iterator[int]:
    """The exit codes of one argument, which may be a folder with several documents."""
    try:
        documents = bundled_names() if source == ALL_BUNDLED else resolve([source])
    except DocumentIsBroken as error:
        yield _report_faults(error)
        return
    yield from map(_check, documents)


def _check(source: str) -> int:
    try:
        report = check_spec(source)
    except DocumentIsBroken as error:
        return _report_faults(error)
    for line in _lines(report):
        click.echo(line)
    for line in report.faults:
        click.echo(f"Error: {line}", err=True)
    return BROKEN_DOCUMENT if report.faults else OK


def _report_faults(error: DocumentIsBroken) -> int:
    for fault in error.faults:
        click.echo(f"Error: {fault}", err=True)
    return BROKEN_DOCUMENT


def _lines(report: SpecReport) -> list[str]:
    document = report.document
    version = document.root["openapi"]
    verdict = f"{len(report.faults)} faults" if report.faults else "sound"
    return [
        f"{document.place.file}: {document.title}, OpenAPI {version}: {verdict}.",
        (
            f"  {report.operations} operations, {report.webhooks} webhooks, "
            f"{report.examples} examples."
        ),
        *(f"  Limit: {limit}" for limit in report.limits),
    ]
