"""Checks of status, headers and encoding of the answers for existing ids."""

from __future__ import annotations

from collections.abc import Iterator

from mockwright.contracts.engine.findings import Check, Finding, Trial, Wrong
from mockwright.contracts.server.checks.answers import show_status
from mockwright.contracts.webhook.answers import OK, check_body, find_header, plain_response
from mockwright.openapi.media_types import charset_of
from mockwright.openapi.responses import check_response
from mockwright.openapi.wording import shorten, show_value

_UTF_8 = frozenset({"", "utf-8", "utf8"})
_REDIRECTS = range(300, 400)
_REFUSED = frozenset({401, 403})


def _judge_status(trial: Trial) -> Iterator[Finding]:
    status = trial.last.status
    if status != OK:
        expected = f"`200` with the profile of {show_value(trial.facts['profile_id'])}"
        received = _describe_status(trial)
        hint = _advise(trial)
        yield PROFILE_STATUS.find(trial, Wrong("response status", expected, received, hint))


def _describe_status(trial: Trial) -> str:
    status = trial.last.status
    if status in _REDIRECTS:
        place = find_header(trial.last, "location")
        return f"{show_status(status)} to {shorten(show_value(place or 'nowhere'))}"
    return show_status(status)


def _advise(trial: Trial) -> str:
    """Advice for a status other than 200."""
    status = trial.last.status
    if status in _REDIRECTS:
        return "It is not documented whether redirects are followed: answer at the URL itself."
    if status in _REFUSED:
        if trial.facts.get("has_key"):
            return "The endpoint does not accept the key that was given."
        return "The endpoint requires a key: give it with `--key`."
    return _ADVICE.get(status, "")


_ADVICE = {
    204: "Send the profile as the body.",
    404: "Give an existing id, or correct the path of the URL.",
    405: "The webhook is called with GET.",
    429: "Raise the endpoint's rate limit for the check.",
}


def _judge_content_type(trial: Trial) -> Iterator[Finding]:
    if trial.operation is None or trial.last.response is None or trial.last.status != OK:
        return
    for violation in check_response(trial.operation, trial.last.response, "GET"):
        if violation.parameter == "Content-Type":
            yield PROFILE_CONTENT_TYPE.find_violation(trial, violation)


def _judge_headers(trial: Trial) -> Iterator[Finding]:
    if trial.operation is None or trial.last.response is None or trial.last.status != OK:
        return
    for violation in check_response(trial.operation, trial.last.response, "GET"):
        if violation.parameter not in {None, "Content-Type"}:
            yield PROFILE_HEADERS.find_violation(trial, violation)


def _judge_charset(trial: Trial) -> Iterator[Finding]:
    if trial.last.status != OK:
        return
    content_type = find_header(trial.last, "content-type") or ""
    charset = charset_of(content_type)
    if charset not in _UTF_8:
        wrong = Wrong(
            "response header parameter Content-Type", "UTF-8", f"`{shorten(content_type)}`"
        )
        yield PROFILE_CHARSET.find(trial, wrong)
    elif _is_foreign(trial):
        wrong = Wrong("response #", "UTF-8 text", "invalid UTF-8")
        yield PROFILE_CHARSET.find(trial, wrong)


def _is_foreign(trial: Trial) -> bool:
    """Whether the body is text in an encoding other than UTF-8."""
    response = plain_response(trial.last)
    try:
        (response.body if response else b"").decode()
    except UnicodeDecodeError:
        return True
    return False


def _judge_json(trial: Trial) -> Iterator[Finding]:
    if _is_foreign(trial):
        return
    for violation in check_body(trial):
        if violation.keyword == "json":
            yield PROFILE_JSON.find_violation(trial, violation)


PROFILE_STATUS = Check(
    id="profile-status",
    title="An existing profile is not answered with 200",
    advice="Answer every known `profileId` with 200 and its profile.",
    judge=_judge_status,
)
PROFILE_CONTENT_TYPE = Check(
    id="profile-content-type",
    title="The answer has an undocumented content type",
    advice="Send `Content-Type: application/json`.",
    judge=_judge_content_type,
)
PROFILE_HEADERS = Check(
    id="profile-headers",
    title="A header of the answer does not conform to the document",
    advice="Correct the header, or leave it out if it is optional.",
    judge=_judge_headers,
)
PROFILE_CHARSET = Check(
    id="profile-charset",
    title="The answer is not encoded as UTF-8",
    advice="Encode JSON as UTF-8, and declare no other charset.",
    judge=_judge_charset,
)
PROFILE_JSON = Check(
    id="profile-json",
    title="The answer is not JSON",
    advice="Serialize the body with a JSON library: strict, unique keys, no byte order mark.",
    judge=_judge_json,
)
ANSWER_CHECKS = (
    PROFILE_STATUS,
    PROFILE_CONTENT_TYPE,
    PROFILE_HEADERS,
    PROFILE_CHARSET,
    PROFILE_JSON,
)
