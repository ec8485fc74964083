"""`understudy`: the root of the command line. Commands are imported when they are asked for."""

from __future__ import annotations

import difflib
import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module

import click

from mock_server import OK, OUR_BUG, USAGE


@dataclass(frozen=True, kw_only=True, slots=True)
class LateCommand:
    """A command that is not imported yet: where it is, and its line in the help."""

    module: str
    attribute: str
    help: str

    def load(self) -> click.Command:
        """Import the command."""
        command: click.Command = getattr(import_module(self.module), self.attribute)
        return command


COMMANDS = {
    "serve": LateCommand(
        module="mock_server",
        attribute="serve_command",
        help="Serve the mock: answers that keep the contract, on this machine.",
    ),
    "profiles": LateCommand(
        module="contracts.profile_commands",
        attribute="profiles",
        help="Make profiles of people who do not exist: valid, adult, the same ones for a seed.",
    ),
    "profile": LateCommand(
        module="contracts.endpoint_commands",
        attribute="profile",
        help="Call your own profile endpoint as DumGum does, and judge what it answers.",
    ),
    "spec": LateCommand(
        module="contracts.spec_commands", attribute="spec", help="Work with OpenAPI documents."
    ),
}


class _LateGroup(click.Group):
    """A group that imports a command only when it runs; listing them imports none."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order of the table."""
        _ = ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command; an unknown name is a usage error with the nearest known one."""
        late = COMMANDS.get(cmd_name)
        if late is None:
            near = difflib.get_close_matches(cmd_name, COMMANDS, n=1)
            hint = f" Did you mean `{near[0]}`?" if near else f" Known: {', '.join(COMMANDS)}."
            message = f"There is no command `{cmd_name}`.{hint}"
            raise click.UsageError(message, ctx)
        return late.load()

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table's own lines."""
        _ = ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, late.help) for name, late in COMMANDS.items()])


@click.group(
    cls=_LateGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 ok, 1 contract broken, 2 usage, 3 bad document, config or state file, "
    "4 port or target unavailable, 5 a bug of ours.",
)
@click.version_option(package_name="understudy", prog_name="understudy")
def understudy() -> None:
    """Stand in for the HTTP APIs you integrate with, offline and deterministically."""


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code; a user's mistake never shows a traceback."""
    try:
        code = understudy.main(list(arguments), prog_name="understudy", standalone_mode=False)
    except click.ClickException as error:
        error.show(sys.stderr)
        return USAGE
    except click.exceptions.Abort:
        return 130
    except (BrokenPipeError, SystemExit):  # click exits where the reader of a pipe has left
        return OK
    except Exception:  # noqa: BLE001 -- the last resort: say that it is our bug
        traceback.print_exc()
        click.echo("Error: this is a bug of Understudy; please report the lines above.", err=True)
        return OUR_BUG
    return code if isinstance(code, int) else OK


def main() -> None:
    """The console script."""
    sys.exit(run(sys.argv[1:]))
