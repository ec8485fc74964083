"""Finds checks by command and id."""

from __future__ import annotations

from typing import NamedTuple

from mockwright.contracts.client.checks import CHECKS as CLIENT_CHECKS
from mockwright.contracts.engine.findings import Check
from mockwright.contracts.server.checks.registry import SERVER_CHECKS
from mockwright.contracts.webhook.checks.registry import WEBHOOK_CHECKS


class CheckSource(NamedTuple):
    """The checks of one command.

    If it `sends`, a replay repeats the requests of a finding; otherwise it judges the stored
    exchanges, because the requests were sent by the user's client.
    """

    checks: tuple[Check, ...]
    sends: bool


SOURCES = {
    "check server": CheckSource(SERVER_CHECKS, sends=True),
    "check webhook": CheckSource(WEBHOOK_CHECKS, sends=True),
    "check client": CheckSource(CLIENT_CHECKS, sends=False),
}


def find_check(command: str, check_id: str) -> Check:
    """The check of a command by its id. Raises `LookupError`."""
    checks = {check.id: check for check in SOURCES[command].checks}
    return checks[check_id]
