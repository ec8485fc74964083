"""Orders of reports: `FORMAT[=PATH]` as it is written on a command line."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import click

STANDARD_OUTPUT = "-"
FOLDER = Path(".mockwright")

# The name of the file where no path is given.
FORMATS = {
    "github": STANDARD_OUTPUT,
    "har": "report.har",
    "html": "report.html",
    "jsonl": "report.jsonl",
    "junit": "report.xml",
    "markdown": "report.md",
    "sarif": "report.sarif",
    "text": "report.txt",
}


class ReportOrder(NamedTuple):
    """One report that is asked for; without a path it goes to standard output."""

    format_name: str
    path: Path | None

    def __str__(self) -> str:
        """As it is written on a command line."""
        return f"{self.format_name}={self.path or STANDARD_OUTPUT}"


def read_orders(
    context: click.Context, parameter: click.Parameter, values: Iterable[str]
) -> tuple[ReportOrder, ...]:
    """What `--report` was given, each time: `junit`, `junit=reports/junit.xml` or `jsonl=-`."""
    _ = context, parameter
    return tuple(map(_read_order, values))


def _read_order(text: str) -> ReportOrder:
    name, sign, path = text.partition("=")
    if name not in FORMATS:
        known = ", ".join(f"`{known}`" for known in FORMATS)
        raise click.BadParameter(f"There is no format `{name}`. Known: {known}.")
    if sign and not path:
        raise click.BadParameter(f"`{text}` names no file. Write `{name}=PATH` or `{name}=-`.")
    if not sign and FORMATS[name] != STANDARD_OUTPUT:
        return ReportOrder(name, FOLDER / FORMATS[name])
    return ReportOrder(name, None if path in {"", STANDARD_OUTPUT} else Path(path))
