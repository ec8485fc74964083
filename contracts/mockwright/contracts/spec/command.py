"""`mockwright spec check`."""

from __future__ import annotations

from pathlib import Path

import click

from mockwright.contracts.spec.checking import SpecReport, check_spec
from mockwright.mock_server.configuration import ConfiguredCommand
from mockwright.mock_server.exit_codes import BROKEN_DOCUMENT, OK
from mockwright.openapi.complaint_lines import write_complaints
from mockwright.openapi.faults import LEVELS, DocumentIsBroken, Level


@click.group()
def spec() -> None:
    """Work with OpenAPI documents."""


@spec.command(cls=ConfiguredCommand)
@click.argument("sources", nargs=-1, required=True, metavar="NAME|FILE…")
@click.option("--strict", "is_strict", is_flag=True, help="Exit with 3 for warnings too.")
def check(sources: tuple[str, ...], *, is_strict: bool) -> int:
    """Check documents: structure, examples, and which parts the mock cannot serve.

    An error is an operation that is not served, or a document that cannot be read. A warning is a
    part that is served differently from how it is written. A hint costs nothing.

    \b
    Examples:
      mockwright spec check dumgum
      mockwright spec check --strict their.yaml ours.json

    Exit codes: 0 no errors, 3 errors; with `--strict` warnings too.
    """  # noqa: D301 -- \b keeps click from joining lines
    codes = [_check(source, is_strict=is_strict) for source in sources]
    return max(codes)


def _check(source: str, *, is_strict: bool) -> int:
    try:
        report = check_spec(source)
    except DocumentIsBroken as error:
        for line in write_complaints(error.faults, Path(source).parent, ("error",)):
            click.echo(line, err=True)
        return BROKEN_DOCUMENT
    for line in _lines(report):
        click.echo(line)
    for line in write_complaints(report.complaints, report.document.files.folder):
        click.echo(line, err=True)
    failing: tuple[Level, ...] = ("error", "warning") if is_strict else ("error",)
    return BROKEN_DOCUMENT if any(report.count(level) for level in failing) else OK


def _lines(report: SpecReport) -> list[str]:
    document = report.document
    version = document.root["openapi"]
    counts = [(report.count(level), level) for level in LEVELS]
    found = [f"{count} {level}{'s' if count > 1 else ''}" for count, level in counts if count]
    return [
        (
            f"{document.place.file}: {document.title}, OpenAPI {version}: "
            f"{', '.join(found) or 'sound'}."
        ),
        (
            f"  {report.operations} operations, {report.webhooks} webhooks, "
            f"{report.examples} examples."
        ),
        *(f"  Limit: {limit}" for limit in report.limits),
    ]
