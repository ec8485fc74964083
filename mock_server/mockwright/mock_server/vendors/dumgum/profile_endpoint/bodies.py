"""Bodies of answers: decompressed as they arrive, within a size limit."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator

MAX_BODY_BYTES = 1024 * 1024
ENCODING = "gzip"

_CHUNK = 64 * 1024
_IDENTITY = ("", "identity")
_GZIP = 16 + zlib.MAX_WBITS


class BodyIsUnusable(Exception):
    """A body that cannot be read completely; `str()` says why and what to do."""


def read_chunks(read: Callable[[int], bytes], encoding: str) -> Iterator[bytes]:
    """The body in pieces; `read(n)` returns at most n bytes as they were sent, or none.

    Raises `BodyIsUnusable` for an unknown or broken encoding, and beyond 1 MiB before or after
    decompression.
    """
    encoding = encoding.strip().lower()
    if encoding in _IDENTITY:
        yield from _limit(iter(lambda: read(_CHUNK), b""))
    elif encoding in {ENCODING, f"x-{ENCODING}"}:
        yield from _limit(_unfold(_limit(iter(lambda: read(_CHUNK), b""))))
    else:
        message = (
            f"The body has `Content-Encoding: {encoding[:40]}`, which the request did not offer. "
            f"Expected none, or `{ENCODING}`."
        )
        raise BodyIsUnusable(message)


def _limit(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces, up to the limit. Raises `BodyIsUnusable` beyond it."""
    room = MAX_BODY_BYTES
    for chunk in chunks:
        yield chunk[:room]
        room -= len(chunk)
        if room < 0:
            message = (
                f"The body is larger than {MAX_BODY_BYTES:,} bytes; the rest was not "
                "read. Expected one profile as JSON. Send the URLs of pictures, not pictures."
            )
            raise BodyIsUnusable(message)


def _unfold(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Decompress gzip in small pieces, whatever its ratio."""
    unfolder = zlib.decompressobj(_GZIP)
    try:
        for chunk in chunks:
            rest = chunk
            while rest:
                yield unfolder.decompress(rest, _CHUNK)
                rest = unfolder.unconsumed_tail
    except zlib.error as error:
        message = f"The body is declared as `{ENCODING}`, but is not: {error}."
        raise BodyIsUnusable(message) from error
    if not unfolder.eof:
        message = f"The body is truncated `{ENCODING}`."
        raise BodyIsUnusable(message)
