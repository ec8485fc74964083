"""The option `--spec` of commands that read documents: names, files, folders and `-`."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import click

from mockwright.mock_server.spec_sources import resolve_specs

METAVAR = "NAME|FILE|FOLDER|-"


def resolve(specs: Iterable[str]) -> tuple[str, ...]:
    """The documents that are named, with a line for each skipped file of a folder.

    Raises `DocumentIsBroken`.
    """
    return resolve_specs(specs, partial(click.echo, err=True))
