"""Command groups that list their commands from a table and import one only when it runs."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import click

from mockwright.contracts.commands.signals import interrupt_as_usual


@dataclass(frozen=True, kw_only=True, slots=True)
class LazyCommand:
    """A function that imports a command, and the command's line in the help.

    With `exits_on_interrupt`, Ctrl-C still ends the process immediately after the import, until
    the command installs its own handlers or imports a subcommand.
    """

    import_command: Callable[[], click.Command]
    help: str
    exits_on_interrupt: bool = False

    def load(self) -> click.Command:
        """Import and return the command."""
        command = self.import_command()
        if not self.exits_on_interrupt:
            interrupt_as_usual()
        return command


class LazyGroup(click.Group):
    """A group that imports a command only when it runs; listing the commands imports none."""

    def __init__(self, *args: Any, table: Mapping[str, LazyCommand], **members: Any) -> None:
        """`table` maps names to commands, in the order of the help."""
        super().__init__(*args, **members)
        self._table = table

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The command names in the order of the table."""
        _ = ctx
        return list(self._table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command. Raises a usage error that suggests a known name."""
        lazy = self._table.get(cmd_name)
        if lazy is None:
            near = difflib.get_close_matches(cmd_name, self._table, n=1)
            hint = f" Did you mean `{near[0]}`?" if near else f" Known: {', '.join(self._table)}."
            message = f"There is no command `{cmd_name}`.{hint}"
            raise click.UsageError(message, ctx)
        return lazy.load()

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help lines of the table."""
        _ = ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, lazy.help) for name, lazy in self._table.items()])
