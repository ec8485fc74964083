"""Report options: `FORMAT[=PATH]` on a command line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import click

from mockwright.contracts.reports.formats import FORMATS, ReportFormat
from mockwright.contracts.reports.private_folder import FOLDER
from mockwright.openapi.wording import list_names

STANDARD_OUTPUT = "-"
FORMAT_NAMES = list_names(f"`{name}`" for name in FORMATS)


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportOrder:
    """One requested report; without a path it is written to standard output."""

    format: ReportFormat
    path: Path | None

    def __str__(self) -> str:
        """The option's value."""
        return f"{self.format.name}={self.path or STANDARD_OUTPUT}"


def read_orders(
    context: click.Context, parameter: click.Parameter, values: Iterable[str]
) -> tuple[ReportOrder, ...]:
    """Parse the values of `--report`: `junit`, `junit=reports/junit.xml` or `jsonl=-`."""
    _ = context, parameter
    return tuple(map(_read_order, values))


def _read_order(text: str) -> ReportOrder:
    name, sign, path = text.partition("=")
    chosen = FORMATS.get(name)
    if chosen is None:
        raise click.BadParameter(f"There is no format `{name}`. Known: {FORMAT_NAMES}.")
    if sign and not path:
        raise click.BadParameter(f"`{text}` names no file. Write `{name}=PATH` or `{name}=-`.")
    if not sign and chosen.file_name is not None:
        return ReportOrder(format=chosen, path=FOLDER / chosen.file_name)
    return ReportOrder(format=chosen, path=None if path in {"", STANDARD_OUTPUT} else Path(path))
