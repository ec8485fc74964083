"""A request and its response as plain values, independent of any web framework."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

BodyFault = Literal["", "oversized", "incomplete"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """An HTTP request. `path` is decoded, `query` is raw, header names are lower case.

    `body_fault` says why the body is not all there: it is too large, or it broke off.
    """

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    body_fault: BodyFault = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Response:
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
