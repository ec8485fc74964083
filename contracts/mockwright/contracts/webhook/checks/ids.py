"""Checks that unknown and malformed ids are refused."""

from __future__ import annotations

from collections.abc import Iterator

from mockwright.contracts.engine.findings import Check, Finding, Severity, Trial, Wrong
from mockwright.contracts.server.checks.answers import show_status
from mockwright.contracts.webhook.answers import (
    OK,
    Profile,
    find_by_response,
    find_header,
    read_id,
    read_profile,
)
from mockwright.openapi.wording import show_value

INJECTED_HEADER = "x-mockwright-injected"

_PLACE = "query parameter profileId"
_BAD_REQUEST = 400
_GENERATED = "Endpoints may generate profiles; name an id that must be refused with `--unknown-id`."

_CLIENT_ERRORS = range(400, 500)
_SUCCESSES = range(200, 300)
# Proxies in front of an endpoint may answer like this to malformed or excessive requests.
_IN_BETWEEN = frozenset({408, 413, 414, 429, 431})


def _show(trial: Trial, received: str) -> str:
    """What was received, and for which id: `404 Not Found` (a quote: "'")."""
    asked = trial.facts.get("asked")
    text = "" if asked is None else f": {show_value(asked)}"
    return f"{received} ({trial.facts['variant']}{text})"


def _find(check: Check, trial: Trial, received: str, hint: str = "") -> Finding:
    status = int(trial.facts["status"])
    wrong = Wrong(_PLACE, f"a refusal, such as `{status}`", _show(trial, received), hint)
    return find_by_response(check, trial, wrong, status)


def _judge_unknown_id(check: Check, trial: Trial) -> Iterator[Finding]:
    """Judge the answer for an unknown or missing id.

    An endpoint that generates profiles may return one with this id; another check reports it.
    """
    status = trial.last.status
    if status in _SUCCESSES:
        yield from _judge_success(check, trial)
    elif status not in _CLIENT_ERRORS:
        wrong = Wrong(_PLACE, "a refusal (4xx)", _show(trial, show_status(status)))
        yield check.find(trial, wrong)
    elif not _is_documented(trial, status):
        expected = "a documented status, such as `404`"
        wrong = Wrong(_PLACE, expected, _show(trial, show_status(status)))
        yield find_by_response(check, trial, wrong, int(trial.facts["status"]), "warning")


def _is_documented(trial: Trial, status: int) -> bool:
    documented = trial.operation.response_for(status) if trial.operation else None
    return documented is not None or status in _IN_BETWEEN


def _judge_success(check: Check, trial: Trial) -> Iterator[Finding]:
    profile = read_profile(trial.last)
    if profile is None:
        received = f"{show_status(trial.last.status)} without a profile"
        yield _find(check, trial, received, "Use a status that says there is no profile.")
        return
    shown = f"{show_status(trial.last.status)} with {_describe(profile)}"
    asked = trial.facts["asked"]
    if profile.get("id") in trial.facts["known"]:
        yield _find(check, trial, shown, "Compare ids exactly, over their full length.")
    elif asked is None or profile.get("id") != asked:
        yield _find(check, trial, shown)


def _describe(profile: Profile) -> str:
    return f"the profile {show_value(profile.get('id'))}"


def _judge_unknown(trial: Trial) -> Iterator[Finding]:
    profile = read_profile(trial.last) if trial.last.status == OK else None
    asked = trial.facts["asked"]
    if profile is None or profile.get("id") != asked:
        yield from _judge_unknown_id(UNKNOWN_ID, trial)
        return
    is_promised = bool(trial.facts.get("is_promised"))
    hint = "" if is_promised else _GENERATED
    severity: Severity = "failure" if is_promised else "warning"
    received = _show(trial, f"`200` with {_describe(profile)}")
    wrong = Wrong(_PLACE, "`404` for an unknown id", received, hint)
    yield find_by_response(UNKNOWN_ID, trial, wrong, 404, severity)


def _judge_repeated(trial: Trial) -> Iterator[Finding]:
    """Judge repeated ids; answering one of them is only a warning, as it is not documented."""
    profile = read_profile(trial.last) if trial.last.status == OK else None
    if profile is None or profile.get("id") not in trial.facts["repeated"]:
        yield from _judge_unknown_id(REPEATED_ID, trial)
        return
    received = _show(trial, f"`200` with {_describe(profile)}")
    wrong = Wrong(_PLACE, "a refusal, such as `400`", received)
    yield find_by_response(REPEATED_ID, trial, wrong, _BAD_REQUEST, "warning")


def _judge_encoded(trial: Trial) -> Iterator[Finding]:
    """Judge a percent-encoded known id, which is equivalent according to RFC 3986."""
    status, plain_id = trial.last.status, trial.facts["plain_id"]
    if status != OK or read_id(trial.last) != plain_id:
        expected = f"`200` with the profile {show_value(plain_id)}, as without percent-encoding"
        received = f"{show_status(status)} with the id {show_value(read_id(trial.last))}"
        hint = "Parse the query with a library, which percent-decodes it."
        wrong = Wrong(_PLACE, expected, received, hint)
        yield ENCODED_ID.find(trial, wrong)


def _judge_control(trial: Trial) -> Iterator[Finding]:
    injected = find_header(trial.last, INJECTED_HEADER)
    if injected is not None:
        yield _find(CONTROL_ID, trial, f"the header `{INJECTED_HEADER}`, injected by the id")
        return
    yield from _judge_unknown_id(CONTROL_ID, trial)


def _check(check_id: str, title: str, advice: str) -> Check:
    """Create a check that these ids are refused."""

    def judge(trial: Trial) -> Iterator[Finding]:
        yield from _judge_unknown_id(check, trial)

    check = Check(id=check_id, title=title, advice=advice, judge=judge)
    return check


UNKNOWN_ID = Check(
    id="unknown-id",
    title="An unknown id is not answered with 404",
    advice="Answer unknown ids with 404.",
    judge=_judge_unknown,
)
MISSING_ID = _check(
    "missing-id",
    "A call without `profileId` is not refused",
    "Answer a call without `profileId` with 400.",
)
EMPTY_ID = _check(
    "empty-id",
    "A call with an empty `profileId` is not refused",
    "Answer an empty `profileId` with 400, like a missing one.",
)
REPEATED_ID = Check(
    id="repeated-id",
    title="A call with two ids is not refused",
    advice="Answer a repeated `profileId` with 400: it is ambiguous.",
    judge=_judge_repeated,
)
LONG_ID = _check(
    "long-id",
    "An id of 8 KB is not refused",
    "Answer impossible ids with 404, or with 414 if the request line is too long.",
)
ENCODED_ID = Check(
    id="encoded-id",
    title="A percent-encoded id is not decoded",
    advice="Percent-decode the query before looking up the id.",
    judge=_judge_encoded,
)
SIMILAR_ID = _check(
    "similar-id",
    "A similar id finds another profile",
    "Compare ids exactly: do not fold case, spaces or Unicode forms.",
)
WILDCARD_ID = _check(
    "wildcard-id",
    "A wildcard finds a profile",
    "Compare ids with `=`, never with `LIKE`, a glob or a regular expression.",
)
SQL_ID = _check(
    "sql-id",
    "An id that is SQL is not refused",
    "Pass the id to the database as a parameter, never as part of the query text.",
)
PATH_ID = _check(
    "path-id",
    "An id that is a path is not refused",
    "Never use the id as part of a file name or URL.",
)
STRUCTURED_ID = _check(
    "structured-id",
    "An id that is a structure is not refused",
    "Accept the id as text only; do not pass objects that a framework parses from `profileId[…]` "
    "to the database.",
)
WORD_ID = _check(
    "word-id",
    "An id such as `null` is not refused",
    "Look up `null`, `undefined` and `0` like any other id.",
)
UNICODE_ID = _check(
    "unicode-id",
    "A non-ASCII id is not refused",
    "Look up any Unicode text like any other id.",
)
MALFORMED_ID = _check(
    "malformed-id",
    "A malformed id is not refused",
    "Answer broken percent-encoding and broken UTF-8 with 400 or 404.",
)
CONTROL_ID = Check(
    id="control-id",
    title="An id with control characters is not refused",
    advice="Refuse control characters, and never copy the id into a header.",
    judge=_judge_control,
)

ID_CHECKS = (
    UNKNOWN_ID,
    MISSING_ID,
    EMPTY_ID,
    REPEATED_ID,
    LONG_ID,
    ENCODED_ID,
    SIMILAR_ID,
    WILDCARD_ID,
    SQL_ID,
    PATH_ID,
    STRUCTURED_ID,
    WORD_ID,
    UNICODE_ID,
    MALFORMED_ID,
    CONTROL_ID,
)
