"""Compressed bodies are decoded within the limit; the error says why one cannot be."""

from __future__ import annotations

import gzip
import zlib

import pytest

from mockwright.contracts.sending.connections import MAX_BODY_BYTES
from mockwright.contracts.sending.content_codings import CodingIsUnusable, decode_content
from mockwright.openapi.exchange import Response

TEXT = b'{"a": 1}'


def pack(body: bytes) -> bytes:
    """The body as gzip, without a timestamp."""
    return gzip.compress(body, mtime=0)


def coded(coding: str, body: bytes) -> Response:
    """A response with this content coding."""
    headers = (("Content-Encoding", coding), ("Content-Length", "9"), ("X-Other", "x"))
    return Response(status=200, headers=headers, body=body)


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", pack(TEXT)),
        ("X-GZIP", pack(TEXT)),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", zlib.compress(TEXT)[2:-4]),
        ("deflate, gzip", pack(zlib.compress(TEXT))),
    ],
)
def test_a_coded_body_is_decoded(coding: str, body: bytes) -> None:
    """The body is decoded, and the headers describe the decoded body."""
    assert decode_content(coded(coding, body)) == Response(200, (("X-Other", "x"),), TEXT)


@pytest.mark.parametrize("coding", ["", "identity", "Identity"])
def test_a_plain_body_stays(coding: str) -> None:
    """A response without a coding is unchanged."""
    assert decode_content(coded(coding, TEXT)) == coded(coding, TEXT)


def test_an_empty_body_needs_no_coding() -> None:
    """An empty body with a coding, as in an answer to HEAD, is accepted."""
    assert decode_content(coded("gzip", b"")) == coded("gzip", b"")


@pytest.mark.parametrize(
    ("coding", "body", "reason"),
    [
        ("gzip", TEXT, "a body that is not in the announced coding `gzip`"),
        ("gzip", pack(TEXT)[:-5], "truncated"),
        ("gzip", pack(bytes(MAX_BODY_BYTES + 1)), "expands to more than 8,388,608 bytes"),
        ("br", TEXT, "`br`, which was not requested"),
    ],
)
def test_what_cannot_be_decoded_says_why(coding: str, body: bytes, reason: str) -> None:
    """A broken, truncated, unknown or exploding coding each has its own message."""
    with pytest.raises(CodingIsUnusable, match=reason):
        decode_content(coded(coding, body))
