"""Bodies that are not JSON, derived from a JSON body of any type."""

from __future__ import annotations

from collections.abc import Iterator

from mockwright.openapi.json_text import JsonIsBroken, parse_json


def malformed_bodies(body: bytes) -> Iterator[tuple[str, bytes]]:
    """Texts that no JSON parser accepts, each with its description."""
    yield "cut off", _cut_off(body)
    # White space between the two: `35` twice is `3535`, which is a number.
    yield "followed by another one", body + b" " + body
    yield "empty text", b" "
    yield "no JSON", b"mockwright"
    yield "not UTF-8", b'{"\xff": "\xfe"}'


def _cut_off(body: bytes) -> bytes:
    """The body without its end. A shortened number may be a number, so it ends with a point."""
    shorter = body.rstrip()[:-1]
    return body.rstrip() + b"." if not shorter or _is_json(shorter) else shorter


def _is_json(text: bytes) -> bool:
    try:
        parse_json(text)
    except JsonIsBroken:
        return False
    return True
