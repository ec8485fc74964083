"""The command group `mockwright check`."""

from __future__ import annotations

import click

from mockwright.contracts.commands.lazy_commands import LazyCommand, LazyGroup


def _import_server() -> click.Command:
    from mockwright.contracts.server.command import server  # noqa: PLC0415 -- slow: Schemathesis

    return server


def _import_webhook() -> click.Command:
    from mockwright.contracts.webhook.command import webhook  # noqa: PLC0415 -- slow: jsonschema_rs and Flask

    return webhook


def _import_client() -> click.Command:
    from mockwright.contracts.client.command import client  # noqa: PLC0415 -- slow: jsonschema_rs and Flask

    return client


CHECKS: dict[str, LazyCommand] = {
    "server": LazyCommand(
        import_command=_import_server,
        help="Check whether a server conforms to its OpenAPI document.",
    ),
    "webhook": LazyCommand(
        import_command=_import_webhook,
        help="Check whether your profile endpoint answers as DumGum expects.",
    ),
    "client": LazyCommand(
        import_command=_import_client,
        help="Run a client's own tests against a mock, and check every request they send.",
    ),
}


@click.group(cls=LazyGroup, table=CHECKS)
def check() -> None:
    """Check servers, webhooks and clients against OpenAPI documents."""


check.epilog = (
    "Exit codes: 0 passed, 1 failed, 2 usage error, 3 invalid document or baseline, "
    "4 target unreachable or report not writable, 5 internal error, 130 Ctrl-C."
)
