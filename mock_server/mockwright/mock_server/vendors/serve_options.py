"""The options that vendors add to `serve`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from mockwright.mock_server.vendors.registry import VendorIsBroken, Vendors, find_vendors

# Where a context has its vendors.
VENDORS = "mockwright.vendors"
_OPTION, _VARIABLE = "--vendor", "MOCKWRIGHT_VENDOR"


class ServeCommand(click.Command):
    """A command whose options include those of every installed vendor and of each `--vendor`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Find the vendors first, because their options decide how the rest is parsed."""
        modules = tuple(_find_modules(args))
        if modules and (folder := str(Path.cwd())) not in sys.path:
            sys.path.insert(0, folder)
        ctx.meta[VENDORS] = find_vendors(modules)
        return super().parse_args(ctx, args)

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The command's own options, and those of the vendors before the `--help` at their end."""
        own = super().get_params(ctx)
        added = vendors_of(ctx).options
        taken = {text for option in own for text in option.opts}
        for option in added:
            if taken & {*option.opts}:
                raise VendorIsBroken(
                    f"`serve` has the option `{option.opts[0]}` already. Rename it."
                )
        return [*own[:-1], *added, *own[-1:]]


def vendors_of(ctx: click.Context) -> Vendors:
    """The vendors of a command line; before it is parsed, those that are installed."""
    vendors: Vendors = ctx.meta[VENDORS] if VENDORS in ctx.meta else find_vendors()
    return vendors


def _find_modules(args: Sequence[str]) -> Sequence[str]:
    """What `--vendor` names, read before anything else is; else what its variable does."""
    words = iter(args)
    found = []
    for word in words:
        name, sign, value = word.partition("=")
        if word == "--":
            break
        if name == _OPTION:
            found.append(value if sign else next(words, ""))
    return [name for name in found if name] or os.environ.get(_VARIABLE, "").split()
