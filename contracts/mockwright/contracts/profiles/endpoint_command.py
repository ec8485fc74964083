"""`mockwright profile`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from mockwright.contracts.reports.sanitized import escape_unprintable
from mockwright.mock_server.configuration import ConfiguredCommand
from mockwright.mock_server.exit_codes import CONTRACT_BROKEN, OK, UNAVAILABLE
from mockwright.mock_server.vendors.dumgum.profile_endpoint.opening import open_profile_endpoint
from mockwright.mock_server.vendors.dumgum.profile_endpoint.options import (
    list_endpoint_options,
    make_target,
)

if TYPE_CHECKING:
    from mockwright.mock_server.vendors.dumgum.profile_endpoint.fetching import Fetch
    from mockwright.mock_server.vendors.dumgum.profile_endpoint.target import Target

_CODES = {
    "ok": OK,
    "contract-broken": CONTRACT_BROKEN,
    "unreachable": UNAVAILABLE,
    "timeout": UNAVAILABLE,
}


@click.group()
def profile() -> None:
    """Call your own profile endpoint as DumGum does, and validate its answers."""


@profile.command(cls=ConfiguredCommand, params=[*list_endpoint_options(is_required=True)])
@click.argument("profile_id", metavar="ID")
@click.option(
    "--role",
    type=click.Choice(["user", "persona"]),
    default=None,
    help="Role of the person; a persona must be an adult.",
)
@click.option("--json", "is_json", is_flag=True, help="Print the verdict as one JSON object.")
def fetch(profile_id: str, role: str | None, *, is_json: bool, **options: Any) -> int:
    """Fetch one profile from your endpoint and report what is wrong with the answer.

    \b
    Examples:
      mockwright profile fetch user-1 --profile-endpoint http://127.0.0.1:9000/profile
      mockwright profile fetch marie --role persona --profile-endpoint https://api.example.org/p
      MOCKWRIGHT_PROFILE_ENDPOINT_KEY=… mockwright profile fetch user-1 --json \\
        --profile-endpoint https://localhost:9443/profile --ca ca.pem

    Exit codes: 0 ok, 1 contract broken, 2 usage, 4 unreachable, too slow, or not trusted.
    """  # noqa: D301 -- \b keeps click from joining lines
    target = make_target(**options)
    fetched = open_profile_endpoint(target).fetch(profile_id, role)
    if is_json:
        click.echo(json.dumps(fetched.to_json()))
    else:
        for line in _lines(fetched, target):
            click.echo(escape_unprintable(line))
    return _CODES[fetched.result]


def _lines(fetched: Fetch, target: Target) -> Iterator[str]:
    yield f"GET {target.shown} for `{fetched.profile_id}`"
    response = fetched.response
    took = f"{fetched.seconds * 1000:,.0f} ms"
    if response is None:
        yield f"  no answer, {took}"
    else:
        kind = response.media_type or "no Content-Type"
        yield f"  {response.status} {kind}, {len(response.body):,} bytes, {took}"
    yield f"{fetched.result}: {fetched.verdict}"
    if len(fetched.violations) > 1:
        for violation in fetched.violations:
            yield f"  violation: {violation.where}: {violation.detail}"
    for notice in fetched.notices:
        yield f"  warning: {notice.line}"
