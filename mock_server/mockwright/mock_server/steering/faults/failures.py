"""Failures: the requested status, as the problem that a server would answer with."""

from __future__ import annotations

from collections.abc import Mapping

from mockwright.mock_server.answer.responder import Responder
from mockwright.mock_server.request.authentication import challenges_of
from mockwright.mock_server.request.calls import Call
from mockwright.mock_server.request.problems import (
    ASKED_FAILURE,
    INTERNAL_ERROR,
    INVALID_REQUEST,
    MISSING_CREDENTIALS,
    NOT_FOUND,
    TOO_MANY,
    Problem,
)
from mockwright.mock_server.steering.faults.kinds import Fault

RETRY_SECONDS = 1

_CODES: Mapping[int, str] = {
    400: INVALID_REQUEST,
    401: MISSING_CREDENTIALS,
    404: NOT_FOUND,
    429: TOO_MANY,
}
_FIRST_OF_SERVER = 500
_BUSY = frozenset({429, 503})
_UNAUTHORIZED = 401


def make_failure(fault: Fault, status: int, responder: Responder, call: Call) -> Problem:
    """The problem of a call that must fail with this status, with every documented header."""
    operation = responder.operation
    response = operation.response_for(status)
    headers = responder.headers(response.key, call) if response else ()
    own = dict(challenges_of(operation)) if status == _UNAUTHORIZED else {}
    if status in _BUSY:
        own["Retry-After"] = str(RETRY_SECONDS)  # short, so that tests do not wait long
    taken = {name.lower() for name in own}
    others = [(name, text) for name, text in headers if name.lower() not in taken]
    usual = INTERNAL_ERROR if status >= _FIRST_OF_SERVER else ASKED_FAILURE
    return Problem(
        status=status,
        code=_CODES.get(status, usual),
        detail=f"This failure was requested: `{fault}`. Nothing else was done.",
        headers=(*others, *own.items()),
    )
