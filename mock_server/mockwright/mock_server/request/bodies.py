"""Bodies: parse the bytes of a request to a value, and find its schema."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from msgspec import Struct

from mockwright.mock_server.request.multipart import read_parts
from mockwright.mock_server.request.notices import UNVALIDATED_BODY, Notice
from mockwright.mock_server.request.problems import (
    INVALID_REQUEST,
    TOO_LARGE,
    UNSUPPORTED_MEDIA_TYPE,
    Problem,
    RequestRefused,
)
from mockwright.openapi.coercion import coerce
from mockwright.openapi.exchange import Request
from mockwright.openapi.json_text import JsonIsBroken, dump_json, parse_json
from mockwright.openapi.media_types import (
    FORM,
    MULTIPART,
    charset_of,
    find_documented,
    is_json,
    is_plain_text,
    normalize,
)
from mockwright.openapi.operations import MediaType, Operation, RequestBody
from mockwright.openapi.parameters import parse_query
from mockwright.openapi.schemas import CompiledSchema
from mockwright.openapi.styles import Pairs


class Body(Struct, frozen=True, gc=False):
    """A parsed body. `schema` is None if none is documented, or if the body was not parsed."""

    value: Any = None
    canonical: bytes = b""
    schema: CompiledSchema | None = None
    notice: Notice | None = None


NO_BODY = Body()
_ANY_BYTES = "application/octet-stream"  # the default type of a body (RFC 9110)


def read_body(operation: Operation, request: Request, max_body_bytes: int) -> Body:
    """Read the body of a request. Raises `RequestRefused` (400, 413, 415)."""
    if request.body_fault == "oversized" or len(request.body) > max_body_bytes:
        detail = f"The body is larger than {max_body_bytes:,} bytes."
        raise RequestRefused(Problem(status=413, code=TOO_LARGE, detail=detail))
    if request.body_fault:
        raise _refuse(operation, "The body broke off before its announced length.")
    described = operation.body
    if described is None:
        return NO_BODY
    content_type = request.headers.get("content-type")
    if not request.body and not content_type:
        if described.is_required:
            raise _refuse(operation, "The body is empty. This operation requires one.")
        return NO_BODY
    media_type, name = _find_media_type(described, request, content_type or "")
    is_text = is_json(name)
    if is_text and not request.body and not described.is_required:
        return NO_BODY
    try:
        if not is_text:
            return _parse(request.body, media_type, name, content_type or "")
        parsed = parse_json(request.body)
    except JsonIsBroken as error:
        raise _refuse(operation, str(error)) from error
    return Body(parsed.value, parsed.canonical, media_type.schema)


def invalid_status(operation: Operation) -> int:
    """400, or 422 if the document describes that status for invalid requests instead of 400."""
    return 422 if "422" in operation.responses and "400" not in operation.responses else 400


def _refuse(operation: Operation, detail: str) -> RequestRefused:
    status = invalid_status(operation)
    return RequestRefused(Problem(status=status, code=INVALID_REQUEST, detail=detail))


def _find_media_type(
    body: RequestBody, request: Request, content_type: str
) -> tuple[MediaType, str]:
    """The documented media type, and the name under which it was sent."""
    encoding = request.headers.get("content-encoding")
    if encoding is not None and encoding.lower() != "identity":
        raise _unsupported(f"A body with `Content-Encoding: {encoding[:40]}` is not read.", body)
    exact = body.media_types.get(content_type)
    if exact is not None:
        return exact, content_type.partition(";")[0]
    if charset_of(content_type) not in {"", "utf-8", "utf8", "us-ascii"}:
        raise _unsupported("The body's charset is not UTF-8.", body)
    name = normalize(content_type)
    found = body.media_types.get(name)
    if found is None or len(body.media_types) > 1:  # parameters may distinguish types
        found = find_documented(body.media_types, content_type or _ANY_BYTES)
    if found is not None:
        return found, name
    received = f"`{content_type[:80]}`" if content_type else "no `Content-Type`"
    raise _unsupported(f"Received {received}.", body)


def _unsupported(problem: str, body: RequestBody) -> RequestRefused:
    names = ", ".join(f"`{media_type.name}`" for media_type in body.media_types.values())
    detail = f"{problem} Expected `Content-Type`: {names}."
    return RequestRefused(Problem(status=415, code=UNSUPPORTED_MEDIA_TYPE, detail=detail))


def _parse(text: bytes, media_type: MediaType, name: str, content_type: str) -> Body:
    """A body that is not JSON. Raises `JsonIsBroken` if a form cannot be read."""
    if name in {FORM, MULTIPART}:
        pairs = _read_pairs(text) if name == FORM else read_parts(text, content_type)
        value: Any = _gather(pairs) if media_type.form is None else media_type.form.read(pairs)
        return Body(value=value, canonical=dump_json(value), schema=media_type.schema)
    schema = media_type.schema
    if schema is not None and is_validated(media_type, name):
        with suppress(UnicodeDecodeError):
            value = coerce(text.decode(), schema.shape.types)
            return Body(value=value, canonical=text, schema=schema)
    message = f"A body of type `{name[:80]}` is accepted without validation."
    return Body(canonical=text, notice=Notice(UNVALIDATED_BODY, None, message))


def is_validated(media_type: MediaType, name: str) -> bool:
    """Whether bodies sent as this type are validated: JSON, forms, and text of a scalar."""
    if is_json(name) or name in {FORM, MULTIPART}:
        return True
    types = media_type.schema.shape.types if media_type.schema else frozenset()
    return is_plain_text(name) and bool(types) and types.isdisjoint({"array", "object"})


def _read_pairs(text: bytes) -> Pairs:
    try:
        return parse_query(text.decode())
    except UnicodeDecodeError as error:
        message = "The form is not UTF-8."
        raise JsonIsBroken(message) from error


def _gather(pairs: Pairs) -> dict[str, Any]:
    """The fields of a form without a schema: texts, and lists of texts."""
    gathered: dict[str, list[str]] = {}
    for name, text in pairs:
        gathered.setdefault(name, []).append(text)
    return {name: texts if len(texts) > 1 else texts[0] for name, texts in gathered.items()}
