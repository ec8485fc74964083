"""The options that vendors add to `serve`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from mockwright.mock_server.configuration import ConfiguredCommand, Table, find_in_arguments
from mockwright.mock_server.vendors.registry import VendorIsBroken, Vendors, find_vendors

# The key of a context's vendors.
VENDORS = "mockwright.vendors"
_OPTION, _VARIABLE = "--vendor", "MOCKWRIGHT_VENDOR"


class ServeCommand(ConfiguredCommand):
    """A command whose options include those of every installed vendor and of each `--vendor`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Find the vendors first, because their options determine how the rest is parsed."""
        modules = [name for name in find_in_arguments(_OPTION, args) if name]
        modules = modules or os.environ.get(_VARIABLE, "").split()
        if modules:
            _keep_vendors(ctx, modules)
        return super().parse_args(ctx, args)

    def prepare(self, ctx: click.Context, table: Table) -> None:
        """Find the vendors named by the configuration file, if nothing else names any."""
        if VENDORS not in ctx.meta and "vendor" in table:
            named: Any = table["vendor"]
            _keep_vendors(ctx, named if isinstance(named, list) else [str(named)])

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The command's own options and those of the vendors, before `--help` at the end."""
        own = super().get_params(ctx)
        added = vendors_of(ctx).options
        taken = {text for option in own for text in option.opts}
        for option in added:
            if taken & {*option.opts}:
                message = f"`serve` has the option `{option.opts[0]}` already. Rename the vendor's."
                raise VendorIsBroken(message)
        return [*own[:-1], *added, *own[-1:]]


def vendors_of(ctx: click.Context) -> Vendors:
    """The vendors of a command line; before it is parsed, the installed ones."""
    vendors: Vendors = ctx.meta[VENDORS] if VENDORS in ctx.meta else find_vendors()
    return vendors


def _keep_vendors(ctx: click.Context, modules: Sequence[str]) -> None:
    """Import the modules, which may also be in the current folder."""
    folder = str(Path.cwd())
    if folder not in sys.path:
        sys.path.insert(0, folder)
    ctx.meta[VENDORS] = find_vendors(tuple(modules))
