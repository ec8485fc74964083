"""Decodes compressed bodies of answers."""

from __future__ import annotations

import zlib

from msgspec import structs

from mockwright.contracts.sending.connections import MAX_BODY_BYTES
from mockwright.openapi.exchange import Response

_IDENTITY = ("", "identity")
# The `wbits` argument of `zlib`; both forms of `deflate` are in use.
_FORMS = {
    "gzip": (16 + zlib.MAX_WBITS,),
    "x-gzip": (16 + zlib.MAX_WBITS,),
    "deflate": (zlib.MAX_WBITS, -zlib.MAX_WBITS),
}


class CodingIsUnusable(ValueError):
    """A body cannot be decoded; `str()` says why, as a noun phrase."""


def find_codings(response: Response) -> list[str]:
    """The codings of the body, in the order in which they were applied."""
    values = ",".join(v for name, v in response.headers if name.lower() == "content-encoding")
    names = (name.strip().lower() for name in values.split(","))
    return [name for name in names if name not in _IDENTITY]


def decode_content(response: Response) -> Response:
    """The response with its body decoded and without `Content-Encoding`; unchanged without one.

    Raises `CodingIsUnusable`, also if the decoded body would be larger than 8 MiB.
    """
    codings = find_codings(response)
    if not codings or not response.body:
        return response
    body = response.body
    for coding in reversed(codings):
        body = _decode(body, coding)
    dropped = ("content-encoding", "content-length")
    headers = tuple(pair for pair in response.headers if pair[0].lower() not in dropped)
    return structs.replace(response, headers=headers, body=body)


def _decode(body: bytes, coding: str) -> bytes:
    for form in _FORMS.get(coding, ()):
        decoder = zlib.decompressobj(form)
        try:
            decoded = decoder.decompress(body, MAX_BODY_BYTES + 1)
        except zlib.error:
            continue
        if len(decoded) > MAX_BODY_BYTES:
            raise CodingIsUnusable(f"`{coding}` that expands to more than {MAX_BODY_BYTES:,} bytes")
        if not decoder.eof:
            raise CodingIsUnusable(f"`{coding}` that is truncated")
        return decoded
    if coding in _FORMS:
        raise CodingIsUnusable(f"a body that is not in the announced coding `{coding}`")
    raise CodingIsUnusable(f"the coding `{coding[:40]}`, which was not requested")
