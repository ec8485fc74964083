"""Error formats: how a problem is written. RFC 9457 here; vendors define their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mockwright.mock_server.request.problems import (
    MAX_ERRORS,
    Problem,
    reason_phrase,
    render_violation,
)
from mockwright.openapi.exchange import Request

PROBLEM_JSON = "application/problem+json"
PROBLEM_DETAILS = "problem-details"


@dataclass(frozen=True, kw_only=True, slots=True)
class ProblemBody:
    """A problem in an API's format."""

    media_type: str
    value: dict[str, Any] = field(default_factory=dict)


# From a problem, the refused request, and a key that seeds everything generated for it.
ErrorFormat = Callable[[Problem, Request, bytes], ProblemBody]


def write_details(problem: Problem, _request: Request, _key: bytes) -> ProblemBody:
    """Problem details (RFC 9457), with every violation in `errors`."""
    value: dict[str, Any] = {
        "type": "about:blank",
        "title": reason_phrase(problem.status),
        "status": problem.status,
        "detail": problem.detail,
    }
    if problem.violations:
        value["errors"] = list_errors(problem)
    if problem.nearest:
        value["nearest"] = [problem.nearest]
    return ProblemBody(media_type=PROBLEM_JSON, value=value)


def list_errors(problem: Problem) -> list[dict[str, str]]:
    """The first `MAX_ERRORS` violations of a problem, as JSON."""
    return [render_violation(violation) for violation in problem.violations[:MAX_ERRORS]]


GENERIC: Mapping[str, ErrorFormat] = {PROBLEM_DETAILS: write_details}
