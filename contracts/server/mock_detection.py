"""Mock detection: whether a server is Understudy's own mock, which says so itself."""

from __future__ import annotations

from contracts.sending.sender import Sender
from openapi.json_text import JsonIsBroken, parse_json

_PATH = "/_mock/ready"
_NAME = "understudy"


def is_mock(sender: Sender) -> bool:
    """Whether the server that the sender sends to is the mock."""
    exchange = sender.send("GET", _PATH)
    try:
        told = parse_json(exchange.response.body).value if exchange.response else None
    except JsonIsBroken:
        return False
    return isinstance(told, dict) and told.get("name") == _NAME
