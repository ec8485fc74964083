"""The WSGI application: API requests go to the pipeline, the control surface is Flask's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from flask import Flask

from mockwright.mock_server.control.routes import PREFIX
from mockwright.mock_server.pipeline import Pipeline
from mockwright.mock_server.request.problems import status_line
from mockwright.mock_server.steering.faults.delivery import FaultyResponse
from mockwright.openapi.exchange import BodyFault, Request
from mockwright.openapi.operations import Operation
from mockwright.openapi.routing import NoPath

# Variables of WSGI, each with the headers that it may carry.
Spellings = tuple[tuple[str, tuple[str, ...]], ...]

_CONTROL_DEPTH = PREFIX + "/"
# `Content_Type` and `Content-Type` are different headers, but WSGI gives both the same name.
_NOT_THEMSELVES = frozenset({"HTTP_CONTENT_TYPE", "HTTP_CONTENT_LENGTH"})


class Mockwright(Flask):
    """A Flask application that offers API requests to the pipeline before Flask handles them.

    Flask's request context costs more than the whole pipeline; only the control surface needs it.
    """

    def __init__(self, pipeline: Pipeline, max_body_bytes: int) -> None:
        super().__init__("mock_server", static_folder=None)
        self.pipeline = pipeline
        self.spellings = find_spellings(pipeline.router.operations)
        self.max_body_bytes = max_body_bytes
        self.config["MAX_CONTENT_LENGTH"] = max_body_bytes
        self.url_map.merge_slashes = False  # `/_mock//live` is a 404, not a redirect

    def wsgi_app(self, environ: Any, start_response: Any) -> Any:
        """The WSGI entry point, as Flask defines it."""
        if self.is_for_flask(environ):
            return super().wsgi_app(environ, start_response)
        request = read_request(environ, self.max_body_bytes, self.spellings)
        response = self.pipeline.respond(request)
        if isinstance(response, FaultyResponse):
            return self.pipeline.delivery.send(response, start_response)
        start_response(status_line(response.status), list(response.headers))
        return [response.body]

    def is_for_flask(self, environ: Mapping[str, Any]) -> bool:
        """Whether Flask handles a request: `/_mock/…`, and `/` unless a document defines it."""
        path: str = environ["PATH_INFO"]
        if path == "/":
            return isinstance(self.pipeline.router.match(environ["REQUEST_METHOD"], "/"), NoPath)
        return path == PREFIX or path.startswith(_CONTROL_DEPTH)


def find_spellings(operations: Iterable[Operation]) -> Spellings:
    """The variables of documented headers whose names contain `_`, with the names of each.

    WSGI names the variable of both `tenant_id` and `Tenant-Id` `HTTP_TENANT_ID`, and Granian, too,
    gives nothing else. The variable does not show which of them was sent, so the documents decide:
    the header has the documented name, or both names where both are documented.
    """
    names = sorted({name for operation in operations for name in operation.header_names})
    named = [(_variable(name), name) for name in names]
    ambiguous = dict.fromkeys(variable for variable, name in named if "_" in name)
    return tuple(
        (variable, tuple(name for other, name in named if other == variable))
        for variable in ambiguous
    )


def _variable(name: str) -> str:
    return "HTTP_" + name.upper().replace("-", "_")


def read_request(
    environ: Mapping[str, Any], max_body_bytes: int, spellings: Spellings = ()
) -> Request:
    """Convert a WSGI environment to a request; a body declared as too large is not read."""
    headers = {name: value for key, value in environ.items() if (name := header_name(key))}
    for variable, names in spellings:
        if variable in environ:
            headers.pop(header_name(variable), None)
            headers.update(dict.fromkeys(names, environ[variable]))
    if environ.get("CONTENT_TYPE"):
        headers["content-type"] = environ["CONTENT_TYPE"]
    path: str = environ["PATH_INFO"]
    if not path.isascii():
        path = path.encode("latin-1", "replace").decode("utf-8", "replace")
    body, body_fault = _read_body(environ, max_body_bytes)
    query = environ.get("QUERY_STRING", "")
    return Request(environ["REQUEST_METHOD"], path, query, headers, body, body_fault)


@lru_cache(maxsize=512)
def header_name(key: str) -> str:
    """The header that a variable holds: `HTTP_USER_AGENT` -> `user-agent`; empty if none."""
    if not key.startswith("HTTP_") or key in _NOT_THEMSELVES:
        return ""
    return key[5:].replace("_", "-").lower()


def _read_body(environ: Mapping[str, Any], max_body_bytes: int) -> tuple[bytes, BodyFault]:
    announced = environ.get("CONTENT_LENGTH")
    if not announced and "HTTP_TRANSFER_ENCODING" not in environ:
        return b"", ""
    length = int(announced) if announced else None
    if length is not None and length > max_body_bytes:
        return b"", "oversized"
    body: bytes = environ["wsgi.input"].read(max_body_bytes + 1)
    if len(body) > max_body_bytes:
        return body[:max_body_bytes], "oversized"
    return body, "incomplete" if length is not None and len(body) < length else ""
