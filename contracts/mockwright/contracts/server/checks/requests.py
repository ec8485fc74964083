"""Checks that valid requests are accepted and invalid ones refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from mockwright.contracts.engine.findings import Check, Finding, Severity, Trial, Wrong
from mockwright.contracts.engine.second_opinion import HINT, is_disputed
from mockwright.contracts.server.checks.answers import (
    INVALID,
    UNCLEAR,
    VALID,
    is_only_failure,
    show_status,
)
from mockwright.contracts.server.verdicts import is_success
from mockwright.openapi.exchange import Response
from mockwright.openapi.json_text import JsonIsBroken, parse_json
from mockwright.openapi.media_types import find_documented, is_json, normalize
from mockwright.openapi.wording import shorten

__all__ = ["INVALID", "REQUEST_CHECKS", "UNCLEAR", "VALID"]

# Statuses that blame the request, which a valid request must not get. Others (404, 409, 412 …)
# may be caused by the server's state.
_BLAMING = frozenset({400, 405, 406, 411, 415, 422, 501})
_EXPLAINED = frozenset({400, 422})
# In JSON Schema, `format` may be an annotation only.
_REMARKS = frozenset({"format"})
_BODY_EXCERPT = 200


def _judge_refusal(trial: Trial) -> Iterator[Finding]:
    exchange = trial.last
    is_valid = trial.facts.get("request") == VALID
    if not is_valid or exchange.response is None or exchange.status not in _BLAMING:
        return
    if is_only_failure(trial):
        return
    wrong = Wrong(
        where=str(trial.facts.get("varied", "request")),
        expected="success: the request is valid",
        received=f"{show_status(exchange.status)} ({_excerpt(exchange.response)})",
    )
    yield VALID_REQUEST_REFUSED.find(trial, wrong)


def _excerpt(response: Response) -> str:
    text = response.body[:_BODY_EXCERPT].decode("utf-8", "replace")
    return f"body: {shorten(' '.join(text.split()))}" if text else "no body"


def _judge_acceptance(trial: Trial) -> Iterator[Finding]:
    broken = _first_violation(trial)
    if broken is None or not is_success(trial.last.status):
        return
    wrong = Wrong(
        where=broken["where"],
        expected=f"a refusal (4xx), because the contract requires {broken['expected']}",
        received=f"{show_status(trial.last.status)} for {broken['received']}",
    )
    is_doubtful = _is_disputed(trial)
    is_remark = is_doubtful or broken["keyword"] in _REMARKS or _is_multipart(trial)
    severity: Severity = "warning" if is_remark else "failure"
    wrong = wrong._replace(hint=HINT) if is_doubtful else wrong
    found = INVALID_REQUEST_ACCEPTED.find(trial, wrong, severity)
    yield replace(found, rule=broken["rule"], assumption=broken["assumption"])


def _is_disputed(trial: Trial) -> bool:
    """Whether the reference implementation accepts the body of the request."""
    violations: list[dict[str, Any]] = trial.facts.get("violations") or []
    request, operation = trial.last.request, trial.operation
    is_body = all(str(violation["where"]).startswith("body") for violation in violations)
    if not is_body or operation is None or operation.body is None:
        return False
    types = [value for name, value in request.headers if name.lower() == "content-type"]
    found = find_documented(operation.body.media_types, types[0]) if types else None
    if found is None or found.schema is None or not is_json(normalize(types[0])):
        return False
    try:
        value = parse_json(request.body).value
    except JsonIsBroken:
        return False
    keywords = {str(violation["keyword"]) for violation in violations}
    return keywords != {"discriminator"} and is_disputed(found.schema, value, keywords)


def _is_multipart(trial: Trial) -> bool:
    """Whether the body has parts: servers read them as texts and files, and few validate them."""
    headers = trial.last.request.headers
    types = [value for name, value in headers if name.lower() == "content-type"]
    return any(value.lower().startswith("multipart/") for value in types)


def _first_violation(trial: Trial) -> dict[str, Any] | None:
    """The violation of the request; preferably one that every server must detect."""
    violations: list[dict[str, Any]] = trial.facts.get("violations") or []
    if trial.facts.get("request") != INVALID:
        return None
    certain = (found for found in violations if found["keyword"] not in _REMARKS)
    return next(certain, violations[0] if violations else None)


def _judge_explanation(trial: Trial) -> Iterator[Finding]:
    """Judge whether the refusal of a request with one fault names the fault."""
    violations: list[dict[str, Any]] = trial.facts.get("violations") or []
    response = trial.last.response
    if response is None or response.status not in _EXPLAINED or len(violations) != 1:
        return
    name = violations[0]["name"]
    if not name or trial.last.request.method == "HEAD" or _mentions(response.body, name):
        return
    received = f"{show_status(response.status)} ({_excerpt(response)})"
    wrong = Wrong("response #", f"a reason that names `{shorten(name)}`", received)
    yield ERROR_UNEXPLAINED.find(trial, wrong, "warning")


def _mentions(body: bytes, name: str) -> bool:
    text = body.decode("utf-8", "replace")
    return name in text or json.dumps(name)[1:-1] in text


VALID_REQUEST_REFUSED = Check(
    id="valid-request-refused",
    title="A valid request is refused",
    advice="Accept what the document allows, or document the limit.",
    judge=_judge_refusal,
)
INVALID_REQUEST_ACCEPTED = Check(
    id="invalid-request-accepted",
    title="An invalid request is accepted",
    advice="Refuse invalid requests with a documented 4xx, or relax the document.",
    judge=_judge_acceptance,
)
ERROR_UNEXPLAINED = Check(
    id="error-unexplained",
    title="The refusal does not say what was wrong",
    advice="Name the field or parameter in the body of the error.",
    judge=_judge_explanation,
)

REQUEST_CHECKS = (VALID_REQUEST_REFUSED, INVALID_REQUEST_ACCEPTED, ERROR_UNEXPLAINED)
