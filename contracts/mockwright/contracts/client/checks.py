"""Checks of a client: what it sent to the mock, judged by the documents and the mock's verdict."""

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
# To send the same request again is what these ask for.
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
    """A refusal that no rule of a schema explains: no JSON, another type, too large."""
    is_explained = bool(trial.facts.get(VIOLATIONS))
    if _is_refused(trial) and not is_explained and trial.last.status in _MALFORMED:
        received = f"one that is refused with {trial.last.status}"
        wrong = Wrong("request", "a request that can be read", received, trial.facts[PROBLEM])
        yield REQUEST_REFUSED.find(trial, wrong)


def _is_refused(trial: Trial) -> bool:
    """Whether a documented operation was meant, and the mock refused the request."""
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
        hint = "Send requests to the URL that the mock is at, and leave `Host` to the library."
        wrong = Wrong("request header Host", "the mock's own host", f"`{host}`", hint)
        yield WRONG_HOST.find(trial, wrong)


def _find_outside_call(trial: Trial) -> Iterator[Finding]:
    """A call that the trap has caught: a trial of one exchange without an operation."""
    host = urlsplit(trial.last.request.url).netloc
    hint = "Make the client's base URL a setting, and read it from the environment."
    wrong = Wrong(f"request to {host}", "a call to the mock", f"one to `{host}`", hint)
    yield OUTSIDE_CALL.find(trial, wrong)


def _find_repetition(trial: Trial) -> Iterator[Finding]:
    """The same request again, right after it was refused for what it is, and not on demand."""
    if len(trial.exchanges) > 1 and not trial.facts.get(FAULT):
        first = trial.exchanges[0]
        is_refused = _FIRST_FAILURE <= first.status < _FIRST_OF_SERVER
        if is_refused and first.status not in _TEMPORARY and first.request == trial.last.request:
            received = f"the request that was refused with {first.status}, unchanged"
            hint = "Do not retry what will be refused again."
            wrong = Wrong("request", "another request", received, hint)
            yield REPEATED_REQUEST.find(trial, wrong, "warning")


def _find_mock_failure(trial: Trial) -> Iterator[Finding]:
    is_asked = bool(trial.facts.get(FAULT))
    if trial.facts.get(PROBLEM) and trial.last.status >= _FIRST_OF_SERVER and not is_asked:
        received = f"status {trial.last.status}"
        wrong = Wrong("response", "an answer of the mock", received, trial.facts[PROBLEM])
        yield MOCK_FAILURE.find(trial, wrong)


REQUEST_VIOLATION = Check(
    id="request-violation",
    title="The request breaks the contract",
    advice="Send what the document asks for; the real API refuses this, or does something else.",
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
    advice="Compare path and method with the document, or serve the document that has them.",
    judge=_find_unexpected,
)
CREDENTIALS_REFUSED = Check(
    id="credentials-refused",
    title="The credentials are missing or refused",
    advice="Show the credentials in the place and form that the document names.",
    judge=_find_refused_credentials,
)
WRONG_HOST = Check(
    id="wrong-host",
    title="The `Host` header names another server",
    advice="Leave `Host` to the HTTP library.",
    judge=_find_wrong_host,
)
OUTSIDE_CALL = Check(
    id="outside-call",
    title="A call went past the mock",
    advice="Let every call of the client under test go to the URL in the environment.",
    judge=_find_outside_call,
)
REPEATED_REQUEST = Check(
    id="repeated-request",
    title="A refused request is sent again as it is",
    advice="Handle the refusal: retry only what can succeed later.",
    judge=_find_repetition,
)
MOCK_FAILURE = Check(
    id="mock-failure",
    title="The mock failed",
    advice="This is a fault of the mock or of its document, not of the client.",
    judge=_find_mock_failure,
)
# Two exchanges in a row are the business of `REPEATED_REQUEST`, a caught one of `OUTSIDE_CALL`.
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
