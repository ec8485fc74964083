"""Requests and responses as plain values, independent of any web framework.

They are msgspec structs, like all values created for every request: creation takes a quarter of the
time of a named tuple, and attribute access a third. They are not tracked by the garbage collector
(`gc=False`), because they hold only text and JSON values and so cannot form cycles.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from msgspec import Struct

BodyFault = Literal["", "oversized", "incomplete"]

# RFC 9110 and 9112: these frame the message, concern the connection, or describe how the content
# was encoded in transit. A value from a schema would break the message, and Date is the server's.
_SERVER_HEADERS = frozenset(
    {"connection", "content-encoding", "content-length", "content-type", "date", "keep-alive"}
    | {"te", "trailer", "transfer-encoding", "upgrade"}
)


class Request(Struct, frozen=True, gc=False):
    """An HTTP request. `path` is decoded, `query` is raw, header names are lower case.

    `body_fault` says why the body is incomplete: it was too large, or the connection broke off.
    """

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = MappingProxyType({})
    body: bytes = b""
    body_fault: BodyFault = ""


class Response(Struct, frozen=True, gc=False):
    """An HTTP response. `headers` are sent as they are; `Content-Length` is added."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    @property
    def media_type(self) -> str:
        """The media type without parameters; empty if there is no content."""
        for name, value in self.headers:
            if name.lower() == "content-type":
                return value.partition(";")[0].strip()
        return ""


def belongs_to_server(name: str) -> bool:
    """Whether a response header is not the API's: the HTTP server writes it, or `content` does."""
    return name in _SERVER_HEADERS or name.startswith("proxy-")
