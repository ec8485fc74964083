"""Reading: from a request to a call whose parameters and body keep the contract."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from mock_server.calls import Call
from mock_server.problems import (
    INVALID_REQUEST,
    TOO_LARGE,
    UNSUPPORTED_MEDIA_TYPE,
    Problem,
    RequestRefused,
    refuse_invalid,
)
from mock_server.redaction import REDACTED
from mock_server.seeding import request_key
from openapi.coercion import coerce_field
from openapi.exchange import Request
from openapi.json_text import JsonIsBroken, ParsedJson, dump_json, parse_json
from openapi.media_types import FORM, charset_of, covers, is_json, normalize
from openapi.operations import MediaType, Operation, RequestBody
from openapi.parameters import ParameterValues, parse_query, read_parameters
from openapi.routing import Match
from openapi.unknown_fields import UnknownField
from openapi.violations import Subject, Violation
from openapi.wording import suggest

BODY = Subject(location="body")
_NOTHING = ParsedJson(value=None, canonical=b"")
_NO_PARAMETERS = ParameterValues(values={}, violations=(), unknown=())


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadingRules:
    """What reading depends on besides the contract."""

    seed: int
    is_strict: bool
    max_body_bytes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """A call, and what was odd about it without breaking the contract."""

    call: Call
    warnings: tuple[str, ...]


def read_call(match: Match, request: Request, rules: ReadingRules) -> Reading:
    """Read and validate a request. Raises `RequestRefused` (400, 413, 415)."""
    operation = match.operation
    body, media_type = _read_body(operation, request, rules)
    parameters = _read_parameters(match, request)
    violations = [_redact(v, operation) for v in parameters.violations]
    violations += _check_body(body, media_type)
    unknown = _unknown_fields(body, media_type)
    if rules.is_strict:
        violations.extend(_strict_violation(field, operation) for field in unknown)
        violations.extend(_strict_parameter(name, operation) for name in parameters.unknown)
    if violations:
        raise refuse_invalid(tuple(violations), _invalid_status(operation))
    warnings = [field_warning(field) for field in unknown]
    warnings += [_parameter_warning(name, operation) for name in parameters.unknown]
    if media_type is not None and not _is_read(media_type):
        warnings.append(f"A body of type `{media_type.name}` is accepted without validation.")
    key = request_key(
        rules.seed,
        operation.id.encode(),
        dump_json({f"{place} {name}": v for (place, name), v in parameters.values.items()}),
        body.canonical,
    )
    call = Call(operation=operation, parameters=parameters.values, body=body.value, key=key)
    return Reading(call=call, warnings=tuple(warnings))


def _redact(violation: Violation, operation: Operation) -> Violation:
    """The violation of a parameter without its value, where the parameter is a credential."""
    credentials = {
        (scheme.location, scheme.parameter.lower())
        for alternative in operation.security
        for scheme in alternative
    }
    if (violation.location, str(violation.parameter).lower()) not in credentials:
        return violation
    return replace(violation, received=REDACTED)


def _invalid_status(operation: Operation) -> int:
    """400, or 422 where the document describes that one for invalid requests and not 400."""
    return 422 if "422" in operation.responses and "400" not in operation.responses else 400


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


def _read_body(
    operation: Operation, request: Request, rules: ReadingRules
) -> tuple[ParsedJson, MediaType | None]:
    if request.body_fault == "oversized" or len(request.body) > rules.max_body_bytes:
        detail = f"The body is larger than {rules.max_body_bytes:,} bytes."
        raise RequestRefused(Problem(status=413, code=TOO_LARGE, detail=detail))
    if request.body_fault:
        raise _refuse_body(operation, "The body broke off before its announced length.")
    if operation.body is None:
        return _NOTHING, None
    if not request.body and not request.headers.get("content-type"):
        if operation.body.is_required:
            raise _refuse_body(operation, "The body is empty. This operation requires one.")
        return _NOTHING, None
    media_type = _find_media_type(operation.body, request)
    try:
        return _parse(request, media_type, operation.body), media_type
    except JsonIsBroken as error:
        raise _refuse_body(operation, str(error)) from error


def _refuse_body(operation: Operation, detail: str) -> RequestRefused:
    status = _invalid_status(operation)
    return RequestRefused(Problem(status=status, code=INVALID_REQUEST, detail=detail))


def _find_media_type(body: RequestBody, request: Request) -> MediaType:
    content_type = request.headers.get("content-type", "")
    encoding = request.headers.get("content-encoding", "identity")
    if encoding.lower() != "identity":
        raise _unsupported(f"A body with `Content-Encoding: {encoding[:40]}` is not read.", body)
    if charset_of(content_type) not in {"", "utf-8", "utf8", "us-ascii"}:
        raise _unsupported("The body's charset is not UTF-8.", body)
    name = normalize(content_type)
    media_type = body.media_types.get(name) or next(
        (known for range_, known in body.media_types.items() if covers(range_, name)), None
    )
    if media_type is None:
        received = f"`{content_type[:80]}`" if content_type else "no `Content-Type`"
        raise _unsupported(f"Received {received}.", body)
    return replace(media_type, name=name) if "*" in media_type.name else media_type


def _unsupported(problem: str, body: RequestBody) -> RequestRefused:
    names = ", ".join(f"`{media_type.name}`" for media_type in body.media_types.values())
    detail = f"{problem} Expected `Content-Type`: {names}."
    return RequestRefused(Problem(status=415, code=UNSUPPORTED_MEDIA_TYPE, detail=detail))


def _parse(request: Request, media_type: MediaType, body: RequestBody) -> ParsedJson:
    name = normalize(request.headers.get("content-type", ""))
    if is_json(name):
        if not request.body and not body.is_required:
            return _NOTHING
        return parse_json(request.body)
    if name == FORM:
        value = _read_form(request.body, media_type)
        return ParsedJson(value=value, canonical=dump_json(value))
    return ParsedJson(value=None, canonical=request.body)


def _read_form(body: bytes, media_type: MediaType) -> dict[str, Any]:
    try:
        pairs = parse_query(body.decode())
    except UnicodeDecodeError as error:
        message = "The form is not UTF-8."
        raise JsonIsBroken(message) from error
    fields: dict[str, Any] = {}
    for name, value in pairs:
        known = fields.get(name)
        fields[name] = value if known is None else [*_as_list(known), value]
    return _coerce_form(fields, media_type)


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _coerce_form(fields: dict[str, Any], media_type: MediaType) -> dict[str, Any]:
    """Text fields as the types of their schema, as `coerce` reads parameters."""
    if media_type.schema is None:
        return fields
    return {name: coerce_field(media_type.schema, name, v) for name, v in fields.items()}


def _is_read(media_type: MediaType) -> bool:
    return is_json(normalize(media_type.name)) or normalize(media_type.name) == FORM


def _check_body(body: ParsedJson, media_type: MediaType | None) -> tuple[Violation, ...]:
    if media_type is None or media_type.schema is None or not _is_read(media_type):
        return ()
    if body is _NOTHING or media_type.schema.is_valid(body.value):
        return ()
    return media_type.schema.check(body.value, BODY)


def _unknown_fields(body: ParsedJson, media_type: MediaType | None) -> tuple[UnknownField, ...]:
    if media_type is None or media_type.schema is None or not _is_read(media_type):
        return ()
    return media_type.schema.unknown_fields(body.value)


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


def field_warning(field: UnknownField) -> str:
    """An unknown field as a warning: where it is, and what was perhaps meant."""
    return f"{field.pointer}: {field.detail}"


def _parameter_warning(name: str, operation: Operation) -> str:
    hint = suggest(name, _query_names(operation))
    return f"The query parameter `{name[:80]}` is not documented. {hint}".rstrip()


def _query_names(operation: Operation) -> list[str]:
    return [known.name for known in operation.parameters if known.location == "query"]
