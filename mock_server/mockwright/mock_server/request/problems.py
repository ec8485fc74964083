"""Problems: why a request is refused. `answer/error_formats.py` writes them for clients."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from werkzeug.http import HTTP_STATUS_CODES

from mockwright.mock_server.state.protocol import StateUnavailable
from mockwright.openapi.violations import Violation

MAX_ERRORS = 100

MISSING_CREDENTIALS = "missing-credentials"
WRONG_CREDENTIALS = "wrong-credentials"
UNKNOWN_PATH = "unknown-path"
UNKNOWN_METHOD = "unknown-method"
NOT_FOUND = "not-found"
INVALID_REQUEST = "invalid-request"
UNSUPPORTED_MEDIA_TYPE = "unsupported-media-type"
NOT_ACCEPTABLE = "not-acceptable"
TOO_LARGE = "too-large"
URL_TOO_LONG = "url-too-long"
WRONG_HOST = "wrong-host"
CROSS_SITE = "cross-site"
OWN_ANSWER_BROKEN = "own-answer-broken"
INTERNAL_ERROR = "internal-error"
STATE_FULL = "state-full"
TOO_MANY = "too-many-requests"
STATE_UNAVAILABLE = "state-unavailable"
NOT_SERVED = "not-served"
ASKED_FAILURE = "asked-failure"


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """Why a request is refused: status, a stable code, a sentence, and every violation."""

    status: int
    code: str
    detail: str
    violations: tuple[Violation, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    nearest: str | None = None


class RequestRefused(Exception):
    """Ends the path of a request with a problem instead of an answer."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem


# RFC 9110 renamed some statuses, for which Werkzeug's table has the older names.
_RENAMED = {413: "Content Too Large", 422: "Unprocessable Content"}


def reason_phrase(status: int) -> str:
    """The phrase of a status from Werkzeug's table; CPython's changes between versions."""
    return _RENAMED.get(status) or HTTP_STATUS_CODES.get(status, "Unknown")


@cache
def status_line(status: int) -> str:
    """`404 Not Found`."""
    return f"{status} {reason_phrase(status)}"


def refuse_invalid(violations: tuple[Violation, ...], status: int = 400) -> RequestRefused:
    """The refusal of a request that violates the contract."""
    count = len(violations)
    first = violations[0]
    more = f" {count - 1} more {'violation' if count == 2 else 'violations'} in `errors`."  # noqa: PLR2004 -- one more than the first
    detail = f"{_where(first)}: {first.detail}{more if count > 1 else ''}"
    return RequestRefused(
        Problem(status=status, code=INVALID_REQUEST, detail=detail, violations=violations)
    )


def refuse_state(error: StateUnavailable) -> RequestRefused:
    """The refusal of a request whose changes cannot be stored."""
    status, code = (507, STATE_FULL) if error.is_full else (503, STATE_UNAVAILABLE)
    return RequestRefused(Problem(status=status, code=code, detail=str(error)))


def _where(violation: Violation) -> str:
    if violation.parameter is not None:
        return f"The {violation.location} parameter `{violation.parameter}`"
    return f"The body at `{violation.pointer}`"


def render_violation(violation: Violation) -> dict[str, str]:
    """One violation as a member of `errors`."""
    member = {
        "pointer": violation.pointer,
        "keyword": violation.keyword,
        "detail": violation.detail,
        "rule": violation.rule,
    }
    if violation.parameter is not None:
        member["parameter"] = f"{violation.location}:{violation.parameter}"
    if violation.assumption:
        member["assumed"] = violation.assumption
    return member


def show_violation(violation: Violation) -> dict[str, str]:
    """One violation as in the journal: with everything known about it."""
    return {
        "where": violation.where,
        "expected": violation.expected,
        "received": violation.received,
        "hint": violation.hint,
        **render_violation(violation),
    }
