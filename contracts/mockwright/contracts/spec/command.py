"""`mockwright spec check`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from mockwright.contracts.commands.spec_option import resolve
from mockwright.contracts.spec.checking import SpecReport, check_spec
from mockwright.mock_server.configuration import ConfiguredCommand
from mockwright.mock_server.exit_codes import BROKEN_DOCUMENT, OK
from mockwright.mock_server.settings import ALL_BUNDLED
from mockwright.openapi.complaint_lines import write_complaints
from mockwright.openapi.faults import LEVELS, DocumentIsBroken, Level
from mockwright.openapi.loading import bundled_names


@click.group()
def spec() -> None:
    """Work with OpenAPI documents."""


@spec.command(cls=ConfiguredCommand)
@click.argument("sources", nargs=-1, required=True, metavar="NAME|FILE|FOLDER|-…")
@click.option("--strict", "is_strict", is_flag=True, help="Exit with 3 for warnings too.")
def check(sources: tuple[str, ...], *, is_strict: bool) -> int:
    """Check documents: structure, examples, and which parts the mock cannot serve.

    An error is an operation that is not served, or a document that cannot be read. A warning is a
    part that is served differently from how it is written. A hint costs nothing.

    \b
    Examples:
      mockwright spec check dumgum
      mockwright spec check --strict their.yaml ours.json
      mockwright spec check apis/

    Exit codes: 0 no errors, 3 errors; with `--strict` warnings too.
    """  # noqa: D301 -- \b keeps click from joining lines
    return max(code for source in sources for code in _check_all(source, is_strict=is_strict))


def _check_all(source: str, *, is_strict: bool) -> Iterator[int]:
    """The exit codes of one argument, which may be a folder with several documents."""
    try:
        documents = bundled_names() if source == ALL_BUNDLED else resolve([source])
    except DocumentIsBroken as error:
        yield _report_faults(error, source)
        return
    for document in documents:
        yield _check(document, is_strict=is_strict)


def _check(source: str, *, is_strict: bool) -> int:
    try:
        report = check_spec(source)
    except DocumentIsBroken as error:
        return _report_faults(error, source)
    for line in _lines(report):
        click.echo(line)
    for line in write_complaints(report.complaints, report.document.files.folder):
        click.echo(line, err=True)
    failing: tuple[Level, ...] = ("error", "warning") if is_strict else ("error",)
    return BROKEN_DOCUMENT if any(report.count(level) for level in failing) else OK


def _report_faults(error: DocumentIsBroken, source: str) -> int:
    for line in write_complaints(error.faults, Path(source).parent, ("error",)):
        click.echo(line, err=True)
    return BROKEN_DOCUMENT


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
