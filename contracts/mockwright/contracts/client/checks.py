"""Checks of a client: what it sent to the mock, judged by the documents and the mock's verdict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from mockwright.contracts.coverage.points import Node, compile_node
from mockwright.contracts.engine.exchanges import to_request
from mockwright.contracts.engine.findings import Check, Finding, Trial, Wrong
from mockwright.openapi.json_text import JsonIsBroken, parse_json
from mockwright.openapi.media_types import covers, is_json, normalize
from mockwright.openapi.operations import Operation
from mockwright.openapi.parameters import read_parameters
from mockwright.openapi.schemas import CompiledSchema
from mockwright.openapi.wording import shorten, suggest

# The facts of a trial: what the mock found, as its journal has it.
VIOLATIONS, WARNINGS, PROBLEM = "violations", "warnings", "problem"
# What somebody asked the mock to do to its answer: it tells nothing about the request.
FAULT = "fault"

_MALFORMED = frozenset({400, 406, 411, 413, 415, 417, 422, 431})
_REFUSED = frozenset({401, 403})
_MISDIRECTED = 421
_FIRST_FAILURE, _FIRST_OF_SERVER = 400, 500
# To send the same request again is what these ask for.
_TEMPORARY = frozenset({408, 425, 429})
_FIELD_MARK = "is not a documented field."
_PARAMETER_MARK = "The query parameter "


def _find_violations(trial: Trial) -> Iterator[Finding]:
    for violation in trial.facts.get(VIOLATIONS, ()):
        named = ("where", "expected", "received", "hint")
        wrong = Wrong(*(violation[name] for name in named))
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
    if _is_refused(trial) and trial.last.status in _REFUSED:
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


class _Body(NamedTuple):
    """A JSON body as the document sees it."""

    schema: CompiledSchema
    value: Any


def _read_body(trial: Trial) -> _Body | None:
    """The JSON body and its schema, if it has one and can be read."""
    operation, content_type = trial.operation, to_request(trial.last).headers.get("content-type")
    name = normalize(content_type or "")
    if operation is None or operation.body is None or not is_json(name):
        return None
    for media_type in operation.body.media_types.values():
        if media_type.schema is not None and covers(normalize(media_type.name), name):
            try:
                return _Body(media_type.schema, parse_json(trial.last.request.body).value)
            except JsonIsBroken:
                return None
    return None


def _find_undocumented_fields(trial: Trial) -> Iterator[Finding]:
    is_unread = trial.last.status in _REFUSED and not trial.facts.get(FAULT)
    body = None if is_unread else _read_body(trial)
    for field in body.schema.unknown_fields(body.value) if body else ():
        received = f"`{shorten(field.name)}`"
        wrong = Wrong(f"body {field.pointer}", "a documented field", received, field.hint)
        yield UNDOCUMENTED_FIELD.find(trial, wrong, "warning")


def _find_undocumented_parameters(trial: Trial) -> Iterator[Finding]:
    operation = trial.operation
    if operation is None:
        return
    known = [p.name for p in operation.parameters if p.location == "query"]
    read = read_parameters(operation.parameters, to_request(trial.last), {}, _keys(operation))
    for name in read.unknown:
        wrong = Wrong(
            f"query parameter {shorten(name)}",
            "a documented parameter",
            f"`{shorten(name)}`",
            suggest(name, known),
        )
        yield UNDOCUMENTED_PARAMETER.find(trial, wrong, "warning")


def _keys(operation: Operation) -> frozenset[str]:
    """The query parameters that carry credentials."""
    schemes = (scheme for alternative in operation.security for scheme in alternative)
    return frozenset(s.parameter for s in schemes if s.location == "query")


def _find_deprecated(trial: Trial) -> Iterator[Finding]:
    for subject in dict.fromkeys(_deprecated_subjects(trial)):
        wrong = Wrong(subject, "nothing that is deprecated", "something that is")
        yield DEPRECATED.find(trial, wrong, "warning")


def _deprecated_subjects(trial: Trial) -> Iterator[str]:
    operation = trial.operation
    if operation is None:
        return
    if operation.document.files.at(operation.place).get("deprecated") is True:
        yield f"operation {operation.label}"
    read = read_parameters(operation.parameters, to_request(trial.last), {}, frozenset())
    for parameter in operation.parameters:
        if parameter.is_deprecated and (parameter.location, parameter.name) in read.values:
            yield f"{parameter.location} parameter {parameter.name}"
    body = _read_body(trial)
    if body is not None:
        yield from _tree_of(body.schema).find_deprecated(body.value)


@lru_cache(maxsize=64)
def _tree_of(schema: CompiledSchema) -> Node:
    return compile_node(schema, "body #")


def _find_without_effect(trial: Trial) -> Iterator[Finding]:
    """What the mock remarked beside undocumented fields and parameters, which have their checks."""
    for warning in trial.facts.get(WARNINGS, ()):
        if _FIELD_MARK in warning or warning.startswith(_PARAMETER_MARK):
            continue
        where, sign, remark = warning.partition(": ")
        wrong = Wrong(where if sign else "request", "what has an effect", remark or warning)
        yield WITHOUT_EFFECT.find(trial, wrong, "warning")


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
UNDOCUMENTED_FIELD = Check(
    id="undocumented-field",
    title="The body has a field that is not documented",
    advice="Correct its name, or leave it out: it is ignored.",
    judge=_find_undocumented_fields,
)
UNDOCUMENTED_PARAMETER = Check(
    id="undocumented-parameter",
    title="The query has a parameter that is not documented",
    advice="Correct its name, or leave it out: it is ignored.",
    judge=_find_undocumented_parameters,
)
DEPRECATED = Check(
    id="deprecated",
    title="Something deprecated is used",
    advice="Stop using it before it goes.",
    judge=_find_deprecated,
)
WITHOUT_EFFECT = Check(
    id="without-effect",
    title="Something in the request has no effect",
    advice="Leave it out, or send what it depends on.",
    judge=_find_without_effect,
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
    WITHOUT_EFFECT,
    MOCK_FAILURE,
)
CHECKS = (*CHECKS_OF_REQUESTS, REPEATED_REQUEST, OUTSIDE_CALL)
