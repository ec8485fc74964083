"""The command `mockwright check client`."""

from __future__ import annotations

import shlex
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Any, NamedTuple

import click

from mockwright.contracts.client.blocking_proxy import BlockingProxy, run_blocking_proxy
from mockwright.contracts.client.checks import CHECKS
from mockwright.contracts.client.journal_entries import read_journal_file
from mockwright.contracts.client.mock_process import MockDidNotStart, RunningMock, run_mock
from mockwright.contracts.client.runs import (
    NO_CALL,
    CommandIsUnusable,
    judge_blocked,
    judge_entries,
    run_client,
)
from mockwright.contracts.commands.check_options import (
    RunOptions,
    finish_run,
    run_options,
    start_run,
)
from mockwright.contracts.engine.credentials import Credentials
from mockwright.contracts.engine.runs import About
from mockwright.mock_server.catalogue import load_catalogue
from mockwright.mock_server.configuration import ConfiguredCommand
from mockwright.mock_server.exit_codes import BROKEN_DOCUMENT, CONTRACT_BROKEN, UNAVAILABLE, USAGE
from mockwright.mock_server.redaction import REDACTED
from mockwright.openapi.faults import DocumentIsBroken

VARIABLE = "MOCKWRIGHT_URL"
# The mock ends with the run, so findings are replayed against the default `mockwright serve`.
DEFAULT_URL = "http://127.0.0.1:4080"
_MOCK_CODES = {USAGE, BROKEN_DOCUMENT, UNAVAILABLE}


class _Order(NamedTuple):
    """The command to run, and the options of the mock to run it against."""

    command: tuple[str, ...]
    names: tuple[str, ...]
    specs: tuple[str, ...]
    serve_options: str
    blocks_outside_calls: bool

    def mock_arguments(self, seed: int) -> Sequence[str]:
        """The arguments of `mockwright serve`."""
        specs = [word for spec in self.specs for word in ("--spec", spec)]
        return ["--seed", str(seed), *specs, *shlex.split(self.serve_options)]


@click.command(cls=ConfiguredCommand, context_settings={"ignore_unknown_options": True})
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED)
@click.option(
    "--set-env",
    "names",
    multiple=True,
    metavar="NAME",
    help=f"Another variable to set to the mock's URL, in addition to `{VARIABLE}`; repeatable.",
)
@click.option(
    "--spec",
    "specs",
    multiple=True,
    default=("bundled",),
    metavar="NAME|FILE|FOLDER",
    help="Document to serve, or a folder with documents; repeatable. Default: bundled.",
)
@click.option(
    "--serve-options",
    default="",
    metavar="TEXT",
    help="More options for `mockwright serve`, in one string: `--serve-options '--strict'`.",
)
@click.option(
    "--block-outside-calls",
    "blocks_outside_calls",
    is_flag=True,
    help="Block calls to other machines with a rejecting proxy, set as `HTTP_PROXY` and "
    "`HTTPS_PROXY`, and report each one.",
)
@run_options
def client(options: RunOptions, **order: Any) -> int:
    """Run a client's own tests against a mock, and check every request they send.

    The mock listens on a free port; its URL is in the variable MOCKWRIGHT_URL. If the command
    fails, its exit code is kept. If it succeeds, the check fails if a request violated the contract
    or if there was no request.

    \b
    Examples:
      mockwright check client -- pytest tests/integration
      mockwright check client --set-env DUMGUM_URL -- npm test

    Exit codes: the command's own if it failed; otherwise 0 passed, 1 failed, 2 usage error,
    3 invalid document, 4 the mock could not be started, 130 Ctrl-C.
    """  # noqa: D301 -- \b keeps click from joining lines
    try:
        return _check(_Order(**order), options)
    except DocumentIsBroken as error:
        for fault in error.faults:
            click.echo(f"Error: {fault}", err=True)
        return BROKEN_DOCUMENT
    except MockDidNotStart as error:
        click.echo(f"{error}", err=True)
        return error.code if error.code in _MOCK_CODES else UNAVAILABLE
    except CommandIsUnusable as error:
        raise click.UsageError(str(error)) from None


def _check(order: _Order, options: RunOptions) -> int:
    operations = load_catalogue(order.specs).router.operations
    started = time.perf_counter()
    with ExitStack() as stack:
        mock = stack.enter_context(run_mock(order.mock_arguments(options.seed)))
        proxy = (
            stack.enter_context(run_blocking_proxy())
            if order.blocks_outside_calls
            else BlockingProxy()
        )
        ended = run_client(order.command, _variables(order, mock, proxy))
        entries = [*read_journal_file(mock.journal_file, DEFAULT_URL)]
    about = About(
        command="check client",
        target=shlex.join(order.command),
        seed=options.seed,
        documents=order.specs,
        operations=operations,
        checks=CHECKS,
    )
    # The journal has this marker instead of credentials; curl lines show a variable for it.
    run = start_run(about, options, Credentials({"KEY": REDACTED}))
    calls = judge_entries(run, entries, operations)
    judge_blocked(run, proxy.blocked)
    reasons = [] if calls or proxy.blocked else [NO_CALL.format(variable=VARIABLE)]
    if ended.code:
        reasons.append(f"The command failed with exit code {ended.code}.")
    code = finish_run(
        run,
        options,
        ending="interrupted" if ended.is_interrupted else "complete",
        seconds=time.perf_counter() - started,
        reasons=reasons,
    )
    return ended.code if ended.code and code == CONTRACT_BROKEN else code


def _variables(order: _Order, mock: RunningMock, proxy: BlockingProxy) -> Mapping[str, str]:
    urls = dict.fromkeys((VARIABLE, *order.names), mock.url)
    return {**(proxy.variables() if order.blocks_outside_calls else {}), **urls}
