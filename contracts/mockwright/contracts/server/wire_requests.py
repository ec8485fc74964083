"""Requests in wire form, without the server's address and credentials."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote, unquote

from mockwright.contracts.engine.exchanges import Headers
from mockwright.openapi.exchange import Request

# Characters that need no encoding (RFC 3986, `pchar` without the separators).
_PLAIN = "-._~!$'()*,:@"


class WireRequest(NamedTuple):
    """A request to send. `path` is relative to the server's base path; it and `query` are raw."""

    method: str
    path: str
    query: str = ""
    headers: Headers = ()
    body: bytes = b""

    @property
    def target(self) -> str:
        """Path and query."""
        return f"{self.path}?{self.query}" if self.query else self.path

    def with_header(self, name: str, value: str) -> WireRequest:
        """The request with this header, replacing others of its name."""
        return self.without_header(name)._replace(
            headers=(*self.without_header(name).headers, (name, value))
        )

    def without_header(self, name: str) -> WireRequest:
        """The request without the headers of this name."""
        kept = tuple(pair for pair in self.headers if pair[0].lower() != name.lower())
        return self._replace(headers=kept)

    def with_query(self, name: str, value: str) -> WireRequest:
        """The request with one more query parameter."""
        pair = f"{encode_part(name)}={encode_part(value)}"
        return self._replace(query=f"{self.query}&{pair}" if self.query else pair)

    def with_cookie(self, name: str, value: str) -> WireRequest:
        """The request with one more cookie."""
        sent = [text for other, text in self.headers if other.lower() == "cookie"]
        return self.with_header("Cookie", "; ".join([*sent, f"{name}={value}"]))

    def to_request(self) -> Request:
        """The request in the form that documents are matched and validated against."""
        return Request(
            method=self.method,
            path=unquote(self.path),
            query=self.query,
            headers={name.lower(): value.strip() for name, value in self.headers},
            body=self.body,
        )


def encode_part(text: str) -> str:
    """Percent-encode a path segment, or a name or value in a query."""
    return quote(text, safe=_PLAIN)
