"""The trap: a proxy that lets nothing through, and remembers whom it was asked for."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler
from typing import Any

from mockwright.contracts.engine.exchanges import Exchange, SentRequest
from mockwright.openapi.exchange import Response

_SECONDS = 10.0
_MAX_CAUGHT = 1000
_REFUSAL = b"This call goes past the mock, and was caught. Send it to the mock's URL.\n"
_VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
_LOOPBACK = "localhost,127.0.0.1,::1"


class Trap:
    """What was caught so far. Only method and address are kept: `CONNECT` hides the rest."""

    def __init__(self) -> None:
        self.caught: list[Exchange] = []
        self.port = 0

    def variables(self) -> Mapping[str, str]:
        """The environment that leads every call that is not for this machine here."""
        both = {**dict.fromkeys(_VARIABLES, f"http://127.0.0.1:{self.port}"), "NO_PROXY": _LOOPBACK}
        return {**both, **{name.lower(): text for name, text in both.items()}}

    def catch(self, method: str, address: str) -> None:
        """Remember a call."""
        if len(self.caught) < _MAX_CAUGHT:
            is_tunnel = method == "CONNECT"
            url = f"https://{address.removesuffix(':443')}/" if is_tunnel else address
            response = Response(502, (("Content-Type", "text/plain"),), _REFUSAL)
            self.caught.append(Exchange(SentRequest(method, url), response))


@contextmanager
def set_trap() -> Iterator[Trap]:
    """A trap on a free port of this machine, until the block is left."""
    trap = Trap()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), partial(_Handler, trap)) as server:
        server.daemon_threads = True
        trap.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield trap
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    """Refuses whatever it is asked for."""

    timeout = _SECONDS

    def __init__(self, trap: Trap, *connection: Any) -> None:
        self._trap = trap
        super().__init__(*connection)

    def handle_one_request(self) -> None:
        """Read the head of one request, remember it, refuse it, and close."""
        self.close_connection = True
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline or not self.parse_request():
            return
        self._trap.catch(self.command, self.path)
        self.send_response(502, "Past the mock")
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(_REFUSAL)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(_REFUSAL)

    def log_message(self, *_: Any) -> None:
        """Say nothing; what was caught is told as findings."""
