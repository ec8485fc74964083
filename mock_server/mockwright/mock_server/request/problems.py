"""Problems: why a request is refused, and how each vendor writes that down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from werkzeug.http import HTTP_STATUS_CODES

from mockwright.mock_server.seeding import Draws
from mockwright.mock_server.state.protocol import StateUnavailable
from mockwright.mock_server.values.strings import fake_uuid
from mockwright.openapi.exchange import Request
from mockwright.openapi.media_types import JSON
from mockwright.openapi.violations import Violation

PROBLEM_JSON = "application/problem+json"
MAX_ERRORS = 100

MISSING_CREDENTIALS = "missing-credentials"
WRONG_CREDENTIALS = "wrong-credentials"
UNKNOWN_PATH = "unknown-path"
UNKNOWN_METHOD = "unknown-method"
UNKNOWN_PROFILE = "unknown-profile"
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


@dataclass(frozen=True, kw_only=True, slots=True)
class ProblemBody:
    """A problem as a vendor writes it."""

    media_type: str
    value: dict[str, Any] = field(default_factory=dict)


# RFC 9110 has renamed what Werkzeug's table still calls by older names.
_RENAMED = {413: "Content Too Large", 422: "Unprocessable Content"}


def reason_phrase(status: int) -> str:
    """The phrase of a status from Werkzeug's table; CPython's changes between versions."""
    return _RENAMED.get(status) or HTTP_STATUS_CODES.get(status, "Unknown")


@cache
def status_line(status: int) -> str:
    """`404 Not Found`."""
    return f"{status} {reason_phrase(status)}"


def refuse_invalid(violations: tuple[Violation, ...], status: int = 400) -> RequestRefused:
    """The refusal of a request that breaks the contract."""
    count = len(violations)
    first = violations[0]
    more = f" {count - 1} more {'violation' if count == 2 else 'violations'} in `errors`."  # noqa: PLR2004 -- one more than the first
    detail = f"{_where(first)}: {first.detail}{more if count > 1 else ''}"
    return RequestRefused(
        Problem(status=status, code=INVALID_REQUEST, detail=detail, violations=violations)
    )


def refuse_state(error: StateUnavailable) -> RequestRefused:
    """The refusal of a request for which nothing can be kept."""
    status, code = (507, STATE_FULL) if error.is_full else (503, STATE_UNAVAILABLE)
    return RequestRefused(Problem(status=status, code=code, detail=str(error)))


def _where(violation: Violation) -> str:
    if violation.parameter is not None:
        return f"The {violation.location} parameter `{violation.parameter}`"
    return f"The body at `{violation.pointer}`"


def render_problem(
    problem: Problem, error_format: str, request: Request, key: bytes
) -> ProblemBody:
    """A problem in the shape that a vendor's clients expect."""
    return _RENDERERS[error_format](problem, request, key)


def _render_details(problem: Problem, _request: Request, _key: bytes) -> ProblemBody:
    value: dict[str, Any] = {
        "type": "about:blank",
        "title": reason_phrase(problem.status),
        "status": problem.status,
        "detail": problem.detail,
    }
    if problem.violations:
        value["errors"] = [render_violation(v) for v in problem.violations[:MAX_ERRORS]]
    if problem.nearest:
        value["nearest"] = [problem.nearest]
    return ProblemBody(media_type=PROBLEM_JSON, value=value)


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
    """One violation as the journal has it: with all that is known of it."""
    return {
        "where": violation.where,
        "expected": violation.expected,
        "received": violation.received,
        "hint": violation.hint,
        **render_violation(violation),
    }


def _render_cognigy(problem: Problem, request: Request, key: bytes) -> ProblemBody:
    phrase = reason_phrase(problem.status)
    value = {
        "type": phrase,
        "title": f"{phrase} Error",
        "status": problem.status,
        "detail": problem.detail,
        "instance": request.path,
        "traceId": f"api--{fake_uuid(Draws(key))}",
        "details": {},
    }
    if problem.code == INVALID_REQUEST:
        value["code"] = _COGNIGY_INVALID
    if problem.violations:
        errors = [render_violation(v) for v in problem.violations[:MAX_ERRORS]]
        value["details"] = {"errors": errors}
    return ProblemBody(media_type=JSON, value=value)


# The one code that Cognigy shows, for a request that fails validation.
_COGNIGY_INVALID = 1000


def _render_getprofile(problem: Problem, _request: Request, _key: bytes) -> ProblemBody:
    kind, code, message = _GETPROFILE.get(problem.code, ("invalid_request_error", None, None))
    error: dict[str, Any] = {
        "message": message or problem.detail,
        "type": kind,
        "code": code or problem.code.replace("-", "_"),
    }
    if problem.violations:
        errors = [render_violation(v) for v in problem.violations[:MAX_ERRORS]]
        error["details"] = {"errors": errors}
    return ProblemBody(media_type=JSON, value={"error": error})


_GETPROFILE: Mapping[str, tuple[str, str | None, str | None]] = {
    MISSING_CREDENTIALS: (
        "authentication_error",
        "missing_api_key",
        "Missing or invalid Authorization header",
    ),
    WRONG_CREDENTIALS: ("authentication_error", "invalid_api_key", "Invalid API key"),
    UNKNOWN_PATH: ("not_found_error", "not_found", None),
    UNKNOWN_PROFILE: ("not_found_error", "profile_not_found", "Profile not found"),
    CROSS_SITE: ("permission_denied_error", None, None),
    TOO_MANY: ("rate_limit_error", "rate_limit_exceeded", "Too many requests"),
    OWN_ANSWER_BROKEN: ("internal_error", None, None),
    INTERNAL_ERROR: ("internal_error", None, None),
}

_RENDERERS: Mapping[str, Callable[[Problem, Request, bytes], ProblemBody]] = {
    "problem-details": _render_details,
    "cognigy": _render_cognigy,
    "getprofile": _render_getprofile,
}

ERROR_FORMATS = frozenset(_RENDERERS)
