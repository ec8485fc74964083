"""Checks that missing and wrong keys and methods other than GET get no profile."""

from __future__ import annotations

from collections.abc import Iterator

from mockwright.contracts.engine.findings import Check, Finding, Severity, Trial, Wrong
from mockwright.contracts.server.checks.answers import show_status
from mockwright.contracts.webhook.answers import find_by_response, read_profile

_UNAUTHORIZED = 401
_REFUSED = frozenset({401, 403})
_CLIENT_ERRORS = range(400, 500)
_SUCCESSES = range(200, 300)
_NOT_IMPLEMENTED = 501
_SERVER_ERROR = 500


def _place(trial: Trial) -> str:
    return str(trial.facts["variant"])


def _judge_refusal(check: Check, trial: Trial) -> Iterator[Finding]:
    """Expect 401 or 403 without a profile; another refusal is a warning."""
    status = trial.last.status
    has_profile = read_profile(trial.last) is not None
    if status in _REFUSED and not has_profile:
        return
    received = f"{show_status(status)} with a profile" if has_profile else show_status(status)
    is_mock = bool(trial.facts.get("is_mock"))
    hint = "Start the mock with `--access-key`, to make it refuse other keys." if is_mock else ""
    wrong = Wrong(_place(trial), "`401` or `403`, without a profile", received, hint)
    is_refusal = status in _CLIENT_ERRORS and not has_profile
    severity: Severity = "warning" if is_refusal or is_mock else "failure"
    yield find_by_response(check, trial, wrong, _UNAUTHORIZED, severity)


def _check(check_id: str, title: str, advice: str) -> Check:
    """Create a check that a call is refused."""

    def judge(trial: Trial) -> Iterator[Finding]:
        yield from _judge_refusal(check, trial)

    check = Check(id=check_id, title=title, advice=advice, judge=judge)
    return check


MISSING_KEY = _check(
    "missing-key",
    "A call without a key is not refused",
    "Answer calls without a key with 401: profiles are personal.",
)
WRONG_CREDENTIALS = _check(
    "wrong-key",
    "A call with a wrong key is not refused",
    "Compare the whole key, in constant time, and answer a wrong key with 401.",
)
WRONG_SCHEME = _check(
    "key-scheme",
    "A key is accepted with a scheme other than `Bearer`",
    "Accept `Authorization: Bearer …` only.",
)
KEY_IN_QUERY = _check(
    "key-in-query",
    "A key is accepted in the query",
    "Read the key from the header only: URLs are logged and cached.",
)


def _judge_head(trial: Trial) -> Iterator[Finding]:
    yield from _find_server_error(HEAD_REQUEST, trial)


def _judge_write(trial: Trial) -> Iterator[Finding]:
    yield from _find_server_error(WRITE_METHODS, trial)
    status = trial.last.status
    if status in _SUCCESSES:
        profile = " with a profile" if read_profile(trial.last) is not None else ""
        expected = "a refusal, such as `405`: the webhook is called with GET"
        received = f"{show_status(status)}{profile}"
        yield WRITE_METHODS.find(trial, Wrong(_place(trial), expected, received))


def _find_server_error(check: Check, trial: Trial) -> Iterator[Finding]:
    """Find a server error; 501 is only a warning, because it is at least explicit."""
    status = trial.last.status
    if status == _NOT_IMPLEMENTED:
        wrong = Wrong(_place(trial), "`405` for an unsupported method", show_status(status))
        yield check.find(trial, wrong, "warning")
    elif status >= _SERVER_ERROR:
        expected = "an answer that is not a server error, such as `405`"
        yield check.find(trial, Wrong(_place(trial), expected, show_status(status)))


HEAD_REQUEST = Check(
    id="head-request",
    title="HEAD causes a server error",
    advice="Answer HEAD like GET without the body, or with 405.",
    judge=_judge_head,
)
WRITE_METHODS = Check(
    id="write-methods",
    title="A writing method succeeds or causes a server error",
    advice="Answer all methods except GET and HEAD with 405.",
    judge=_judge_write,
)

KEY_CHECKS = (MISSING_KEY, WRONG_CREDENTIALS, WRONG_SCHEME, KEY_IN_QUERY)
METHOD_CHECKS = (HEAD_REQUEST, WRITE_METHODS)
