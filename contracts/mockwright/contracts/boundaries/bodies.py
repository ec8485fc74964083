"""Writes the body of a request in one of the media types that an operation reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mockwright.contracts.boundaries.forms import write_form, write_multipart
from mockwright.contracts.boundaries.serialization import CannotBeSent, text_of, with_whole_numbers
from mockwright.openapi.json_text import encode_json
from mockwright.openapi.media_types import FORM, JSON, covers, is_json, normalize
from mockwright.openapi.operations import MediaType

BOUNDARY = "mockwright-boundary"
_MULTIPART = "multipart/form-data"
_BINARY = "application/octet-stream"
_TEXT = "text/plain"
# Types to send where a document has a range, in order of preference.
_KNOWN = (JSON, FORM, _MULTIPART, _TEXT, _BINARY)


def is_understood(media_type: MediaType) -> bool:
    """Whether values of a schema can be serialized as this media type."""
    return media_type.schema is not None and is_writable(media_type)


def is_writable(media_type: MediaType) -> bool:
    """Whether a value can be serialized as this media type, with a schema or without."""
    return _writer_of(_name_of(media_type)) is not None


def concrete_type(media_type: MediaType) -> str:
    """The `Content-Type` to send, for example `application/json` where the document has `*/*`."""
    name = _name_of(media_type)
    if name == _MULTIPART:
        return f"{name}; boundary={BOUNDARY}"
    return media_type.name if name == normalize(media_type.name) else name


def write_body(media_type: MediaType, value: Any) -> bytes:
    """The bytes of a value. Raises `CannotBeSent`."""
    write = _writer_of(_name_of(media_type))
    if write is None:
        raise CannotBeSent(media_type.name)
    return write(media_type, with_whole_numbers(value))


def _name_of(media_type: MediaType) -> str:
    """The type without parameters; of a range, the first known type in it."""
    name = normalize(media_type.name)
    if "*" not in name:
        return name
    return next((known for known in _KNOWN if covers(name, known)), name)


def _writer_of(name: str) -> Callable[[MediaType, Any], bytes] | None:
    if is_json(name):
        return _write_json
    if name == FORM:
        return write_form
    if name == _MULTIPART:
        return lambda media_type, value: write_multipart(media_type, value, BOUNDARY)
    # Markup of a schema's values is not written, because only its author knows how.
    is_text = name.startswith("text/") and not name.endswith(("/xml", "/html"))
    return _write_text if is_text or name == _BINARY else None


def _write_json(_: MediaType, value: Any) -> bytes:
    return encode_json(value)


def _write_text(_: MediaType, value: Any) -> bytes:
    try:
        text = text_of(value).encode()
    except UnicodeEncodeError as error:  # a lone surrogate
        raise CannotBeSent(str(error)) from error
    if not text:
        raise CannotBeSent(str(value))
    return text
