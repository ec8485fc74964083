"""`mockwright check server`."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

from mockwright.contracts.commands.check_options import (
    RunOptions,
    finish_run,
    run_options,
    start_run,
)
from mockwright.contracts.commands.header_option import HeaderType
from mockwright.contracts.commands.spec_option import METAVAR, resolve
from mockwright.contracts.engine.credentials import Credentials
from mockwright.contracts.engine.interruptions import one_interruption
from mockwright.contracts.engine.runs import About, Ending, Run
from mockwright.contracts.sending.sender import DEFAULT_SECONDS, CaFileIsUnusable, Sender
from mockwright.contracts.server.checks.registry import SERVER_CHECKS
from mockwright.contracts.server.conformance import PHASES, Conformance, Plan
from mockwright.contracts.server.mock_detection import is_mock
from mockwright.contracts.server.orders import PhasesType, ServerOrder, is_narrowed, read_order
from mockwright.contracts.server.phases import Subject
from mockwright.contracts.server.runs import ServerRun, TargetIsGone
from mockwright.mock_server.configuration import ConfiguredCommand
from mockwright.mock_server.exit_codes import BROKEN_DOCUMENT
from mockwright.openapi.faults import DocumentIsBroken

DEFAULT_EXAMPLES = 50
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@click.command(cls=ConfiguredCommand)
@click.argument("url")
@click.option(
    "--spec",
    "specs",
    multiple=True,
    metavar=METAVAR,
    default=("bundled",),
    help="Document to check against: a bundled name, `bundled` for all three, a file, every "
    "document in a folder, or `-` for standard input; repeatable. Default: bundled.",
)
@click.option(
    "--key",
    default="",
    envvar="MOCKWRIGHT_KEY",
    show_envvar=True,
    help="Credential, sent as documented; `name:password` for `basic`.",
)
@click.option(
    "--header",
    "headers",
    type=HeaderType(),
    multiple=True,
    help="Send this header with each request; repeatable.",
)
@click.option(
    "--operation",
    "included",
    multiple=True,
    metavar="ID",
    help="Check only this operation; repeatable.",
)
@click.option(
    "--exclude-operation",
    "excluded",
    multiple=True,
    metavar="ID",
    help="Skip this operation; repeatable.",
)
@click.option(
    "--include-webhooks", is_flag=True, help="Check webhooks too, at their `x-mock-path`."
)
@click.option(
    "--read-only",
    "is_read_only",
    is_flag=True,
    help="Send only safe methods: GET, HEAD and OPTIONS.",
)
@click.option(
    "--allow-untested",
    "allows_untested",
    is_flag=True,
    help="Only warn about operations for which no valid request can be generated.",
)
@click.option(
    "--phases",
    type=PhasesType(),
    default=PHASES,
    help=f"Run only these phases: {', '.join(PHASES)}.",
)
@click.option(
    "--max-examples",
    type=click.IntRange(0),
    default=DEFAULT_EXAMPLES,
    show_default=True,
    help="Number of requests generated per operation in `fuzzing` and `stateful`.",
)
@click.option(
    "--deterministic/--not-deterministic",
    "is_deterministic",
    default=None,
    help="Require identical answers to identical requests. Default: for Mockwright's mock only.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(0.1),
    default=DEFAULT_SECONDS,
    show_default=True,
    metavar="S",
    help="Time limit of one exchange, in seconds.",
)
@click.option(
    "--ca",
    "ca_file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    default=None,
    help="CA certificate to verify the server's TLS certificate with, as PEM.",
)
@run_options
def server(url: str, options: RunOptions, **members: Any) -> int:
    """Check whether a server conforms to its OpenAPI document.

    \b
    Examples:
      mockwright check server http://127.0.0.1:4080 --key any-key
      mockwright check server https://api.example.test/v2 --spec their.yaml --key "$KEY"
      mockwright check server http://localhost:8000 --spec their.yaml --phases examples,boundaries

    Exit codes: 0 passed, 1 failed, 2 usage, 3 broken document, 4 unreachable, 130 interrupted.
    """  # noqa: D301 -- \b keeps click from joining lines
    try:
        members["specs"] = resolve(members["specs"])
        order = read_order(url, **members)
    except DocumentIsBroken as error:
        for fault in error.faults:
            click.echo(f"Error: {fault}", err=True)
        return BROKEN_DOCUMENT
    return _run(order, options, members["specs"], is_partial=is_narrowed(members))


def _run(order: ServerOrder, options: RunOptions, specs: Sequence[str], *, is_partial: bool) -> int:
    credentials = Credentials(order.access.secrets(order.operations))
    try:
        sender = Sender(
            order.target,
            headers=order.access.headers,
            seconds=order.timeout,
            ca_file=order.ca_file,
        )
    except CaFileIsUnusable as error:
        raise click.BadParameter(str(error), param_hint="'--ca'") from None
    about = About(
        command="check server",
        target=f"{order.target.origin}{order.target.path}",
        seed=options.seed,
        documents=tuple(specs),
        operations=order.operations,
        checks=SERVER_CHECKS,
        version=version("mockwright"),
        is_partial=is_partial,
    )
    with one_interruption():
        return _conduct(order, options, start_run(about, options, credentials), sender)


def _conduct(order: ServerOrder, options: RunOptions, run: Run, sender: Sender) -> int:
    """Run the check and return its exit code."""
    server_run = ServerRun(run=run, sender=sender, sleep=time.sleep, say=_say)
    started = time.perf_counter()
    ending: Ending = "complete"
    reasons: tuple[str, ...] = ()
    remarks: list[str] = []
    try:
        plan = _plan(order, options)
        reasons = Conformance(plan=plan, server=server_run, remarks=remarks).execute()
    except TargetIsGone as error:
        ending, reasons = "unreachable", (str(error),)
    except KeyboardInterrupt:
        ending = "interrupted"
    finally:
        sender.close()
    _say_more(remarks)
    if not options.is_quiet:
        counts = ", ".join(f"{phase} {n:,}" for phase, n in server_run.counts.items())
        _say(f"Requests: {counts}.")
    seconds = time.perf_counter() - started
    return finish_run(run, options, ending=ending, seconds=seconds, reasons=reasons)


def _find_mock(order: ServerOrder) -> bool:
    """Whether the target is our mock, at the root of the server or below the URL's path."""
    root = order.target._replace(path="")
    sender = Sender(root, seconds=order.timeout, ca_file=order.ca_file)
    try:
        return is_mock(sender, dict.fromkeys(("", order.target.path)))
    finally:
        sender.close()


def _plan(order: ServerOrder, options: RunOptions) -> Plan:
    is_mocked = _find_mock(order)
    is_deterministic = is_mocked if order.is_deterministic is None else order.is_deterministic
    return Plan(
        subjects=tuple(
            Subject(
                operation=operation,
                access=order.access,
                is_mock=is_mocked,
                is_deterministic=is_deterministic,
            )
            for operation in order.operations
        ),
        phases=order.phases,
        seed=options.seed,
        max_examples=order.max_examples,
        with_methods=order.target.host in _LOOPBACK and not order.is_read_only,
        allows_untested=order.allows_untested,
        documented=order.documented,
    )


def _say_more(lines: Iterable[str]) -> None:
    for line in lines:
        _say(line)


def _say(line: str) -> None:
    click.echo(line, file=sys.stderr)
