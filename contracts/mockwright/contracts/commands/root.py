"""`mockwright`: the root of the command line. Commands are imported when they are asked for."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import traceback
from collections.abc import Sequence

import click

from mockwright.contracts.commands.lazy_commands import LateCommand, LateGroup
from mockwright.mock_server.exit_codes import OK, OUR_BUG, UNAVAILABLE, USAGE

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NAME = "mockwright"

COMMANDS = {
    "serve": LateCommand(
        module="mockwright.mock_server.cli",
        attribute="serve",
        help="Serve the mock: answers that keep the contract, on this machine.",
        has_handlers=True,
    ),
    "check": LateCommand(
        module="mockwright.contracts.commands.check",
        attribute="check",
        help="Check servers, webhooks and clients against the documents.",
    ),
    "coverage": LateCommand(
        module="mockwright.contracts.coverage.command",
        attribute="coverage",
        help="Tell how much of the contract was exercised by the requests that a mock has seen.",
    ),
    "replay": LateCommand(
        module="mockwright.contracts.replay.command",
        attribute="replay",
        help="Ask for a finding again: the same requests, judged by the same check.",
    ),
    "profiles": LateCommand(
        module="mockwright.contracts.profiles.command",
        attribute="profiles",
        help="Make profiles of people who do not exist: valid, adult, the same ones for a seed.",
    ),
    "profile": LateCommand(
        module="mockwright.contracts.profiles.endpoint_command",
        attribute="profile",
        help="Call your own profile endpoint as DumGum does, and judge what it answers.",
    ),
    "spec": LateCommand(
        module="mockwright.contracts.spec.command",
        attribute="spec",
        help="Work with OpenAPI documents.",
    ),
}


@click.group(
    cls=LateGroup,
    table=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 ok, 1 contract broken, 2 usage, 3 bad document, config or state file, "
    "4 port or target unavailable, 5 a bug of ours.",
)
@click.version_option(package_name="mockwright", prog_name=_NAME)
def mockwright() -> None:
    """Stand in for the HTTP APIs you integrate with, offline and deterministically."""


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code; a user's mistake never shows a traceback."""
    words = (_NAME, *arguments)
    try:
        code = mockwright.main(list(arguments), prog_name=_NAME, standalone_mode=False, obj=words)
    except click.ClickException as error:
        error.show(sys.stderr)
        return USAGE
    except click.exceptions.Abort:
        return 130
    except (BrokenPipeError, SystemExit):  # click exits where the reader of a pipe has left
        return OK
    except Exception as error:  # noqa: BLE001 -- the last resort: say that it is our bug
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            return _tell_full(error)
        traceback.print_exc()
        click.echo("Error: this is a bug of Mockwright; please report the lines above.", err=True)
        return OUR_BUG
    return code if isinstance(code, int) else OK


def _tell_full(error: OSError) -> int:
    name = f"`{error.filename}`" if error.filename else "Standard output or a file"
    message = f"Error: {name} cannot be written: {error.strerror}. Make room, or write elsewhere."
    click.echo(message, err=True)
    with contextlib.suppress(AttributeError, OSError, ValueError):  # it may be closed, or none
        # At the end Python would try to write the rest again, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return UNAVAILABLE
