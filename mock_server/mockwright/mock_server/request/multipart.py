"""Multipart bodies: their parts as the pairs of a form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException
from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData

from mockwright.openapi.json_text import JsonIsBroken
from mockwright.openapi.media_types import is_json, normalize
from mockwright.openapi.styles import Pairs
from mockwright.openapi.value_readers import read_json

_MAX_PARTS = 10_000


class _Part(NamedTuple):
    """A part: its name, its headers, whether it is a file, and its content."""

    name: str
    headers: Headers
    is_file: bool
    content: bytes


def read_parts(body: bytes, content_type: str) -> Pairs:
    """The parts of a body by name. Raises `JsonIsBroken` if it is not a multipart body.

    The text of a file has one character per byte, so that its length is that of the file.
    """
    boundary = parse_options_header(content_type)[1].get("boundary", "")
    if not boundary:
        message = "The `Content-Type` of the form has no `boundary`."
        raise JsonIsBroken(message)
    decoder = MultipartDecoder(boundary.encode(), max_parts=_MAX_PARTS)
    try:
        return [(part.name, _text_of(part)) for part in _decode(decoder, body)]
    except (ValueError, HTTPException) as error:
        message = "The body is not a multipart form with this boundary."
        raise JsonIsBroken(message) from error


def _decode(decoder: MultipartDecoder, body: bytes) -> Iterator[_Part]:
    decoder.receive_data(body)
    decoder.receive_data(None)
    head: Field | File | None = None
    pieces: list[bytes] = []
    while not isinstance(event := decoder.next_event(), Epilogue | NeedData):
        if isinstance(event, Field | File):
            head, pieces = event, []
        elif isinstance(event, Data) and head is not None:
            pieces.append(event.data)
            if not event.more_data:
                is_file = isinstance(head, File)
                yield _Part(head.name, head.headers, is_file, b"".join(pieces))


def _text_of(part: _Part) -> str:
    content_type = normalize(part.headers.get("content-type", ""))
    if part.is_file and not is_json(content_type):
        return part.content.decode("latin-1")
    try:
        text = part.content.decode()
    except UnicodeDecodeError:
        return part.content.decode("latin-1")
    value = read_json(text) if is_json(content_type) else text
    return value if isinstance(value, str) else text
