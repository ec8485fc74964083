"""Minimal exchanges and findings for tests."""

from __future__ import annotations

from typing import Any

from mockwright.contracts.engine.exchanges import Exchange, SentRequest
from mockwright.contracts.engine.findings import Check, Finding, Trial, Wrong
from mockwright.openapi.exchange import Response

URL = "http://127.0.0.1:9/pets?x=1"


def exchange(body: bytes = b"", status: int = 200, **members: Any) -> Exchange:
    """A POST and its answer with a status."""
    headers = (("Authorization", "Bearer sk-proj-1234"),)
    return Exchange(
        request=SentRequest("POST", members.pop("url", URL), headers, body),
        response=Response(status, (("Content-Type", "text/plain"),), body),
        **members,
    )


def finding(where: str = "response #/a", **members: Any) -> Finding:
    """A finding at a place."""
    wrong = Wrong(where=where, expected="this", received="that")
    return CHECK.find(Trial(None, (exchange(),)), wrong, **members)


CHECK = Check(id="odd", title="It is odd", advice="Fix it.", judge=lambda _: ())
