"""Journal entries of tests, without requests."""

from __future__ import annotations

from typing import Any

from mock_server.journal import Entry, Journal
from openapi.exchange import Response


def record(journal: Journal, **changes: Any) -> Entry:
    """Record an entry of an ordinary request, changed."""
    fields: dict[str, Any] = {
        "seconds": 0.0015,
        "method": "GET",
        "path": "/things",
        "query": "",
        "operation": "list_things",
        "request_headers": {"host": "localhost"},
        "request_body": b"",
        "response": Response(status=200, headers=(("Content-Type", "text/plain"),), body=b"ok"),
        "violations": (),
        "warnings": (),
        "problem": None,
    }
    return journal.record(**{**fields, **changes})


def still() -> float:
    """A clock that stands still, in the last second of 2025."""
    return 1767225599.25
