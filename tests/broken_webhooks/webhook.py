"""A correct profile endpoint, written by hand; each method implements one rule."""

from __future__ import annotations

import gzip
import hashlib
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import unquote_plus

KEY = "right-key-0123456789"
USER, OTHER, PERSONA = "user-1", "user-2", "persona-1"
MAX_ID = 200
JSON = "application/json"


class Call(NamedTuple):
    """A call as received; header names are lower case."""

    method: str
    query: str
    headers: Mapping[str, str]


class Reply(NamedTuple):
    """An answer. `claims` is the `Content-Length` if it differs from the body's length."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = {"Content-Type": JSON}
    claims: int | None = None


class Refusal(Exception):
    """Refuses a call with a status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def person(profile_id: str, **members: Any) -> dict[str, Any]:
    """A profile with all recommended members."""
    return {
        "id": profile_id,
        "firstName": "Alex",
        "version": "2025-01-01T12:34:20Z",
        "birthdate": "1990-05-14",
        "timeZone": "Europe/Paris",
        "mainPictureUrl": "https://example.org/pictures/main.jpg",
        "pictures": ["https://example.org/pictures/1.jpg"],
        **members,
    }


class Webhook:
    """The endpoint. A variant overrides the method of the rule that it breaks."""

    def __init__(self) -> None:
        self.profiles = {name: person(name) for name in (USER, OTHER, PERSONA)}

    def respond(self, call: Call) -> Reply:
        """The answer to a call."""
        try:
            return self.answer(call)
        except Refusal as refusal:
            return self.refuse(refusal.status)

    def answer(self, call: Call) -> Reply:
        """The profile. Raises `Refusal`."""
        self.check_key(call)
        self.check_method(call)
        profile = self.find(self.read_id(call.query))
        return self.send(call, self.write(self.show(profile)))

    def refuse(self, status: int) -> Reply:
        """The answer for a refusal."""
        return Reply(status, b'{"error":"no"}')

    def check_method(self, call: Call) -> None:
        """Refuse methods other than GET and HEAD."""
        if call.method not in {"GET", "HEAD"}:
            raise Refusal(405)

    def check_key(self, call: Call) -> None:
        """Refuse calls without the complete key as a bearer token."""
        sent = call.headers.get("authorization")
        if sent is None:
            self.miss_key(call)
        elif sent != f"Bearer {KEY}":
            self.refuse_key(call, sent)

    def miss_key(self, call: Call) -> None:
        """Handle a missing key."""
        _ = call
        raise Refusal(401)

    def refuse_key(self, call: Call, sent: str) -> None:
        """Handle a wrong key."""
        _ = call, sent
        raise Refusal(401)

    def read_id(self, query: str) -> str:
        """The id in the query."""
        pairs = [part.partition("=") for part in query.split("&")]
        values = [value for name, _, value in pairs if self.is_parameter(name)]
        if not values:
            return self.miss_id()
        if len(values) > 1:
            return self.choose_id([self.decode(value) for value in values])
        return self.accept_id(self.decode(values[0]))

    def is_parameter(self, name: str) -> bool:
        """Whether this is the parameter's name."""
        return name == "profileId"

    def miss_id(self) -> str:
        """Handle a missing id."""
        raise Refusal(400)

    def choose_id(self, values: list[str]) -> str:
        """Handle several ids."""
        _ = values
        raise Refusal(400)

    def decode(self, value: str) -> str:
        """The decoded value of a query parameter."""
        try:
            return unquote_plus(value, errors="strict")
        except UnicodeDecodeError:
            raise Refusal(400) from None

    def accept_id(self, profile_id: str) -> str:
        """The id, if it is acceptable."""
        if not profile_id:
            return self.miss_id()
        if len(profile_id) > MAX_ID:
            raise Refusal(414)
        return profile_id

    def find(self, profile_id: str) -> dict[str, Any]:
        """The profile of the id."""
        if profile_id in self.profiles:
            return self.profiles[profile_id]
        return self.miss(profile_id)

    def miss(self, profile_id: str) -> dict[str, Any]:
        """Handle an unknown id."""
        _ = profile_id
        raise Refusal(404)

    def show(self, profile: dict[str, Any]) -> dict[str, Any]:
        """The profile as returned to callers."""
        return profile

    def write(self, profile: dict[str, Any]) -> bytes:
        """The body."""
        return json.dumps({"profile": profile}).encode()

    def send(self, call: Call, body: bytes) -> Reply:
        """A 200 with the body, or a 304."""
        tag = f'"{hashlib.sha256(body).hexdigest()}"'
        if self.is_unchanged(call, tag):
            return Reply(304, b"", {"ETag": tag})
        headers = {"Content-Type": JSON, "ETag": tag}
        if self.may_compress(call):
            return Reply(200, self.compress(body), {**headers, "Content-Encoding": "gzip"})
        return Reply(200, body, headers)

    def is_unchanged(self, call: Call, tag: str) -> bool:
        """Whether the caller already has this answer."""
        return call.headers.get("if-none-match") == tag

    def may_compress(self, call: Call) -> bool:
        """Whether the caller accepts gzip."""
        return "gzip" in call.headers.get("accept-encoding", "")

    def compress(self, body: bytes) -> bytes:
        """The body as gzip."""
        return gzip.compress(body, mtime=0)


class _Server(ThreadingHTTPServer):
    request_queue_size = 128
    daemon_threads = True


def _make_handler(respond: Callable[[Call], Reply]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_call(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            self.rfile.read(length)
            query = self.path.partition("?")[2]
            headers = {name.lower(): value for name, value in self.headers.items()}
            reply = respond(Call(self.command, query, headers))
            is_bare = reply.status in {204, 304}
            length = 0 if is_bare else len(reply.body)
            claims = length if reply.claims is None else reply.claims
            lines = [f"HTTP/1.1 {reply.status} Status", f"Content-Length: {claims}"]
            lines += [f"{name}: {value}" for name, value in reply.headers.items()]
            body = b"" if self.command == "HEAD" or is_bare else reply.body
            self.wfile.write("\r\n".join([*lines, "", ""]).encode("latin-1") + body)
            self.close_connection = claims != length

        def __getattr__(self, name: str) -> Any:
            if name.startswith("do_"):
                return self.handle_call
            raise AttributeError(name)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base's name
            _ = format, args

    return Handler


@contextmanager
def serving(respond: Callable[[Call], Reply]) -> Iterator[str]:
    """Serve `respond` within the block; yields the URL."""
    server = _Server(("127.0.0.1", 0), _make_handler(respond))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/profile"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
