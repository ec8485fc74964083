"""Journal entries for tests, without requests."""

from __future__ import annotations

from typing import Any

from msgspec import structs

from mockwright.mock_server.journal.entries import Entry, Exchange, Journal
from mockwright.openapi.exchange import Request, Response


def record(journal: Journal, **changes: Any) -> Entry:
    """Record an ordinary exchange with changes."""
    request = Request(method="GET", path="/things", headers={"host": "localhost"})
    response = Response(status=200, headers=(("Content-Type", "text/plain"),), body=b"ok")
    exchange = Exchange(request=request, response=response, operation="list_things", seconds=0.0015)
    return journal.record(structs.replace(exchange, **changes))


def with_body(body: bytes) -> Request:
    """An ordinary request with a body."""
    return Request(method="POST", path="/things", headers={"host": "localhost"}, body=body)


def still() -> float:
    """A constant clock, in the last second of 2025."""
    return 1767225599.25
