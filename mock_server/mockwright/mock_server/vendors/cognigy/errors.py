"""Cognigy's error format."""

from __future__ import annotations

from mockwright.mock_server.answer.error_formats import ProblemBody, list_errors
from mockwright.mock_server.request.problems import INVALID_REQUEST, Problem, reason_phrase
from mockwright.mock_server.seeding import RandomStream
from mockwright.mock_server.values.strings import fake_uuid
from mockwright.openapi.exchange import Request
from mockwright.openapi.media_types import JSON

# The only documented code, for a request that fails validation.
_COGNIGY_INVALID = 1000


def write_error(problem: Problem, request: Request, key: bytes) -> ProblemBody:
    """Write a problem in Cognigy's error format."""
    phrase = reason_phrase(problem.status)
    value = {
        "type": phrase,
        "title": f"{phrase} Error",
        "status": problem.status,
        "detail": problem.detail,
        "instance": request.path,
        "traceId": f"api--{fake_uuid(RandomStream(key))}",
        "details": {},
    }
    if problem.code == INVALID_REQUEST:
        value["code"] = _COGNIGY_INVALID
    if problem.violations:
        value["details"] = {"errors": list_errors(problem)}
    return ProblemBody(media_type=JSON, value=value)
