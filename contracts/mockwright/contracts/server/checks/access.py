"""Checks that missing and wrong credentials are refused and documented ones accepted."""

from __future__ import annotations

from collections.abc import Iterator

from mockwright.contracts.engine.findings import Check, Finding, Severity, Trial, Wrong
from mockwright.contracts.server.checks.answers import show_status
from mockwright.contracts.server.verdicts import is_success

_UNAUTHORIZED = 401
_REFUSED = frozenset({401, 403})


def _place(trial: Trial) -> str:
    return str(trial.facts.get("credential", "credentials"))


def _judge_missing(trial: Trial) -> Iterator[Finding]:
    if is_success(trial.last.status):
        wrong = Wrong(_place(trial), "a refusal (401)", show_status(trial.last.status))
        yield MISSING_CREDENTIALS_ACCEPTED.find(trial, wrong)


def _judge_wrong(trial: Trial) -> Iterator[Finding]:
    """Judge wrong credentials; only a warning for our mock, which accepts any key by default."""
    if not is_success(trial.last.status):
        return
    is_mock = bool(trial.facts.get("is_mock"))
    severity: Severity = "warning" if is_mock else "failure"
    hint = "Start the mock with `--access-key` to make it refuse other keys." if is_mock else ""
    expected = "a refusal (401 or 403)"
    wrong = Wrong(_place(trial), expected, show_status(trial.last.status), hint)
    yield WRONG_CREDENTIALS_ACCEPTED.find(trial, wrong, severity)


def _judge_misplaced(trial: Trial) -> Iterator[Finding]:
    if is_success(trial.last.status):
        expected = "a refusal (401): the document specifies another place or form"
        wrong = Wrong(_place(trial), expected, show_status(trial.last.status))
        yield MISPLACED_CREDENTIALS_ACCEPTED.find(trial, wrong)


def _judge_documented(trial: Trial) -> Iterator[Finding]:
    """Judge an alternative that is refused while the first one is accepted."""
    first, *others = trial.exchanges
    if is_success(first.status) and others and trial.last.status in _REFUSED:
        expected = "the same as for the first documented alternative"
        wrong = Wrong(_place(trial), expected, show_status(trial.last.status))
        yield DOCUMENTED_CREDENTIALS_REFUSED.find(trial, wrong)


def _judge_challenge(trial: Trial) -> Iterator[Finding]:
    response = trial.last.response
    if response is None or response.status != _UNAUTHORIZED or trial.operation is None:
        return
    documented = trial.operation.response_for(_UNAUTHORIZED)
    names = [header.name.lower() for header in documented.headers] if documented else []
    sent = [name.lower() for name, _ in response.headers]
    if "www-authenticate" not in [*names, *sent]:  # a documented header has its own check
        expected = "the header `WWW-Authenticate`, which RFC 9110 requires with 401"
        wrong = Wrong("response header parameter WWW-Authenticate", expected, "nothing")
        yield CHALLENGE_MISSING.find(trial, wrong, "warning")


MISSING_CREDENTIALS_ACCEPTED = Check(
    id="missing-credentials-accepted",
    title="Missing credentials are accepted",
    advice="Require the documented credentials, or document that none are needed.",
    judge=_judge_missing,
)
WRONG_CREDENTIALS_ACCEPTED = Check(
    id="wrong-credentials-accepted",
    title="Wrong credentials are accepted",
    advice="Compare the credential with the valid ones; its presence is not enough.",
    judge=_judge_wrong,
)
MISPLACED_CREDENTIALS_ACCEPTED = Check(
    id="misplaced-credentials-accepted",
    title="Credentials are accepted in an undocumented place",
    advice="Read the credential only in the documented place, or document the other place.",
    judge=_judge_misplaced,
)
DOCUMENTED_CREDENTIALS_REFUSED = Check(
    id="documented-credentials-refused",
    title="A documented form of credentials is refused",
    advice="Accept each documented alternative, or remove it from the document.",
    judge=_judge_documented,
)
CHALLENGE_MISSING = Check(
    id="challenge-missing",
    title="A 401 does not say how to authenticate",
    advice="Send `WWW-Authenticate` with every 401.",
    judge=_judge_challenge,
)

ACCESS_CHECKS = (
    MISSING_CREDENTIALS_ACCEPTED,
    WRONG_CREDENTIALS_ACCEPTED,
    MISPLACED_CREDENTIALS_ACCEPTED,
    DOCUMENTED_CREDENTIALS_REFUSED,
    CHALLENGE_MISSING,
)
