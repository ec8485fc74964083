"""Late commands: named in a table with their help, and imported only when they are asked for."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import click

from mockwright.contracts.commands.entry import interrupt_as_usual


@dataclass(frozen=True, kw_only=True, slots=True)
class LateCommand:
    """A command that is not imported yet: where it is, and its line in the help.

    `has_handlers` says that it soon handles signals by itself: until then Ctrl-C ends it at once.
    """

    module: str
    attribute: str
    help: str
    has_handlers: bool = False

    def load(self) -> click.Command:
        """Import the command."""
        command: click.Command = getattr(import_module(self.module), self.attribute)
        if not self.has_handlers:
            interrupt_as_usual()
        return command


class LateGroup(click.Group):
    """A group that imports a command only when it runs; listing them imports none."""

    def __init__(self, *args: Any, table: Mapping[str, LateCommand], **members: Any) -> None:
        """`table` has the commands by name, in the order of the help."""
        super().__init__(*args, **members)
        self._table = table

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order of the table."""
        _ = ctx
        return list(self._table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command; an unknown name is a usage error with the nearest known one."""
        late = self._table.get(cmd_name)
        if late is None:
            near = difflib.get_close_matches(cmd_name, self._table, n=1)
            hint = f" Did you mean `{near[0]}`?" if near else f" Known: {', '.join(self._table)}."
            message = f"There is no command `{cmd_name}`.{hint}"
            raise click.UsageError(message, ctx)
        return late.load()

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table's own lines."""
        _ = ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, late.help) for name, late in self._table.items()])
