"""Readiness: announce the server's address as soon as it has answered a request."""

from __future__ import annotations

import http.client
import json
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

_READY_SECONDS = 60
_PROBE_SECONDS = 0.02


@dataclass(frozen=True, kw_only=True, slots=True)
class Running:
    """The address of a running server."""

    url: str
    port: int


def announce_when_ready(
    running: Running, control_token: str | None, on_ready: Callable[[Running], None]
) -> None:
    """Call `on_ready` once, in its own thread, when the server has answered a request."""
    threading.Thread(target=_announce, args=(running, control_token, on_ready), daemon=True).start()


def _announce(
    running: Running, control_token: str | None, on_ready: Callable[[Running], None]
) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline:
        if _is_ready(running, control_token):
            on_ready(running)
            return
        time.sleep(_PROBE_SECONDS)


def _is_ready(running: Running, control_token: str | None) -> bool:
    host = urlsplit(running.url).hostname or ""
    connection = http.client.HTTPConnection(host, running.port, timeout=_READY_SECONDS)
    try:
        headers = {"Authorization": f"Bearer {control_token or ''}"}
        connection.request("GET", "/_mock/ready", headers=headers)
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


def write_ready_file(path: Path, running: Running, seed: int) -> None:
    """Write the server's address to a JSON file, atomically."""
    text = json.dumps({"url": running.url, "port": running.port, "seed": seed, "pid": os.getpid()})
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_text(text + "\n", encoding="utf-8")
    temporary.replace(path)
