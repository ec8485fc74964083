"""`mockwright spec check`."""

from __future__ import annotations

import click

from mockwright.contracts.spec.checking import SpecReport, check_spec
from mockwright.mock_server.configuration import ConfiguredCommand
from mockwright.mock_server.exit_codes import BROKEN_DOCUMENT, OK
from mockwright.openapi.faults import DocumentIsBroken


@click.group()
def spec() -> None:
    """Work with OpenAPI documents."""


@spec.command(cls=ConfiguredCommand)
@click.argument("sources", nargs=-1, required=True, metavar="NAME|FILE…")
def check(sources: tuple[str, ...]) -> int:
    """Check documents: structure, examples, and which parts the mock cannot serve.

    \b
    Examples:
      mockwright spec check dumgum
      mockwright spec check their.yaml ours.json

    Exit codes: 0 sound, 3 one is broken.
    """  # noqa: D301 -- \b keeps click from joining lines
    codes = [_check(source) for source in sources]
    return max(codes)


def _check(source: str) -> int:
    try:
        report = check_spec(source)
    except DocumentIsBroken as error:
        for fault in error.faults:
            click.echo(f"Error: {fault}", err=True)
        return BROKEN_DOCUMENT
    for line in _lines(report):
        click.echo(line)
    for line in report.faults:
        click.echo(f"Error: {line}", err=True)
    return BROKEN_DOCUMENT if report.faults else OK


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
