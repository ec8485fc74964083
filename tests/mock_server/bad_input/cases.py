"""A case of bad input: the bytes that are sent, and the expected outcome."""

from __future__ import annotations

from dataclasses import dataclass

from tests.processes import KEY

HOST = "Host: 127.0.0.1"
AUTHORIZATION = f"Authorization: Bearer {KEY}"
JSON = "Content-Type: application/json"
CLOSE = "Connection: close"
CLOSED = 0  # for a connection that is closed without an answer


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """The target of a case: it determines the error format and the documented answers.

    `body` is a valid request body; `hole` is another one in which `%s` stands for any JSON value.
    """

    method: str
    path: str
    vendor: str
    operation: str = ""
    body: bytes = b""
    hole: bytes = b""
    success: int = 200


_PROFILES = b'"userProfile":{"id":"u","firstName":"A"},"personaProfile":{"id":"p","nickname":"M"}'
_MESSAGES = b'"messages":[{"id":"1","sender":"USER","date":"2025-01-01T12:00:00Z","text":"Hi"}]'
SUGGESTION = Endpoint(
    method="POST",
    path="/cs/v1/content_creation/suggestion",
    vendor="dumgum",
    operation="generate_suggestions",
    body=b"{%b}" % (_PROFILES + b',"language":"EN"'),
    hole=b"{%b}" % (_PROFILES + b',"language":"EN","x":%b'),
)
REPLY = Endpoint(
    method="POST",
    path="/cs/v1/content_creation/conversations/generate",
    vendor="dumgum",
    operation="generate_reply",
    body=b"{%b}" % (_PROFILES + b',"language":"EN",' + _MESSAGES),
    hole=b"{%b}" % (_PROFILES + b',"language":"EN","x":%b,' + _MESSAGES),
)
WEBHOOK = Endpoint(
    method="GET", path="/webhooks/profile", vendor="dumgum", operation="fetch_profile"
)
CONTACT = Endpoint(
    method="POST",
    path="/new/v2.0/profiles",
    vendor="cognigy",
    operation="create_contact_profile",
    body=b'{"contactIds":["a"]}',
    hole=b'{"contactIds":["a"],"profile":{"x":%b}}',
    success=201,
)
EXPORT = Endpoint(
    method="GET",
    path="/api/profiles/user-123/export",
    vendor="getprofile",
    operation="export_profile",
)
NOWHERE = Endpoint(method="GET", path="/", vendor="ours")
CONTROL = Endpoint(method="POST", path="/_mock/reset", vendor="control")

WITH_BODY = (SUGGESTION, CONTACT)
OPERATIONS = (SUGGESTION, REPLY, WEBHOOK, CONTACT, EXPORT)
QUERIES = {WEBHOOK.path: "?profileId=user-1"}


@dataclass(frozen=True, kw_only=True)
class Case:
    """One exchange.

    `statuses` are the permitted ones, with `CLOSED` for no answer. `id` is the id in the torture
    suite's checklist. `entries` is the number of requests that the journal records. If
    `is_by_server`, the HTTP server below the application answers, without a body and without a
    journal entry. `is_example` marks a requested answer, even if it is an error. `limit` is the
    reason of a known limit: the case is then expected to fail.
    """

    id: str
    name: str
    request: bytes
    statuses: tuple[int, ...]
    endpoint: Endpoint = NOWHERE
    detail: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    entries: int = 1
    is_by_server: bool = False
    is_example: bool = False
    is_half_closed: bool = False
    limit: str = ""

    @property
    def has_body(self) -> bool:
        """Whether the answer may carry a body."""
        return not self.request.startswith(b"HEAD ")


def raw(first_line: str | bytes, *lines: str | bytes, body: bytes = b"") -> bytes:
    """A request with exactly these lines; text is encoded as Latin-1."""
    every = (line if isinstance(line, bytes) else line.encode("latin-1") for line in lines)
    first = first_line if isinstance(first_line, bytes) else first_line.encode("latin-1")
    return b"\r\n".join([first, *every, b"", b""]) + body


def call(method: str, target: str, *lines: str | bytes, body: bytes = b"") -> bytes:
    """A request with a valid host, a key, the given lines, and the length of its body."""
    length = (f"Content-Length: {len(body)}",) if body or method == "POST" else ()
    first = f"{method} {target} HTTP/1.1"
    return raw(first, HOST, AUTHORIZATION, *lines, *length, CLOSE, body=body)


def fetch(endpoint: Endpoint, *lines: str | bytes, query: str = "") -> bytes:
    """A request without a body."""
    return call(endpoint.method, endpoint.path + query, *lines)


def post(endpoint: Endpoint, body: bytes, *lines: str | bytes) -> bytes:
    """A request with a JSON body."""
    return call(endpoint.method, endpoint.path, JSON, *lines, body=body)


def good(endpoint: Endpoint, *lines: str | bytes) -> bytes:
    """A valid request with additional header lines."""
    if endpoint.body:
        return post(endpoint, endpoint.body, *lines)
    return fetch(endpoint, *lines, query=QUERIES.get(endpoint.path, ""))


def without_host(endpoint: Endpoint, *lines: str | bytes) -> bytes:
    """A valid request with other lines instead of its `Host`."""
    return _swap(good(endpoint), HOST, lines)


def without_key(endpoint: Endpoint, *lines: str | bytes) -> bytes:
    """A valid request with other lines instead of its credential."""
    return _swap(good(endpoint), AUTHORIZATION, lines)


def _swap(request: bytes, line: str, lines: tuple[str | bytes, ...]) -> bytes:
    every = (new if isinstance(new, bytes) else new.encode("latin-1") for new in lines)
    old = line.encode() + b"\r\n"
    return request.replace(old, b"".join(new + b"\r\n" for new in every), 1)


def chunked(body: bytes, *, size: int = 1000) -> bytes:
    """A chunked body with chunks of at most `size` bytes, and its end."""
    starts = range(0, len(body), size)
    chunks = (chunk(body[start : start + size]) for start in starts)
    return b"".join(chunks) + b"0\r\n\r\n"


def chunk(data: bytes) -> bytes:
    """One chunk."""
    return b"%x\r\n%b\r\n" % (len(data), data)
