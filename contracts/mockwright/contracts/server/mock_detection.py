"""Detects Mockwright's own mock, which identifies itself."""

from __future__ import annotations

from collections.abc import Iterable

from mockwright.contracts.engine.exchanges import Exchange
from mockwright.contracts.sending.sender import Sender
from mockwright.openapi.json_text import JsonIsBroken, parse_json

_PATH = "/_mock/ready"
_NAME = "mockwright"


def is_mock(sender: Sender, below: Iterable[str] = ("",)) -> bool:
    """Whether the sender's server identifies itself as the mock below one of these paths.

    Stops at the first missing answer, because each may take the whole time limit.
    """
    for path in below:
        exchange = sender.send("GET", f"{path}{_PATH}")
        if exchange.response is None or _has_name(exchange):
            return exchange.response is not None
    return False


def _has_name(exchange: Exchange) -> bool:
    try:
        told = parse_json(exchange.response.body).value if exchange.response else None
    except JsonIsBroken:
        return False
    return isinstance(told, dict) and told.get("name") == _NAME
