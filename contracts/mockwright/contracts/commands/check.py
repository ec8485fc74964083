"""`mockwright check`."""

from __future__ import annotations

import click

from mockwright.contracts.commands.lazy_commands import LateCommand, LateGroup

CHECKS: dict[str, LateCommand] = {
    "server": LateCommand(
        module="mockwright.contracts.server.command",
        attribute="server",
        help="Check whether a server keeps its OpenAPI document.",
    ),
    "webhook": LateCommand(
        module="mockwright.contracts.webhook.command",
        attribute="webhook",
        help="Check whether your profile endpoint answers as DumGum expects.",
    ),
    "client": LateCommand(
        module="mockwright.contracts.client.command",
        attribute="client",
        help="Run a client's own tests beside a mock, and judge every request that they send.",
    ),
}


@click.group(cls=LateGroup, table=CHECKS)
def check() -> None:
    """Check servers, webhooks and clients against the documents."""


check.epilog = (
    "Exit codes: 0 the contract is kept, 1 it is broken, 2 usage, 3 broken document or baseline, "
    "4 the target cannot be reached or a report cannot be written, 5 a bug of ours, 130 Ctrl-C."
)
