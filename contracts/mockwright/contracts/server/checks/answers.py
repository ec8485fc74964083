"""Checks that each answer is complete and conforms to its operation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from http import HTTPStatus

from mockwright.contracts.engine.findings import Check, Finding, Severity, Trial, Wrong
from mockwright.contracts.engine.second_opinion import HINT, is_disputed
from mockwright.contracts.sending.content_codings import (
    CodingIsUnusable,
    decode_content,
    find_codings,
)
from mockwright.contracts.server.verdicts import documents_success
from mockwright.openapi.json_text import JsonIsBroken, parse_json
from mockwright.openapi.responses import HEADER, STATUS, check_response, schema_of_body
from mockwright.openapi.violations import Violation

BODY = "response"
# Whether a request conforms to its operation.
VALID, INVALID, UNCLEAR = "valid", "invalid", "unclear"
_SERVER_ERROR = 500
_NOT_IMPLEMENTED = 501
# Proxies between client and server may answer like this to any operation.
_IN_BETWEEN = frozenset({408, 413, 414, 429, 431})
# RFC 9110 names these statuses for what only a check sends: invalid or unreadable requests, other
# methods and media types, missing credentials, paths of nothing. Documents often leave them out.
# A document with 401 says what missing and wrong credentials get: not 403.
_UNAUTHORIZED, _FORBIDDEN = "401", 403
_PROVOKED = frozenset({400, 401, 403, 404, 405, 406, 411, 415, 422, _NOT_IMPLEMENTED})


def show_status(status: int) -> str:
    """`404 Not Found`, in backticks."""
    try:
        return f"`{status} {HTTPStatus(status).phrase}`"
    except ValueError:
        return f"`{status}`"


def was_asked_for(trial: Trial) -> bool:
    """Whether the request asked for this status with `Prefer`."""
    return bool(trial.facts.get("asked") == trial.last.status)


def was_provoked(trial: Trial) -> bool:
    """Whether a request that no client of the document sends explains this status."""
    status = trial.last.status
    if trial.facts.get("request") == VALID or status not in _PROVOKED:
        return False
    keys = trial.operation.responses if trial.operation else {}
    return status != _FORBIDDEN or _UNAUTHORIZED not in keys


def is_only_failure(trial: Trial) -> bool:
    """Whether the operation documents this status, and nothing but failures."""
    operation = trial.operation
    if operation is None or operation.response_for(trial.last.status) is None:
        return False
    return not documents_success(operation)


def _violations(trial: Trial, is_meant: Callable[[Violation], bool]) -> Iterator[Violation]:
    """The violations of the contract by the last answer for which `is_meant` is true."""
    exchange = trial.last
    if trial.operation is None or exchange.response is None:
        return
    found = check_response(trial.operation, exchange.response, exchange.request.method)
    yield from (violation for violation in found if is_meant(violation))


def _judge_status(trial: Trial) -> Iterator[Finding]:
    """Judge the status, unless the operation documents none, as OpenAPI 3.1 allows."""
    if trial.operation is None or not trial.operation.responses:
        return
    status = trial.last.status
    is_expected = was_asked_for(trial) or was_provoked(trial)
    if status >= _SERVER_ERROR and not is_expected:
        return  # another check reports it
    is_named = status in _IN_BETWEEN or was_provoked(trial)
    severity: Severity = "warning" if is_named else "failure"
    for violation in _violations(trial, lambda found: found.location == STATUS):
        yield RESPONSE_STATUS.find_violation(trial, violation, severity)


def _is_content_type(violation: Violation) -> bool:
    return violation.location == HEADER and violation.parameter == "Content-Type"


def _judge_content_type(trial: Trial) -> Iterator[Finding]:
    for violation in _violations(trial, _is_content_type):
        yield RESPONSE_CONTENT_TYPE.find_violation(trial, violation)


def _is_other_header(violation: Violation) -> bool:
    return violation.location == HEADER and not _is_content_type(violation)


def _judge_headers(trial: Trial) -> Iterator[Finding]:
    for violation in _violations(trial, _is_other_header):
        yield RESPONSE_HEADERS.find_violation(trial, violation)


def _judge_body(trial: Trial) -> Iterator[Finding]:
    found = [*_violations(trial, lambda each: each.location == BODY)]
    is_doubtful = bool(found) and _is_disputed(trial, found)
    for violation in found:
        told = replace(violation, hint=HINT) if is_doubtful else violation
        yield RESPONSE_SCHEMA.find_violation(trial, told, "warning" if is_doubtful else "failure")


def _is_disputed(trial: Trial, violations: Sequence[Violation]) -> bool:
    """Whether the reference implementation accepts the body."""
    response, operation = trial.last.response, trial.operation
    schema = schema_of_body(operation, response) if operation and response else None
    if schema is None or response is None:
        return False
    try:
        value = parse_json(response.body).value
    except JsonIsBroken:
        return False
    return is_disputed(schema, value, {violation.keyword for violation in violations})


def _judge_coding(trial: Trial) -> Iterator[Finding]:
    """Judge whether the body is in the content coding that it is labelled with."""
    response = trial.last.response
    if response is None:
        return
    try:
        decode_content(response)
    except CodingIsUnusable as error:
        where = "response header parameter Content-Encoding"
        expected = f"a body in the coding `{', '.join(find_codings(response))}`"
        yield RESPONSE_CODING.find(trial, Wrong(where, expected, str(error)))


def _judge_server_error(trial: Trial) -> Iterator[Finding]:
    status = trial.last.status
    if status < _SERVER_ERROR or was_asked_for(trial) or was_provoked(trial):
        return
    if is_only_failure(trial):
        return
    expected = "an answer that is not a server error"
    place = str(trial.facts.get("varied", "response status"))
    yield SERVER_ERROR.find(trial, Wrong(place, expected, show_status(status)))


def _judge_no_answer(trial: Trial) -> Iterator[Finding]:
    if trial.last.response is None:
        wrong = Wrong("response", "an answer", "none", trial.last.failure)
        yield NO_ANSWER.find(trial, wrong)


def _judge_echo(trial: Trial) -> Iterator[Finding]:
    response = trial.last.response
    variables = [str(name) for name in trial.facts.get("variables", ())]
    if response is None:
        return
    for name in variables:
        if name.encode() in response.body:
            received = f"the credential `{name}` in it"
            wrong = Wrong("response #", "a body without credentials", received)
            yield CREDENTIAL_ECHOED.find(trial, wrong, "warning")


RESPONSE_STATUS = Check(
    id="response-status",
    title="The status is not documented",
    advice="Document the status, or answer with a documented one.",
    judge=_judge_status,
)
RESPONSE_CONTENT_TYPE = Check(
    id="response-content-type",
    title="The media type is not documented",
    advice="Send the documented `Content-Type`, or document this one.",
    judge=_judge_content_type,
)
RESPONSE_HEADERS = Check(
    id="response-headers",
    title="A header does not conform to the document",
    advice="Send every required header with a value that its schema allows.",
    judge=_judge_headers,
)
RESPONSE_SCHEMA = Check(
    id="response-schema",
    title="The body does not conform to its schema",
    advice="Make the body conform to the schema, or correct the schema.",
    judge=_judge_body,
)
RESPONSE_CODING = Check(
    id="response-content-coding",
    title="The body cannot be decoded",
    advice="Send the body in the coding that `Content-Encoding` names, or without the header.",
    judge=_judge_coding,
)
SERVER_ERROR = Check(
    id="server-error",
    title="The server failed",
    advice="Find the error in the server's log; a client's request should cause a 4xx at most.",
    judge=_judge_server_error,
)
NO_ANSWER = Check(
    id="no-answer",
    title="There was no complete answer",
    advice="Check the server's log for a crash, a deadlock or a timeout.",
    judge=_judge_no_answer,
)
CREDENTIAL_ECHOED = Check(
    id="credential-echoed",
    title="The answer repeats the credential",
    advice="Leave credentials out of bodies: answers are logged, cached and shown.",
    judge=_judge_echo,
)

ANSWER_CHECKS = (
    NO_ANSWER,
    SERVER_ERROR,
    RESPONSE_STATUS,
    RESPONSE_CONTENT_TYPE,
    RESPONSE_HEADERS,
    RESPONSE_CODING,
    RESPONSE_SCHEMA,
    CREDENTIAL_ECHOED,
)
