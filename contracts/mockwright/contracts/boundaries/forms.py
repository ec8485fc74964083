"""Writes forms, URL-encoded or multipart, as the `encoding` of their media types describes.

OpenAPI 3.1.1, Encoding Object: a field whose encoding has `style`, `explode` or `allowReserved` is
written like a query parameter; any other is written in its `contentType`, which for objects is JSON
by default.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from mockwright.contracts.boundaries.serialization import CannotBeSent, Pairs, text_of, write_pairs
from mockwright.openapi.json_text import encode_json
from mockwright.openapi.media_types import JSON, is_json, normalize
from mockwright.openapi.operations import MediaType
from mockwright.openapi.styles import Style

_STYLED = frozenset({"style", "explode", "allowReserved"})
_TEXT = "text/plain"
_IN_NAMES = {'"': "%22", "\r": "%0D", "\n": "%0A"}

Encodings = Mapping[str, Mapping[str, Any]]


class Field(NamedTuple):
    """One field of a form on the wire; `media_type` is empty for plain text."""

    name: str
    text: str
    media_type: str = ""


def write_form(media_type: MediaType, value: Any) -> bytes:
    """A URL-encoded form. Raises `CannotBeSent`, also for one that is as empty as no body."""
    pairs = [(field.name, field.text) for field in _fields_of(media_type, value)]
    if not pairs:
        raise CannotBeSent(media_type.name)
    try:
        return urlencode(pairs, quote_via=quote).encode()
    except UnicodeEncodeError as error:  # a lone surrogate
        raise CannotBeSent(str(error)) from error


def write_multipart(media_type: MediaType, value: Any, boundary: str) -> bytes:
    """A multipart form with a fixed boundary. Raises `CannotBeSent`."""
    lines: list[str] = []
    for field in _fields_of(media_type, value):
        if boundary in field.text:
            raise CannotBeSent(boundary)
        lines += [f"--{boundary}", *_head_of(field), "", field.text]
    try:
        return "\r\n".join([*lines, f"--{boundary}--", ""]).encode()
    except UnicodeEncodeError as error:  # a lone surrogate
        raise CannotBeSent(str(error)) from error


def _head_of(field: Field) -> Iterator[str]:
    name = "".join(_IN_NAMES.get(character, character) for character in field.name)
    yield f'Content-Disposition: form-data; name="{name}"'
    if field.media_type:
        yield f"Content-Type: {field.media_type}"


def _fields_of(media_type: MediaType, value: Any) -> Iterator[Field]:
    """The fields of an object in document order. Raises `CannotBeSent`."""
    if not isinstance(value, dict):
        raise CannotBeSent(str(value))
    encodings = _encodings_of(media_type)
    for name, part in value.items():
        encoding = encodings.get(name, {})
        if _STYLED & encoding.keys():
            yield from (Field(*pair) for pair in _styled(name, encoding, part))
        else:
            yield from _typed(name, encoding.get("contentType", ""), part)


def _encodings_of(media_type: MediaType) -> Encodings:
    if media_type.schema is None:
        return {}
    described = media_type.schema.library.files.at(media_type.place)
    found = described.get("encoding") if isinstance(described, dict) else None
    listed = found.items() if isinstance(found, dict) else ()
    return {name: encoding for name, encoding in listed if isinstance(encoding, dict)}


def _styled(name: str, encoding: Mapping[str, Any], value: Any) -> Pairs:
    kind = encoding.get("style", "form")
    return write_pairs(
        Style(name=name, kind=kind, is_exploded=encoding.get("explode", kind == "form")), value
    )


def _typed(name: str, content_type: str, value: Any) -> Iterator[Field]:
    """The fields of a value; an array has one for each item unless the whole array is JSON."""
    first = content_type.partition(",")[0].strip()
    if isinstance(value, list) and not is_json(normalize(first)):
        if not value:
            raise CannotBeSent(name)
        for item in value:
            yield _one(name, first, item)
        return
    yield _one(name, first, value)


def _one(name: str, content_type: str, value: Any) -> Field:
    is_complex = isinstance(value, dict | list)
    if is_json(normalize(content_type)) or (is_complex and not content_type):
        return Field(name, encode_json(value).decode(), content_type or JSON)
    return Field(name, text_of(value), "" if content_type == _TEXT else content_type)
