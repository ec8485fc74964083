"""Heads and framings that HTTP/1.1 forbids or leaves to the recipient."""

from __future__ import annotations

from tests.mock_server.bad_input.cases import (
    AUTHORIZATION,
    CLOSE,
    CLOSED,
    EXPORT,
    HOST,
    JSON,
    SUGGESTION,
    Case,
    chunked,
    good,
    raw,
)

GET = f"GET {EXPORT.path} HTTP/1.1"
POST = f"POST {SUGGESTION.path} HTTP/1.1"
VALID = SUGGESTION.body
CHUNKED = "Transfer-Encoding: chunked"
LENGTH = f"Content-Length: {len(VALID)}"
TLS_HELLO = bytes.fromhex("16030100c8010000c403034d") + b"a" * 190
H2_PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00"

BY_SERVER = (
    "the HTTP server refuses malformed HTTP and oversized heads before the mock sees them: with a "
    "status but no body, and without an entry in the journal"
)

HEADS = {
    "300 KB header": good(EXPORT, "X: " + "a" * 300_000),
    "2,000 headers": good(EXPORT, *(f"X-{number}: a" for number in range(2000))),
    "150 headers": good(EXPORT, *(f"X-{number}: a" for number in range(150))),
    "70 KB URL": raw(f"GET /{'a' * 70_000} HTTP/1.1", HOST, CLOSE),
    "NUL in a header": good(EXPORT, b"X: a\x00b"),
    "NUL in a header's name": good(EXPORT, b"X\x00: a"),
    "folded header": good(EXPORT, "X: a", " b"),
    "folded first header": raw(GET, " " + HOST, CLOSE),
    "carriage return in a header": good(EXPORT, b"X: a\rb"),
    "no colon": good(EXPORT, "Xabc"),
    "space before the colon": good(EXPORT, "X : a"),
    "no name": good(EXPORT, ": a"),
    "name that is not ASCII": good(EXPORT, b"\xc3\xa9: a"),
    "no method": raw(f" {EXPORT.path} HTTP/1.1", HOST, CLOSE),
    "method that is not a token": raw(f"P(T {EXPORT.path} HTTP/1.1", HOST, CLOSE),
    "no target": raw("GET HTTP/1.1", HOST, CLOSE),
    "two spaces": raw(f"GET  {EXPORT.path} HTTP/1.1", HOST, CLOSE),
    "space in the target": raw("GET /a b HTTP/1.1", HOST, CLOSE),
    "query alone": raw("GET ?a HTTP/1.1", HOST, CLOSE),
    "target that is not UTF-8": raw(b"GET /\xff HTTP/1.1", HOST, CLOSE),
    "query that is not UTF-8": raw(b"GET /?a=\xff HTTP/1.1", HOST, CLOSE),
    "angle brackets in the target": raw("GET /<script> HTTP/1.1", HOST, CLOSE),
    "HTTP/0.9": b"GET /\r\n",
    "HTTP/0.9 with an empty line": f"GET {EXPORT.path}\r\n\r\n".encode(),
    "HTTP/1.2": raw(f"GET {EXPORT.path} HTTP/1.2", HOST, CLOSE),
    "HTTP/2.0": raw(f"GET {EXPORT.path} HTTP/2.0", HOST, CLOSE),
    "HTTP/9.9": raw(f"GET {EXPORT.path} HTTP/9.9", HOST, CLOSE),
    "http/1.1": raw(f"GET {EXPORT.path} http/1.1", HOST, CLOSE),
    "HTTP/2 preface": H2_PREFACE,
    "TLS hello": TLS_HELLO,
    "bytes that are nothing": b"\x00\xff\x00\xff\r\n\r\n",
}
LENGTHS: dict[str, tuple[str | bytes, ...]] = {
    "two different lengths": (LENGTH, "Content-Length: 5"),
    "list of lengths": (f"Content-Length: {len(VALID)}, {len(VALID)}",),
    "negative length": ("Content-Length: -1",),
    "length with a sign": (f"Content-Length: +{len(VALID)}",),
    "hexadecimal length": ("Content-Length: 0x71",),
    "length with an underscore": ("Content-Length: 1_1",),
    "length with a space": ("Content-Length: 11 2",),
    "empty length": ("Content-Length:",),
    "length of 31 digits": (f"Content-Length: 1{'0' * 30}",),
    "length beyond 64 bits": ("Content-Length: 99999999999999999999",),
    "length in words": ("Content-Length: a",),
    "length in another script": (b"Content-Length: \xb2",),
}
CODINGS: dict[str, tuple[str | bytes, ...]] = {
    "unknown coding": ("Transfer-Encoding: foo",),
    "chunked not last": ("Transfer-Encoding: chunked, gzip",),
    "identity": ("Transfer-Encoding: identity",),
    "coding that ends as chunked": ("Transfer-Encoding: xchunked",),
    "coding after a control character": (b"Transfer-Encoding: \x0bchunked",),
    "coding in quotes": ('Transfer-Encoding: "chunked"',),
    "two codings in two headers": (CHUNKED, "Transfer-Encoding: foo"),
}
# The HTTP server decodes the chunks; the application has to check the other codings.
FORBIDDEN: dict[str, tuple[str | bytes, ...]] = {
    "chunked twice": ("Transfer-Encoding: chunked, chunked",),
    "gzip, then chunked": ("Transfer-Encoding: gzip, chunked",),
}
# RFC 9112, 6.3: with both, the chunks decide, and the connection is closed afterwards.
BOTH: dict[str, tuple[str | bytes, ...]] = {
    "length and chunked": (LENGTH, CHUNKED),
    "short length and chunked": ("Content-Length: 4", CHUNKED),
    "chunked and length": (CHUNKED, LENGTH),
}
ACCEPTED = {
    "chunked in capitals": raw(
        POST, HOST, AUTHORIZATION, JSON, "Transfer-Encoding: CHUNKED", CLOSE, body=chunked(VALID)
    ),
    "two equal lengths": raw(POST, HOST, AUTHORIZATION, JSON, LENGTH, LENGTH, CLOSE, body=VALID),
    "white space around the length": raw(
        POST, HOST, AUTHORIZATION, JSON, f"Content-Length:  {len(VALID)} ", CLOSE, body=VALID
    ),
}
ACCEPTED_HEADS = {
    "line break before": b"\r\n" + good(EXPORT),
    "HTTP/1.0": good(EXPORT).replace(b"HTTP/1.1", b"HTTP/1.0"),
    "90 headers": good(EXPORT, *(f"X-{number}: a" for number in range(90))),
    "60 KB header": good(EXPORT, "X: " + "a" * 60_000),
    "Latin-1 header": good(EXPORT, b"X: \xff\xfe"),
    "expectation that is unknown": good(EXPORT, "Expect: foo"),
    "body where none is documented": good(EXPORT, "Content-Length: 5") + b"hello",
    # RFC 9112, 2.2: a recipient may accept a single line feed as the end of a line.
    "line feeds alone": good(EXPORT).replace(b"\r\n", b"\n"),
    "one line feed alone": good(EXPORT, b"X: a\nY: b"),
}


def _id_of_head(name: str) -> str:
    """The id C16 for sizes, C17 for versions and protocols, C9 for expectations, otherwise C15."""
    if "KB" in name or name.endswith("0 headers"):
        return "C16"
    if name.upper().startswith(("HTTP", "TLS", "BYTES THAT")):
        return "C17"
    return "C9" if name.startswith("expectation") else "C15"


def _by_server(id_: str, name: str, request: bytes) -> Case:
    """A case that the HTTP server refuses with a status and no body, or by closing."""
    return Case(
        id=id_,
        name=name,
        request=request,
        statuses=(400, 414, 431, CLOSED),
        entries=0,
        is_by_server=True,
        is_half_closed=True,
    )


def _framed(lines: tuple[str | bytes, ...], body: bytes) -> bytes:
    return raw(POST, HOST, AUTHORIZATION, JSON, *lines, CLOSE, body=body)


CASES = (
    *(_by_server(_id_of_head(name), name, request) for name, request in HEADS.items()),
    *(
        _by_server(
            "C2" if "of lengths" in name or "two" in name else "C1", name, _framed(lines, VALID)
        )
        for name, lines in LENGTHS.items()
    ),
    *(_by_server("C4", name, _framed(lines, chunked(VALID))) for name, lines in CODINGS.items()),
    _by_server(
        "C4",
        "chunked in HTTP/1.0",
        _framed((CHUNKED,), chunked(VALID)).replace(b"HTTP/1.1", b"HTTP/1.0"),
    ),
    *(
        Case(
            id="C4",
            name=name,
            endpoint=SUGGESTION,
            request=_framed(lines, chunked(VALID)),
            statuses=(400, 415),
        )
        for name, lines in FORBIDDEN.items()
    ),
    *(
        Case(
            id="C3",
            name=f"accepted or refused, then closed: {name}",
            endpoint=SUGGESTION,
            request=_framed(lines, chunked(VALID)),
            statuses=(200, 400),
        )
        for name, lines in BOTH.items()
    ),
    Case(
        id="C16",
        name="300 KB header, refused as the operation documents it",
        endpoint=EXPORT,
        request=HEADS["300 KB header"],
        statuses=(431,),
        limit=BY_SERVER,
    ),
    Case(
        id="C13",
        name="relative target",
        request=raw("GET a HTTP/1.1", HOST, CLOSE),
        statuses=(400, 404),
    ),
    *(
        Case(
            id="C4" if "chunked" in name else "C2",
            name=f"accepted: {name}",
            endpoint=SUGGESTION,
            request=request,
            statuses=(200,),
        )
        for name, request in ACCEPTED.items()
    ),
    *(
        Case(
            id=_id_of_head(name),
            name=f"accepted: {name}",
            endpoint=EXPORT,
            request=request,
            statuses=(200,),
        )
        for name, request in ACCEPTED_HEADS.items()
    ),
)
