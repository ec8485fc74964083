"""Helpers that call the mock within the process, without a server or a socket."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from mockwright.mock_server.app import create_app
from mockwright.mock_server.catalogue import Catalogue, load_catalogue
from mockwright.mock_server.settings import Settings
from mockwright.mock_server.wsgi import Mockwright
from mockwright.openapi.exchange import Request
from mockwright.openapi.json_text import encode_json


@dataclass(frozen=True, kw_only=True)
class Reply:
    """A response; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def value(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.body)


@cache
def bundled() -> Catalogue:
    """The bundled documents, compiled once per process."""
    return load_catalogue(Settings().specs)


def serve(*specs: str, **options: Any) -> Mockwright:
    """The application for the given documents (by default the bundled ones) and settings."""
    if not specs:
        return create_app(Settings(**options), catalogue=bundled())
    return create_app(Settings(specs=specs, **options))


def ask(
    app: Mockwright,
    target: str = "GET /things",
    headers: Mapping[str, str] | None = None,
    body: Any = None,
) -> Reply:
    """Send `METHOD /path?query` to the pipeline; a body other than bytes is sent as JSON."""
    method, _, rest = target.partition(" ")
    path, _, query = rest.partition("?")
    is_json = body is not None and not isinstance(body, bytes)
    sent = {"host": "localhost", **({"content-type": "application/json"} if is_json else {})}
    text = encode_json(body) if is_json else body or b""
    answer = app.pipeline.respond(
        Request(
            method=method, path=path, query=query, headers={**sent, **(headers or {})}, body=text
        )
    )
    received = {name.lower(): value for name, value in answer.headers}
    return Reply(status=answer.status, headers=received, body=answer.body)


def journal(app: Mockwright) -> list[dict[str, Any]]:
    """The application's journal as JSON."""
    return [entry.to_json() for entry in app.pipeline.journal.read().entries]
