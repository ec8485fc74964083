"""The control surface: hostile text, and requests without the token."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from tests.mock_server.bad_input.cases import CLOSE, EXPORT, HOST, SUGGESTION, good, post, raw
from tests.mock_server.bad_input.control_surface import ENCODED_PATHS
from tests.processes import KEY, WRONG_KEY
from tests.torture.cases import Case
from tests.torture.testbed import Testbed
from tests.wire import exchange, parse_replies

HOSTILE = {
    "a terminal's link": b"\x1b]8;;http://evil.example\x07click\x1b]8;;\x07",
    "a terminal's colours and title": b"\x1b[2J\x1b[31m\x1b]0;title\x07",
    "eight-bit escapes": b"\xc2\x9b31m\xc2\x9d0;title\xc2\x9c",
    "a script": b"</script><script>alert(1)</script>",
    "an address that runs": b"javascript:alert(1)",
    "an attribute that ends": b'" onmouseover="alert(1)',
    "text from right to left": "\u202etxt.exe\u2066".encode(),
    "a template": b"{{7*7}}${7*7}<%= 7*7 %>#{7*7}",
    "a lookup": b"${jndi:ldap://127.0.0.1:9/x}",
    "a format": b"%s%n{0.__class__}%(x)s",
    "a formula": b"=cmd|' /C calc'!A0",
    "a line break with a status": b"x\r\nHTTP/1.1 200 OK\r\n",
}


def _percent(text: bytes) -> str:
    return "".join(f"%{byte:02x}" for byte in text)


def _escape(text: bytes) -> bytes:
    return b"".join(rb"\u%04x" % ord(character) for character in text.decode())


def check_hostile_text(testbed: Testbed, *, text: bytes) -> Iterator[str]:
    """Hostile text in a path, query, header or body is shown only as JSON."""
    server = testbed.server
    stderr = server.stderr_text()
    header = bytes(byte for byte in text if byte not in b"\r\n\x1b\x07")
    answers = [
        exchange(server.port, request)
        for request in (
            raw(f"GET /{_percent(text)} HTTP/1.1", HOST, CLOSE),
            good(EXPORT).replace(b" HTTP", f"?x={_percent(text)} HTTP".encode(), 1),
            good(EXPORT, b"X-Captured: " + header),
            post(SUGGESTION, SUGGESTION.hole % (b'"%b"' % _escape(text))),
            post(SUGGESTION, b'{"%b":1}' % _escape(text)),
        )
    ]
    journal = exchange(server.port, raw("GET /_mock/journal HTTP/1.1", HOST, CLOSE))
    for answer in (*answers, journal):
        (reply,) = parse_replies(answer)
        if not reply.is_json:
            yield f"{reply.media_type} instead of JSON"
        if any(byte < 0x20 for byte in reply.body):
            yield f"the answer has control characters: {reply.body[:200]!r}"
        if {name for name, _ in reply.headers} & {"x-captured", "location", "set-cookie"}:
            yield "the text became a header"
    if parse_replies(journal)[0].header("x-content-type-options") != "nosniff":
        yield "a browser may take the journal for a page"
    if server.stderr_text() != stderr:
        yield f"the server wrote {server.stderr_text()[len(stderr) :]!r}"


CONTROLS = ("GET /_mock/journal", "POST /_mock/reset", "GET /_mock/state", "GET /", "GET /_mock")
DETOURS = tuple(f"POST {path}" for path in (*ENCODED_PATHS, "/_mock//reset", "/_mock/./reset"))
NO_TOKENS: dict[str, tuple[str | bytes, ...]] = {
    "no token": (),
    "another token": (f"Authorization: Bearer {WRONG_KEY}",),
    "the token cut": (f"Authorization: Bearer {KEY[:-1]}",),
    "the token and more": (f"Authorization: Bearer {KEY}x",),
    "the token as another scheme": (f"Authorization: Basic {KEY}",),
    "the token in a cookie": (f"Cookie: token={KEY}",),
    "the token in another header": (f"X-Api-Key: {KEY}",),
    "a token that is not ASCII": (b"Authorization: Bearer \xff\xfe",),
    "a token that is empty": ("Authorization: Bearer ",),
}


def check_token(testbed: Testbed, *, target: str, lines: tuple[str | bytes, ...]) -> Iterator[str]:
    """A request without the token is refused on every path and changes nothing."""
    server = testbed.share("--token", KEY)
    exchange(server.port, good(EXPORT))
    before = len(server.journal()["entries"])
    received = exchange(server.port, raw(f"{target} HTTP/1.1", HOST, *lines, CLOSE))
    (reply,) = parse_replies(received)
    if reply.status not in {401, 404, 405}:
        yield f"{target} got {reply.status}"
    if target in CONTROLS and reply.status != 401:
        yield f"{target} got {reply.status} instead of 401"
    if len(server.journal()["entries"]) < before:
        yield "the journal was emptied"
    if KEY.encode() in received:
        yield "the answer has the token"


def check_token_in_query(testbed: Testbed) -> Iterator[str]:
    """A token in the query is not accepted, because logs would contain it."""
    yield from check_token(testbed, target=f"GET /_mock/journal?token={KEY}", lines=())


CASES = (
    *(
        Case(id="D11", name=name, check=partial(check_hostile_text, text=text))
        for name, text in HOSTILE.items()
    ),
    Case(
        id="D11",
        name="captured text in a page",
        absent="the mock serves no page: all that it shows of a request is JSON",
    ),
    *(
        Case(
            id="D2",
            name=f"{target}, {name}",
            check=partial(check_token, target=target, lines=lines),
        )
        for target in CONTROLS
        for name, lines in NO_TOKENS.items()
    ),
    *(
        Case(
            id="D2",
            name=f"{target}, where a token is wanted",
            check=partial(check_token, target=target, lines=()),
        )
        for target in DETOURS
    ),
    Case(id="D2", name="the token in the query", check=check_token_in_query),
)
