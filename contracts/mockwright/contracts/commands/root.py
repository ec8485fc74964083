"""The root command `mockwright`, which imports a subcommand only when it runs."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import traceback
from collections.abc import Sequence

import click

from mockwright.contracts.commands.check import check
from mockwright.contracts.commands.lazy_commands import LazyCommand, LazyGroup
from mockwright.mock_server.exit_codes import INTERNAL_ERROR, OK, UNAVAILABLE, USAGE
from mockwright.mock_server.variables import find_unknown

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NAME = "mockwright"


def _import_serve() -> click.Command:
    from mockwright.mock_server.cli import serve  # noqa: PLC0415 -- slow: Flask and Granian

    return serve


def _import_coverage() -> click.Command:
    from mockwright.contracts.coverage.command import coverage  # noqa: PLC0415 -- slow: jsonschema_rs and Flask

    return coverage


def _import_replay() -> click.Command:
    from mockwright.contracts.replay.command import replay  # noqa: PLC0415 -- slow: every check

    return replay


def _import_profiles() -> click.Command:
    from mockwright.contracts.profiles.command import profiles  # noqa: PLC0415 -- slow: orjson and tables of people

    return profiles


def _import_profile() -> click.Command:
    from mockwright.contracts.profiles.endpoint_command import profile  # noqa: PLC0415 -- slow: jsonschema_rs and Flask

    return profile


def _import_spec() -> click.Command:
    from mockwright.contracts.spec.command import spec  # noqa: PLC0415 -- slow: jsonschema_rs and Flask

    return spec


def _import_config() -> click.Command:
    from mockwright.contracts.commands.config import config  # noqa: PLC0415 -- slow: every command

    return config


COMMANDS = {
    "serve": LazyCommand(
        import_command=_import_serve,
        help="Serve the mock: deterministic answers that conform to the document.",
        exits_on_interrupt=True,
    ),
    "check": LazyCommand(
        import_command=lambda: check,
        help="Check servers, webhooks and clients against OpenAPI documents.",
        exits_on_interrupt=True,
    ),
    "coverage": LazyCommand(
        import_command=_import_coverage,
        help="Report how much of the contract was exercised by the requests that a mock received.",
    ),
    "replay": LazyCommand(
        import_command=_import_replay,
        help="Replay a finding: send the same requests and run the same check.",
    ),
    "profiles": LazyCommand(
        import_command=_import_profiles,
        help="Generate profiles of fictitious adults; the same seed gives the same profiles.",
    ),
    "profile": LazyCommand(
        import_command=_import_profile,
        help="Call your own profile endpoint as DumGum does, and validate its answers.",
    ),
    "spec": LazyCommand(
        import_command=_import_spec,
        help="Work with OpenAPI documents.",
    ),
    "config": LazyCommand(
        import_command=_import_config,
        help="Show the effective options of a command and where each value comes from.",
    ),
}


@click.group(
    cls=LazyGroup,
    table=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 ok, 1 check failed, 2 usage error, 3 invalid document, config or state "
    "file, 4 port or target unavailable, 5 internal error.",
)
@click.version_option(package_name="mockwright", prog_name=_NAME)
def mockwright() -> None:
    """Mock the HTTP APIs you integrate with, offline and deterministically."""


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code; user errors never show a traceback."""
    words = (_NAME, *arguments)
    for sentence in find_unknown(os.environ):
        click.echo(f"Warning: {sentence}", err=True)
    try:
        code = mockwright.main(list(arguments), prog_name=_NAME, standalone_mode=False, obj=words)
    except click.ClickException as error:
        error.show(sys.stderr)
        return max(error.exit_code, USAGE)  # click exits with 1 for a file that it cannot open
    except click.exceptions.Abort:
        return 130
    except (BrokenPipeError, SystemExit):  # click exits if the reader of a pipe is gone
        return OK
    except Exception as error:  # noqa: BLE001 -- the last resort: report an internal error
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            return _report_full_disk(error)
        traceback.print_exc()
        click.echo("Error: internal error; please report it with the traceback above.", err=True)
        return INTERNAL_ERROR
    return code if isinstance(code, int) else OK


def _report_full_disk(error: OSError) -> int:
    name = f"`{error.filename}`" if error.filename else "Standard output or a file"
    hint = "Free some space, or write elsewhere."
    click.echo(f"Error: {name} cannot be written: {error.strerror}. {hint}", err=True)
    with contextlib.suppress(AttributeError, OSError, ValueError):  # it may be closed or None
        # Otherwise Python writes the rest again at exit, and prints another error.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return UNAVAILABLE
