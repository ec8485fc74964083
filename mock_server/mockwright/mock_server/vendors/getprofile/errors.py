"""GetProfile's error format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockwright.mock_server.answer.error_formats import ProblemBody, list_errors
from mockwright.mock_server.request.problems import (
    CROSS_SITE,
    INTERNAL_ERROR,
    MISSING_CREDENTIALS,
    NOT_FOUND,
    OWN_ANSWER_BROKEN,
    TOO_MANY,
    UNKNOWN_PATH,
    WRONG_CREDENTIALS,
    Problem,
)
from mockwright.openapi.exchange import Request
from mockwright.openapi.media_types import JSON

# By the code of a problem: type, code and message, if the vendor has its own.
_ERRORS: Mapping[str, tuple[str, str | None, str | None]] = {
    MISSING_CREDENTIALS: (
        "authentication_error",
        "missing_api_key",
        "Missing or invalid Authorization header",
    ),
    WRONG_CREDENTIALS: ("authentication_error", "invalid_api_key", "Invalid API key"),
    UNKNOWN_PATH: ("not_found_error", "not_found", None),
    NOT_FOUND: ("not_found_error", "profile_not_found", "Profile not found"),
    CROSS_SITE: ("permission_denied_error", None, None),
    TOO_MANY: ("rate_limit_error", "rate_limit_exceeded", "Too many requests"),
    OWN_ANSWER_BROKEN: ("internal_error", None, None),
    INTERNAL_ERROR: ("internal_error", None, None),
}


def write_error(problem: Problem, _request: Request, _key: bytes) -> ProblemBody:
    """Write a problem in GetProfile's error format."""
    kind, code, message = _ERRORS.get(problem.code, ("invalid_request_error", None, None))
    error: dict[str, Any] = {
        "message": message or problem.detail,
        "type": kind,
        "code": code or problem.code.replace("-", "_"),
    }
    if problem.violations:
        error["details"] = {"errors": list_errors(problem)}
    return ProblemBody(media_type=JSON, value={"error": error})
