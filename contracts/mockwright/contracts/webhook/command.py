"""`mockwright check webhook`."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import click

from mockwright.contracts.commands.check_options import (
    RunOptions,
    finish_run,
    run_options,
    start_run,
)
from mockwright.contracts.commands.header_option import HeaderType
from mockwright.contracts.engine.credentials import Credentials
from mockwright.contracts.engine.exchanges import Headers
from mockwright.contracts.engine.interruptions import one_interruption
from mockwright.contracts.engine.runs import About, Ending
from mockwright.contracts.sending.sender import DEFAULT_SECONDS, CaFileIsUnusable, Sender
from mockwright.contracts.sending.targets import Target, UrlIsUnusable, read_target
from mockwright.contracts.server.access import Access
from mockwright.contracts.server.runs import TargetIsGone
from mockwright.contracts.webhook.checks.profiles import PERSONA
from mockwright.contracts.webhook.checks.registry import WEBHOOK_CHECKS
from mockwright.contracts.webhook.runs import Plan, WebhookRun
from mockwright.contracts.webhook.subject import PARAMETER, USER, Subject
from mockwright.mock_server.catalogue import load_catalogue
from mockwright.mock_server.configuration import ConfiguredCommand
from mockwright.openapi.operations import Operation

DOCUMENT = "dumgum"
OPERATION = "fetch_profile"
DEFAULT_CALLS = 20
MAX_CALLS = 1000

_KEY = re.compile(r"[\x21-\x7e]*")


@click.command(cls=ConfiguredCommand)
@click.argument("url")
@click.option(
    "--profile-id",
    "profile_ids",
    multiple=True,
    metavar="ID",
    help="Id of an existing user; repeatable. Required unless `--persona-id` is given.",
)
@click.option(
    "--persona-id",
    "persona_ids",
    multiple=True,
    metavar="ID",
    help="Id of an existing persona, for which stricter rules apply; repeatable.",
)
@click.option(
    "--unknown-id",
    "unknown_ids",
    multiple=True,
    metavar="ID",
    help="Id that does not exist and must be answered with 404; repeatable.",
)
@click.option(
    "--key",
    default="",
    envvar=["MOCKWRIGHT_KEY", "MOCKWRIGHT_PROFILE_ENDPOINT_KEY"],
    show_envvar=True,
    help="Sent as `Authorization: Bearer KEY`. Without it, authentication is not checked.",
)
@click.option(
    "--header",
    "headers",
    type=HeaderType(),
    multiple=True,
    help="Send this header with each call; repeatable.",
)
@click.option(
    "--requests",
    type=click.IntRange(1, MAX_CALLS),
    default=DEFAULT_CALLS,
    show_default=True,
    metavar="N",
    help="Number of sequential calls that are compared and timed.",
)
@click.option(
    "--parallel",
    type=click.IntRange(0, MAX_CALLS),
    default=DEFAULT_CALLS,
    show_default=True,
    metavar="N",
    help="Number of concurrent calls, which must be answered as if they were alone.",
)
@click.option(
    "--max-latency-ms",
    type=click.IntRange(1),
    default=None,
    metavar="N",
    help="Fail if the 95th percentile of sequential calls exceeds this. Default: no limit.",
)
@click.option(
    "--online", "is_online", is_flag=True, help="Also fetch the pictures of the profiles."
)
@click.option(
    "--now",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ"]),
    default=None,
    help="Time in UTC for which ages and expiries are checked. Default: now.",
)
@click.option(
    "--timeout",
    "seconds",
    type=click.FloatRange(0.1),
    default=DEFAULT_SECONDS,
    show_default=True,
    metavar="S",
    help="Time limit of one call in seconds, from DNS to the last byte.",
)
@click.option(
    "--ca",
    "ca_file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    default=None,
    help="CA certificate to verify the endpoint's TLS certificate with, as PEM.",
)
@run_options
def webhook(url: str, options: RunOptions, **members: Any) -> int:
    """Check whether your profile endpoint answers as DumGum expects.

    \b
    Examples:
      mockwright check webhook http://127.0.0.1:9000/profile --profile-id user-1
      mockwright check webhook https://api.example.test/profile --key "$KEY" \\
        --profile-id user-1 --persona-id marie --unknown-id missing --online
      mockwright check webhook http://localhost:9000/p?v=2 --profile-id 7 --report junit=w.xml

    PUT, PATCH and DELETE are sent with an unknown id.

    Exit codes: 0 passed, 1 failed, 2 usage, 3 broken baseline, 4 unreachable, 130 Ctrl-C.
    """  # noqa: D301 -- \b keeps click from joining lines
    subject = _read_subject(url, options.seed, **members)
    plan = Plan(
        requests=members["requests"],
        parallel=members["parallel"],
        max_latency_ms=members["max_latency_ms"],
        is_online=members["is_online"],
        seconds=members["seconds"],
        ca_file=members["ca_file"],
    )
    return run_webhook_check(subject, plan, options)


def _read_subject(url: str, seed: int, key: str, headers: Headers, **members: Any) -> Subject:
    """Build the subject from the command line. Raises usage errors."""
    if not _KEY.fullmatch(key):
        message = "A key must consist of printable ASCII characters without spaces."
        raise click.BadParameter(message, param_hint="'--key'")
    users, personas = members["profile_ids"], members["persona_ids"]
    unknown = members["unknown_ids"]
    if not users and not personas:
        raise click.UsageError(
            "Nothing would be checked: name an existing id with `--profile-id ID`."
        )
    for name in (*users, *personas, *unknown):
        _check_id(name)
    both = {*users, *personas} & {*unknown} or {*users} & {*personas}
    if both:
        raise click.UsageError(f"`{min(both)}` is given for two different options.")
    return Subject(
        target=_read_url(url),
        operation=find_webhook(),
        roles={**dict.fromkeys(users, USER), **dict.fromkeys(personas, PERSONA)},
        unknown_ids=tuple(dict.fromkeys(unknown)),
        access=Access(key=key, headers=headers),
        seed=seed,
        now=_show_moment(members["now"]),
    )


def _show_moment(given: datetime | None) -> str:
    """The given time, or the current time, as RFC 3339."""
    moment = given or datetime.now(UTC)  # noqa: TID251 -- ages depend on the current date
    return f"{moment.replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def _check_id(name: str) -> None:
    try:
        name.encode()
    except UnicodeEncodeError:
        raise click.UsageError("An id is not valid UTF-8.") from None
    if not name:
        raise click.UsageError("An id is empty. Give an existing id.")


def _read_url(url: str) -> Target:
    try:
        target = read_target(url)
    except UrlIsUnusable as error:
        raise click.BadParameter(str(error), param_hint="'URL'") from None
    if any(name == PARAMETER for name, _ in parse_qsl(target.query, keep_blank_values=True)):
        message = f"The URL already has the parameter `{PARAMETER}`. Leave it out."
        raise click.BadParameter(message, param_hint="'URL'")
    return target


def find_webhook() -> Operation:
    """The operation that the endpoint is validated against."""
    operations = load_catalogue((DOCUMENT,)).router.operations
    return next(operation for operation in operations if operation.id == OPERATION)


def run_webhook_check(subject: Subject, plan: Plan, options: RunOptions) -> int:
    """Run the check, write its reports, and return the exit code."""
    credentials = Credentials(subject.secrets())
    target = subject.target
    try:
        # The subject adds the query of the URL to each call.
        sender = Sender(
            target, headers=subject.access.headers, seconds=plan.seconds, ca_file=plan.ca_file
        )
    except CaFileIsUnusable as error:
        raise click.BadParameter(str(error), param_hint="'--ca'") from None
    query = f"?{target.query}" if target.query else ""
    about = About(
        command="check webhook",
        target=f"{target.origin}{target.path}{query}",
        seed=options.seed,
        documents=(DOCUMENT,),
        operations=(subject.operation,),
        checks=WEBHOOK_CHECKS,
    )
    run = start_run(about, options, credentials)
    webhook_run = WebhookRun(
        run=run, sender=sender, subject=subject, plan=plan, sleep=time.sleep, say=_say
    )
    with one_interruption():
        return _conduct(webhook_run, options, credentials)


def _conduct(webhook_run: WebhookRun, options: RunOptions, credentials: Credentials) -> int:
    """Run the check and return its exit code."""
    started = time.perf_counter()
    ending: Ending = "complete"
    reasons: tuple[str, ...] = ()
    try:
        reasons = webhook_run.execute()
    except TargetIsGone as error:
        ending, reasons = "unreachable", (credentials.hide(str(error)),)
    except KeyboardInterrupt:
        ending = "interrupted"
    finally:
        webhook_run.sender.close()
    if not options.is_quiet:
        for line in _summary(webhook_run):
            _say(line)
    seconds = time.perf_counter() - started
    return finish_run(webhook_run.run, options, ending=ending, seconds=seconds, reasons=reasons)


def _summary(webhook_run: WebhookRun) -> Iterator[str]:
    """The lines about calls, latency and rules that were not checked."""
    calls, latency = webhook_run.run.exchanges, webhook_run.latency
    yield f"Calls: {calls:,}." + (f" Latency of sequential calls: {latency}." if latency else "")
    yield from webhook_run.remarks
    roles = webhook_run.subject.roles.values()
    if latency and PERSONA not in roles:
        yield "Not checked: the stricter rules for personas, because no `--persona-id` was given."


def _say(line: str) -> None:
    click.echo(line, err=True)
