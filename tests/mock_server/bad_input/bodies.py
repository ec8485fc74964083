"""Bodies of the wrong type, coding, size or framing."""

from __future__ import annotations

import gzip

from tests.mock_server.bad_input.cases import (
    AUTHORIZATION,
    CLOSE,
    CLOSED,
    HOST,
    JSON,
    SUGGESTION,
    WITH_BODY,
    Case,
    Endpoint,
    call,
    chunk,
    chunked,
    fetch,
    post,
    raw,
)

CHUNKED = "Transfer-Encoding: chunked"
LIMIT = 1024 * 1024
VALID = SUGGESTION.body

WRONG_TYPES = (
    ("text/plain", "`text/plain`"),
    ("application/xml", "`application/xml`"),
    ("application/x-www-form-urlencoded", "`application/x-www-form-urlencoded`"),
    ("multipart/form-data; boundary=x", "`multipart/form-data"),
    ("application/vnd.other+json", "`application/vnd.other+json`"),
    ("application/json, text/html", "`application/json, text/html`"),
    ("application/json; charset=utf-16", "charset is not UTF-8"),
    ("application/json; charset=bogus", "charset is not UTF-8"),
    ("*/*", "`*/*`"),
    (";", "`;`"),
)
RIGHT_TYPES = ('application/json;charset="UTF-8"', "APPLICATION/JSON", "application/json;")
CODINGS = ("gzip", "br", "zstd", "deflate", "gzip, identity")


UNTOLD_BREAK = (
    "the HTTP server does not report an incomplete chunked body: if the part that arrived is "
    "complete JSON, it is used as the body"
)
FIRST_TYPE = (
    "if a request repeats such a header, the HTTP server passes only the first value to WSGI"
)


def _padded(endpoint: Endpoint, size: int) -> bytes:
    """A valid body of exactly `size` bytes."""
    return endpoint.hole % (b'"%b"' % (b"a" * (size - len(endpoint.hole % b'""'))))


def _of_type(endpoint: Endpoint, *lines: str) -> bytes:
    return call(endpoint.method, endpoint.path, *lines, body=endpoint.body)


def _in_chunks(endpoint: Endpoint, body: bytes) -> bytes:
    return raw(f"POST {endpoint.path} HTTP/1.1", HOST, AUTHORIZATION, JSON, CHUNKED, CLOSE) + body


def _announced(length: int, *lines: str, body: bytes = b"") -> bytes:
    """A request with the given `Content-Length`, whatever the length of its body."""
    announced = f"Content-Length: {length}"
    first = f"POST {SUGGESTION.path} HTTP/1.1"
    return raw(first, HOST, AUTHORIZATION, JSON, announced, *lines, CLOSE, body=body)


def _of_wrong_type(endpoint: Endpoint) -> tuple[Case, ...]:
    types = tuple(
        Case(
            id="D3",
            name=f"{endpoint.vendor}: {name}",
            endpoint=endpoint,
            request=_of_type(endpoint, f"Content-Type: {name}"),
            statuses=(415,),
            detail=detail,
        )
        for name, detail in WRONG_TYPES
    )
    codings = tuple(
        Case(
            id="D4",
            name=f"{endpoint.vendor}: Content-Encoding {coding}",
            endpoint=endpoint,
            request=post(endpoint, gzip.compress(endpoint.body), f"Content-Encoding: {coding}"),
            statuses=(415,),
            detail=f"Content-Encoding: {coding}",
        )
        for coding in CODINGS
    )
    return types + codings


def _too_large(endpoint: Endpoint) -> tuple[Case, ...]:
    body = _padded(endpoint, LIMIT + 1)
    requests = {
        "with its length": post(endpoint, body),
        "in chunks": _in_chunks(endpoint, chunked(body, size=65536)),
        "in one chunk": _in_chunks(endpoint, chunked(body, size=len(body))),
        "of another type": call("POST", endpoint.path, "Content-Type: text/plain", body=body),
    }
    return tuple(
        Case(
            id="C7" if "length" in name else "C8",
            name=f"{endpoint.vendor}: one byte over the limit, {name}",
            endpoint=endpoint,
            request=request,
            statuses=(413,),
            detail="larger than 1,048,576 bytes",
        )
        for name, request in requests.items()
    )


def _suggestion(id_: str, name: str, request: bytes, *statuses: int, detail: str = "") -> Case:
    return Case(
        id=id_,
        name=name,
        endpoint=SUGGESTION,
        request=request,
        statuses=statuses,
        detail=detail,
    )


def _cut(name: str, request: bytes, *, limit: str = "") -> Case:
    """A request with an incomplete body, which is refused or dropped, and journaled."""
    return Case(
        id="C5" if "chunk" in name else "C6",
        name=name,
        endpoint=SUGGESTION,
        request=request,
        statuses=(400, CLOSED),
        is_half_closed=True,
        limit=limit,
    )


def _cut_chunks(name: str, body: bytes) -> Case:
    """Chunks that end early, after a complete JSON text."""
    return _cut(name, _in_chunks(SUGGESTION, body), limit=UNTOLD_BREAK)


CHUNK_SIZES = (b"zz", b"-1", b"fffffffffffffffff", b"0x10", b"", b"5 5")
CASES = (
    *(case for endpoint in WITH_BODY for case in _of_wrong_type(endpoint)),
    *(case for endpoint in WITH_BODY for case in _too_large(endpoint)),
    *(
        _suggestion("D3", f"accepted: {name}", _of_type(SUGGESTION, f"Content-Type: {name}"), 200)
        for name in RIGHT_TYPES
    ),
    _suggestion("D3", "no Content-Type", _of_type(SUGGESTION), 415, detail="no `Content-Type`"),
    _suggestion(
        "D3",
        "Content_Type is another header",
        _of_type(SUGGESTION, "Content_Type: application/json"),
        415,
        detail="no `Content-Type`",
    ),
    Case(
        id="D3",
        name="two Content-Types",
        endpoint=SUGGESTION,
        request=_of_type(SUGGESTION, JSON, "Content-Type: text/plain"),
        statuses=(400, 415),
        limit=FIRST_TYPE,
    ),
    _suggestion(
        "A1", "neither body nor type", fetch(SUGGESTION), 400, detail="This operation requires one"
    ),
    _suggestion(
        "D4",
        "accepted: Content-Encoding identity",
        post(SUGGESTION, VALID, "Content-Encoding: identity"),
        200,
    ),
    _suggestion(
        "C7", "accepted: exactly the limit", post(SUGGESTION, _padded(SUGGESTION, LIMIT)), 200
    ),
    _suggestion("C7", "announced far over the limit, never sent", _announced(99_999_999_999), 413),
    _suggestion(
        "C9",
        "asks whether to send far over the limit",
        _announced(99_999_999, "Expect: 100-continue"),
        413,
        417,
    ),
    _suggestion(
        "C9",
        "accepted: asks whether to send",
        _announced(len(VALID), "Expect: 100-continue", body=VALID),
        200,
    ),
    _suggestion(
        "C5", "accepted: in chunks of 7 bytes", _in_chunks(SUGGESTION, chunked(VALID, size=7)), 200
    ),
    _suggestion(
        "C5", "accepted: in chunks of 1 byte", _in_chunks(SUGGESTION, chunked(VALID, size=1)), 200
    ),
    _suggestion(
        "C5",
        "accepted: after 10,000 chunks of white space",
        _in_chunks(SUGGESTION, chunk(b" ") * 10_000 + chunked(VALID)),
        200,
    ),
    _suggestion(
        "C5",
        "accepted: chunk extension",
        _in_chunks(SUGGESTION, b"%x;a=b\r\n%b\r\n0\r\n\r\n" % (len(VALID), VALID)),
        200,
    ),
    _suggestion(
        "C5",
        "accepted: trailers",
        _in_chunks(SUGGESTION, chunk(VALID) + b"0\r\nContent-Type: text/plain\r\n\r\n"),
        200,
    ),
    *(
        _cut(f"chunk size {size!r} first", _in_chunks(SUGGESTION, size + b"\r\n" + chunked(VALID)))
        for size in CHUNK_SIZES
    ),
    *(
        _cut_chunks(f"chunk size {size!r} after all", chunk(VALID) + size + b"\r\n")
        for size in CHUNK_SIZES
    ),
    _cut_chunks("chunk longer than its size", chunk(VALID)[:-2] + b"XX\r\n0\r\n\r\n"),
    _cut("chunk cut", _in_chunks(SUGGESTION, b"%x\r\n%b" % (len(VALID), VALID[:50]))),
    _cut_chunks("chunks without an end", chunk(VALID)),
    _cut("shorter than announced, no JSON", _announced(len(VALID), body=VALID[:50])),
    _cut("shorter than announced, yet JSON", _announced(len(VALID) + 5, body=VALID)),
    _cut("shorter than announced, nothing", _announced(len(VALID))),
)
