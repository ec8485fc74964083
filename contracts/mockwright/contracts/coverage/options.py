"""The `--fail-under` option."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import click

from mockwright.contracts.coverage.points import DIMENSIONS, Dimension

Wanted = Mapping[Dimension | None, float]

_MOST = 100.0


def _read_shares(_context: click.Context, _option: click.Parameter, texts: Iterable[str]) -> Wanted:
    """Parse values such as `80` and `status=100`. Raises a usage error."""
    return dict(map(_read_share, texts))


def _read_share(text: str) -> tuple[Dimension | None, float]:
    name, sign, number = text.rpartition("=")
    dimension = next((known for known in DIMENSIONS if known == name), None)
    if sign and dimension is None:
        known = ", ".join(f"`{known}`" for known in DIMENSIONS)
        message = f"There is no dimension `{name}`. Known: {known}."
        raise click.BadParameter(message)
    try:
        percent = float(number)
    except ValueError:
        percent = -1.0
    if not 0 <= percent <= _MOST:
        message = f"`{number}` is not a percentage from 0 to 100."
        raise click.BadParameter(message)
    return dimension, percent


fail_under_option = click.option(
    "--fail-under",
    "wanted",
    multiple=True,
    metavar="[DIMENSION=]PERCENT",
    callback=_read_shares,
    help="Fail if coverage is below this percentage, in total (`80`) or of one dimension "
    "(`status=100`); repeatable.",
)
