"""`mockwright replay`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import click

from mockwright.contracts.commands.check_options import FINDINGS
from mockwright.contracts.commands.header_option import HeaderType
from mockwright.contracts.engine.exchanges import Exchange, Headers
from mockwright.contracts.replay.credentials import CredentialsAreMissing, find_credentials
from mockwright.contracts.replay.replaying import (
    Replayed,
    TargetIsSilent,
    base_of,
    find_operation,
    judge_again,
    send_again,
    sends,
)
from mockwright.contracts.replay.stored_findings import (
    FindingIsBroken,
    NoSuchFinding,
    StoredFinding,
    find_stored,
)
from mockwright.contracts.reports.sanitized import sanitize
from mockwright.contracts.sending.sender import DEFAULT_SECONDS, CaFileIsUnusable, Sender
from mockwright.contracts.sending.targets import UrlIsUnusable, read_target
from mockwright.contracts.server.access import Access
from mockwright.mock_server.configuration import ConfiguredCommand
from mockwright.mock_server.exit_codes import BROKEN_DOCUMENT, CONTRACT_BROKEN, OK, UNAVAILABLE
from mockwright.openapi.faults import DocumentIsBroken
from mockwright.openapi.operations import Operation


class _Order(NamedTuple):
    """The options of the command."""

    target: str
    access: Access
    secrets: dict[str, str]
    timeout: float
    ca_file: Path | None


def _read_secrets(
    context: click.Context, parameter: click.Parameter, texts: tuple[str, ...]
) -> dict[str, str]:
    """Parse `NAME=VALUE` pairs. Errors never repeat a value, because it is a credential."""
    _ = context, parameter
    pairs = [text.partition("=") for text in texts]
    if not all(sign and name for name, sign, _ in pairs):
        raise click.BadParameter("Expected `NAME=VALUE`.")
    return {name.removeprefix("$"): value for name, _, value in pairs}


@click.command(cls=ConfiguredCommand)
@click.argument("name", metavar="FINDING")
@click.option(
    "--target",
    default="",
    metavar="URL",
    help="Send the requests to this server instead of the finding's.",
)
@click.option(
    "--key",
    default="",
    envvar="MOCKWRIGHT_KEY",
    show_envvar=True,
    help="Value of `$KEY` in the finding's requests.",
)
@click.option(
    "--header",
    "headers",
    type=HeaderType(),
    multiple=True,
    help="Header for `$HEADER_NAME` in the finding's requests; repeatable.",
)
@click.option(
    "--secret",
    "secrets",
    multiple=True,
    callback=_read_secrets,
    metavar="NAME=VALUE",
    help="Value of `$NAME` in the finding's requests; repeatable.",
)
@click.option(
    "--findings",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=FINDINGS,
    show_default=True,
    help="Folder to search for the id.",
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
def replay(name: str, folder: Path, key: str, headers: Headers, **members: object) -> int:
    """Replay a finding: send the same requests and run the same check.

    FINDING is a finding's file, its id, or `REPORT.jsonl#ID`. Findings of `check client` are judged
    from the stored exchanges, because the client sent the requests.

    \b
    Examples:
      mockwright replay 3f2a9c51d0b7
      mockwright replay report.jsonl#3f2a9c51d0b7 --key "$KEY"
      mockwright replay 3f2a9c51d0b7 --target http://127.0.0.1:8000

    Exit codes: 0 no longer occurs, 1 still occurs, 2 usage, 3 broken finding or document,
    4 unreachable.
    """  # noqa: D301 -- \b keeps click from joining lines
    order = _Order(access=Access(key=key, headers=headers), **members)  # type: ignore[arg-type]
    try:
        stored = find_stored(name, folder)
        operation = find_operation(stored)
        replayed = _replay(stored, operation, order)
    except (NoSuchFinding, CredentialsAreMissing) as error:
        raise click.UsageError(str(error)) from None
    except FindingIsBroken as error:
        click.echo(f"Error: {error}", err=True)
        return BROKEN_DOCUMENT
    except DocumentIsBroken as error:
        for fault in error.faults:
            click.echo(f"Error: {fault}", err=True)
        return BROKEN_DOCUMENT
    except TargetIsSilent as error:
        click.echo(f"Error: {sanitize(str(error))}", err=True)
        return UNAVAILABLE
    for line in _lines(stored, replayed):
        click.echo(line)
    return CONTRACT_BROKEN if replayed.is_still_there else OK


def _replay(stored: StoredFinding, operation: Operation | None, order: _Order) -> Replayed:
    if not sends(stored):
        return judge_again(stored, operation)
    credentials = find_credentials(stored, operation, order.access, order.secrets)
    try:
        target = read_target(order.target or base_of(stored))
        target = target._replace(path=target.path.rstrip("/") if order.target else target.path)
        sender = Sender(target, seconds=order.timeout, ca_file=order.ca_file)
    except UrlIsUnusable as error:
        raise click.BadParameter(str(error), param_hint="'--target'") from None
    except CaFileIsUnusable as error:
        raise click.BadParameter(str(error), param_hint="'--ca'") from None
    with closing(sender):
        return send_again(stored, operation, sender, credentials)


def _lines(stored: StoredFinding, replayed: Replayed) -> Iterator[str]:
    label = f"{stored.operation} " if stored.operation else ""
    yield sanitize(f"{stored.id} {label}{stored.title} ({stored.check})")
    for before, now in zip(stored.exchanges, replayed.exchanges, strict=True):
        if before is not now:
            request = f"{now.request.method} {now.request.target}"
            yield sanitize(f"  {request}: {_outcome(now)}, before {_outcome(before)}")
    others = [finding for finding in replayed.found if finding.id != stored.id]
    same = next((finding for finding in replayed.found if finding.id == stored.id), None)
    for finding in others:
        yield sanitize(f"  also: {finding.where}: {finding.detail}")
    if same is not None:
        yield sanitize(f"still occurs: {same.where}: {same.detail}")
    else:
        yield sanitize(f"no longer occurs: {stored.where}")


def _outcome(exchange: Exchange) -> str:
    return str(exchange.status) if exchange.response else exchange.failure
