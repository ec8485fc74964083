"""Check whether a response conforms to its operation: status, type, headers, body."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mockwright.openapi.exchange import Response
from mockwright.openapi.json_text import JsonIsBroken, parse_json
from mockwright.openapi.media_types import charset_of, find_documented, is_json, normalize
from mockwright.openapi.operations import DocumentedResponse, MediaType, Operation, ResponseHeader
from mockwright.openapi.schemas import CompiledSchema
from mockwright.openapi.value_readers import ABSENT, NOT_JSON
from mockwright.openapi.violations import Subject, Violation, find_note
from mockwright.openapi.wording import list_names, shorten

BODY = Subject(location="response")
STATUS = "response status"
HEADER = "response header"

# RFC 9110, 6.4.1: these never have content, even if a document says otherwise.
_WITHOUT_CONTENT = frozenset({204, 205, 304})
_UTF_8 = frozenset({"", "utf-8", "utf8", "us-ascii"})
_CONTENT_TYPE = "Content-Type"
_VIOLATION = Violation(
    location=BODY.location,
    parameter=None,
    pointer="#",
    keyword="",
    expected="",
    received="",
    hint="",
    rule="",
    assumption=None,
)


def check_response(operation: Operation, response: Response, method: str) -> list[Violation]:
    """Return every violation of the contract by a response; `method` is the request's."""
    documented = operation.response_for(response.status)
    if documented is None:
        return [_refuse_status(operation, response)]
    found = [
        v for header in documented.headers for v in _check_header(header, response, documented)
    ]
    if method != "HEAD" and response.status not in _WITHOUT_CONTENT:
        found += _check_content(documented, response)
    note = find_note(operation.document.files.at(documented.place))
    return [v if v.assumption else replace(v, assumption=note) for v in found] if note else found


def schema_of_body(operation: Operation, response: Response) -> CompiledSchema | None:
    """The schema that the body of a response is validated against, if there is one."""
    documented = operation.response_for(response.status)
    known = documented.media_types if documented else {}
    found = find_documented(known, _content_type(response))
    return found.schema if found else None


def _refuse_status(operation: Operation, response: Response) -> Violation:
    return replace(
        _VIOLATION,
        location=STATUS,
        keyword="responses",
        expected=f"one of {list_names(f'`{key}`' for key in operation.responses) or 'none'}",
        received=f"`{response.status}`",
        rule=str(operation.place.child("responses")),
    )


def _check_header(
    header: ResponseHeader, response: Response, documented: DocumentedResponse
) -> Iterator[Violation]:
    wanted = header.name.lower()
    values = [value for name, value in response.headers if name.lower() == wanted]
    if not values and header.is_required:
        yield replace(
            _VIOLATION,
            location=HEADER,
            parameter=header.name,
            keyword="required",
            expected=f"the header `{header.name}`",
            received="nothing",
            rule=str(documented.place.child("headers", header.name)),
        )
    elif values and header.schema is not None:
        yield from _check_value(header, header.schema, ", ".join(values))


def _check_value(header: ResponseHeader, schema: CompiledSchema, text: str) -> Iterator[Violation]:
    value = header.read([(header.name, text)])
    if value is NOT_JSON:
        yield replace(
            _VIOLATION,
            location=HEADER,
            parameter=header.name,
            keyword="contentMediaType",
            expected="JSON text",
            received="text that is not JSON",
            rule=str(schema.place),
        )
    elif value is not ABSENT:
        yield from schema.check(value, Subject(location=HEADER, parameter=header.name))


def _check_content(documented: DocumentedResponse, response: Response) -> list[Violation]:
    known = documented.media_types
    if not known:
        return []
    content_type = _content_type(response)
    found = find_documented(known, content_type)
    if found is None:
        received = f"`{shorten(content_type)}`" if content_type else "no `Content-Type`"
        listed = list_names(f"`{media_type.name}`" for media_type in known.values())
        return [
            replace(
                _VIOLATION,
                location=HEADER,
                parameter=_CONTENT_TYPE,
                keyword="content",
                expected=listed,
                received=received,
                rule=str(documented.place.child("content")),
            )
        ]
    return _check_body(found, content_type, response)


def _content_type(response: Response) -> str:
    return next((v for name, v in response.headers if name.lower() == "content-type"), "")


def _check_body(media_type: MediaType, content_type: str, response: Response) -> list[Violation]:
    if media_type.schema is None or not is_json(normalize(content_type)):
        return []
    charset = charset_of(content_type)
    if charset not in _UTF_8:
        hint = f"JSON is written in UTF-8, not in `{shorten(charset)}`."
        return [_refuse_text(media_type, response, hint)]
    try:
        value = parse_json(response.body).value
    except JsonIsBroken as error:
        hint = str(error).replace("The body", "The answer")
        return [_refuse_text(media_type, response, hint)]
    return [*media_type.schema.check(value, BODY)]


def _refuse_text(media_type: MediaType, response: Response, hint: str) -> Violation:
    return replace(
        _VIOLATION,
        keyword="json",
        expected="a JSON text",
        received=f"{len(response.body):,} bytes that are not JSON",
        hint=hint,
        rule=str(media_type.place),
    )
