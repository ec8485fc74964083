"""Client checks that use the mock's own verdict on each request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from mockwright.contracts.client.document_checks import (
    DEPRECATED,
    UNDOCUMENTED_FIELD,
    UNDOCUMENTED_PARAMETER,
)
from mockwright.contracts.client.facts import FAULT, PROBLEM, REFUSED, VIOLATIONS
from mockwright.contracts.client.notice_checks import NOTICE_CHECKS
from mockwright.contracts.engine.exchanges import to_request
from mockwright.contracts.engine.findings import Check, Finding, Trial, Wrong
from mockwright.openapi.wording import shorten

_MALFORMED = frozenset({400, 406, 411, 413, 415, 417, 422, 431})
_MISDIRECTED = 421
_FIRST_FAILURE, _FIRST_OF_SERVER = 400, 500
# These statuses invite the client to retry.
_TEMPORARY = frozenset({408, 425, 429})


def _find_violations(trial: Trial) -> Iterator[Finding]:
    for violation in trial.facts.get(VIOLATIONS, ()):
        wrong = Wrong(
            where=violation["where"],
            expected=violation["expected"],
            received=violation["received"],
            hint=violation["hint"],
        )
        found = REQUEST_VIOLATION.find(trial, wrong)
        yield replace(found, rule=violation["rule"], assumption=violation.get("assumed"))


def _find_refusal(trial: Trial) -> Iterator[Finding]:
    """A refusal without violations, such as one of invalid JSON or an oversized body."""
    is_explained = bool(trial.facts.get(VIOLATIONS))
    if _is_refused(trial) and not is_explained and trial.last.status in _MALFORMED:
        received = f"a request refused with {trial.last.status}"
        wrong = Wrong("request", "a readable request", received, trial.facts[PROBLEM])
        yield REQUEST_REFUSED.find(trial, wrong)


def _is_refused(trial: Trial) -> bool:
    """Whether the request matches an operation and the mock refused it, without a fault."""
    is_meant = trial.operation is not None and not trial.facts.get(FAULT)
    return is_meant and bool(trial.facts.get(PROBLEM))


def _find_unexpected(trial: Trial) -> Iterator[Finding]:
    if trial.operation is None and trial.last.status != _MISDIRECTED:
        sent = trial.last.request
        label = shorten(f"{sent.method} {urlsplit(sent.url).path}")
        hint = trial.facts.get(PROBLEM) or ""
        wrong = Wrong(f"request {label}", "a documented operation", f"`{label}`", hint)
        yield UNEXPECTED_CALL.find(trial, wrong)


def _find_refused_credentials(trial: Trial) -> Iterator[Finding]:
    if _is_refused(trial) and trial.last.status in REFUSED:
        received = f"a refusal with {trial.last.status}"
        wrong = Wrong("request credentials", "credentials", received, trial.facts[PROBLEM])
        yield CREDENTIALS_REFUSED.find(trial, wrong)


def _find_wrong_host(trial: Trial) -> Iterator[Finding]:
    if trial.last.status == _MISDIRECTED:
        host = to_request(trial.last).headers.get("host", "")
        hint = "Send requests to the mock's URL, and let the HTTP library set `Host`."
        wrong = Wrong("request header Host", "the mock's own host", f"`{host}`", hint)
        yield WRONG_HOST.find(trial, wrong)


def _find_outside_call(trial: Trial) -> Iterator[Finding]:
    """A call that the blocking proxy rejected; its trial has one exchange and no operation."""
    host = urlsplit(trial.last.request.url).netloc
    hint = "Make the client's base URL a setting, and read it from the environment."
    wrong = Wrong(f"request to {host}", "a call to the mock", f"a call to `{host}`", hint)
    yield OUTSIDE_CALL.find(trial, wrong)


def _find_repetition(trial: Trial) -> Iterator[Finding]:
    """An identical request right after a permanent refusal that no fault caused."""
    if len(trial.exchanges) > 1 and not trial.facts.get(FAULT):
        first = trial.exchanges[0]
        is_refused = _FIRST_FAILURE <= first.status < _FIRST_OF_SERVER
        if is_refused and first.status not in _TEMPORARY and first.request == trial.last.request:
            received = f"the same request that was refused with {first.status}"
            hint = "Do not retry a request that will be refused again."
            wrong = Wrong("request", "a different request", received, hint)
            yield REPEATED_REQUEST.find(trial, wrong, "warning")


def _find_mock_failure(trial: Trial) -> Iterator[Finding]:
    is_injected = bool(trial.facts.get(FAULT))
    if trial.facts.get(PROBLEM) and trial.last.status >= _FIRST_OF_SERVER and not is_injected:
        received = f"status {trial.last.status}"
        wrong = Wrong(
            "response", "a response without a server error", received, trial.facts[PROBLEM]
        )
        yield MOCK_FAILURE.find(trial, wrong)


REQUEST_VIOLATION = Check(
    id="request-violation",
    title="The request violates the contract",
    advice="Send what the document requires; the real API may refuse or misinterpret this.",
    judge=_find_violations,
)
REQUEST_REFUSED = Check(
    id="request-refused",
    title="The request cannot be read",
    advice="Send JSON in UTF-8 with its content type, within the documented limits.",
    judge=_find_refusal,
)
UNEXPECTED_CALL = Check(
    id="unexpected-call",
    title="No documented operation has this method and path",
    advice="Compare path and method with the document, or serve the document that defines them.",
    judge=_find_unexpected,
)
CREDENTIALS_REFUSED = Check(
    id="credentials-refused",
    title="The credentials are missing or refused",
    advice="Send the credentials in the location and form that the document describes.",
    judge=_find_refused_credentials,
)
WRONG_HOST = Check(
    id="wrong-host",
    title="The `Host` header names another server",
    advice="Let the HTTP library set `Host`.",
    judge=_find_wrong_host,
)
OUTSIDE_CALL = Check(
    id="outside-call",
    title="A call bypassed the mock",
    advice="Send every call of the client under test to the URL in the environment.",
    judge=_find_outside_call,
)
REPEATED_REQUEST = Check(
    id="repeated-request",
    title="A refused request is retried unchanged",
    advice="Handle the refusal: retry only what can succeed later.",
    judge=_find_repetition,
)
MOCK_FAILURE = Check(
    id="mock-failure",
    title="The mock failed",
    advice="The cause is the mock or its document, not the client.",
    judge=_find_mock_failure,
)
# `REPEATED_REQUEST` needs two consecutive exchanges, and `OUTSIDE_CALL` a blocked call.
CHECKS_OF_REQUESTS = (
    REQUEST_VIOLATION,
    REQUEST_REFUSED,
    UNEXPECTED_CALL,
    CREDENTIALS_REFUSED,
    WRONG_HOST,
    UNDOCUMENTED_FIELD,
    UNDOCUMENTED_PARAMETER,
    DEPRECATED,
    *NOTICE_CHECKS,
    MOCK_FAILURE,
)
CHECKS = (*CHECKS_OF_REQUESTS, REPEATED_REQUEST, OUTSIDE_CALL)
