"""A request and its response as plain values, independent of any web framework.

Named tuples, like all values that are made for every request: half the price of frozen dataclasses.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

BodyFault = Literal["", "oversized", "incomplete"]


class Request(NamedTuple):
    """An HTTP request. `path` is decoded, `query` is raw, header names are lower case.

    `body_fault` says why the body is not all there: it is too large, or it broke off.
    """

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = MappingProxyType({})
    body: bytes = b""
    body_fault: BodyFault = ""


class Response(NamedTuple):
    """An HTTP response. `headers` come as they are sent, without `Content-Length`."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    @property
    def media_type(self) -> str:
        """The media type without parameters; empty where there is no content."""
        for name, value in self.headers:
            if name.lower() == "content-type":
                return value.partition(";")[0].strip()
        return ""
