"""Reading: turn a request into a call whose parameters and body conform to the contract."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from mockwright.mock_server.redaction import redact_violation
from mockwright.mock_server.request.bodies import Body, invalid_status, read_body
from mockwright.mock_server.request.calls import Call
from mockwright.mock_server.request.notices import (
    UNDOCUMENTED_PARAMETER,
    Notice,
    notice_unknown_field,
)
from mockwright.mock_server.request.problems import refuse_invalid
from mockwright.mock_server.seeding import begin_key, request_key
from mockwright.openapi.exchange import Request
from mockwright.openapi.json_text import dump_json
from mockwright.openapi.operations import Operation
from mockwright.openapi.parameters import ParameterValues, read_parameters
from mockwright.openapi.routing import Match
from mockwright.openapi.unknown_fields import UnknownField
from mockwright.openapi.violations import Subject, Violation
from mockwright.openapi.wording import suggest

BODY = Subject(location="body")
_NO_PARAMETERS = ParameterValues(values={}, violations=(), unknown=())


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadingRules:
    """Everything besides the contract on which reading depends."""

    seed: int
    is_strict: bool
    max_body_bytes: int


def read_call(match: Match, request: Request, rules: ReadingRules) -> Call:
    """Read and validate a request. Raises `RequestRefused` (400, 413, 415)."""
    operation = match.operation
    body = read_body(operation, request, rules.max_body_bytes)
    is_exact = body.schema is None or body.schema.is_exact(body.value)
    if is_exact and not (operation.parameters or request.query or body.notice):
        key = _begin_key(rules.seed, operation.id)(body.canonical)
        return Call(operation, {}, body.value, key)
    parameters = _read_parameters(match, request)
    unknown = _judge(match, parameters, body, rules)
    key = _key_of(operation, parameters, body.canonical, rules.seed)
    notices = [notice_unknown_field(field) for field in unknown]
    notices += [_notice_parameter(name, operation) for name in parameters.unknown]
    notices += [body.notice] if body.notice else []
    return Call(operation, parameters.values, body.value, key, tuple(notices))


def _judge(
    match: Match, parameters: ParameterValues, body: Body, rules: ReadingRules
) -> tuple[UnknownField, ...]:
    """The unknown fields of a valid request. Raises `RequestRefused` (400)."""
    operation = match.operation
    violations = [*parameters.violations]
    unknown: tuple[UnknownField, ...] = ()
    if body.schema is not None:
        violations += body.schema.check(body.value, BODY)
        unknown = body.schema.unknown_fields(body.value)
    if rules.is_strict:
        violations += [_strict_violation(field, operation) for field in unknown]
        violations += [_strict_parameter(name, operation) for name in parameters.unknown]
    if violations:
        shown = tuple(redact_violation(violation, operation) for violation in violations)
        raise refuse_invalid(shown, invalid_status(operation))
    return unknown


@lru_cache(maxsize=256)
def _begin_key(seed: int, operation_id: str) -> Callable[[bytes], bytes]:
    """Return a function from the canonical body to the key of a request without parameters."""
    return begin_key(seed, operation_id.encode(), b"{}")


def _key_of(
    operation: Operation, parameters: ParameterValues, canonical: bytes, seed: int
) -> bytes:
    named = {f"{place} {name}": v for (place, name), v in parameters.values.items()}
    return request_key(seed, operation.id.encode(), dump_json(named), canonical)


def _read_parameters(match: Match, request: Request) -> ParameterValues:
    operation = match.operation
    if not operation.parameters and not request.query:
        return _NO_PARAMETERS
    credentials = frozenset(
        scheme.parameter
        for alternative in operation.security
        for scheme in alternative
        if scheme.kind == "apiKey" and scheme.location == "query"
    )
    return read_parameters(operation.parameters, request, match.path_values, credentials)


def _strict_violation(field: UnknownField, operation: Operation) -> Violation:
    return Violation(
        location="body",
        parameter=None,
        pointer=field.pointer,
        keyword="additionalProperties",
        expected="only documented fields (`--strict`)",
        received=f"the field `{field.name[:80]}`",
        hint=field.detail,
        rule=str(operation.place.child("requestBody")),
        assumption=None,
    )


def _strict_parameter(name: str, operation: Operation) -> Violation:
    return Violation(
        location="query",
        parameter=name[:80],
        pointer="#",
        keyword="additionalProperties",
        expected="only documented parameters (`--strict`)",
        received=f"the query parameter `{name[:80]}`",
        hint=suggest(name, _query_names(operation)),
        rule=str(operation.place.child("parameters")),
        assumption=None,
    )


def _notice_parameter(name: str, operation: Operation) -> Notice:
    hint = suggest(name, _query_names(operation))
    message = f"`{name[:80]}` is not a documented query parameter. {hint}".rstrip()
    return Notice(UNDOCUMENTED_PARAMETER, f"query:{name[:80]}", message)


def _query_names(operation: Operation) -> list[str]:
    return [known.name for known in operation.parameters if known.location == "query"]
