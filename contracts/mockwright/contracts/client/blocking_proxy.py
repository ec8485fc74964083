"""A blocking HTTP proxy that rejects every call and records its URL."""

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
_MAX_BLOCKED = 1000
_REFUSAL = b"This call bypasses the mock and was blocked. Send it to the mock's URL.\n"
_VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
_LOOPBACK = "localhost,127.0.0.1,::1"


class BlockingProxy:
    """The calls blocked so far, with method and URL only, because `CONNECT` hides the rest."""

    def __init__(self) -> None:
        self.blocked: list[Exchange] = []
        self.port = 0

    def variables(self) -> Mapping[str, str]:
        """The environment variables that route all calls through the proxy, except loopback."""
        both = {**dict.fromkeys(_VARIABLES, f"http://127.0.0.1:{self.port}"), "NO_PROXY": _LOOPBACK}
        return {**both, **{name.lower(): text for name, text in both.items()}}

    def block(self, method: str, address: str) -> None:
        """Record a call, up to a limit."""
        if len(self.blocked) < _MAX_BLOCKED:
            is_tunnel = method == "CONNECT"
            url = f"https://{address.removesuffix(':443')}/" if is_tunnel else address
            response = Response(502, (("Content-Type", "text/plain"),), _REFUSAL)
            self.blocked.append(Exchange(SentRequest(method, url), response))


@contextmanager
def run_blocking_proxy() -> Iterator[BlockingProxy]:
    """Run a blocking proxy on a free loopback port for the duration of the `with` block."""
    proxy = BlockingProxy()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), partial(_Handler, proxy)) as server:
        server.daemon_threads = True
        proxy.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield proxy
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    """Rejects every request with a 502."""

    timeout = _SECONDS

    def __init__(self, proxy: BlockingProxy, *connection: Any) -> None:
        self._proxy = proxy
        super().__init__(*connection)

    def handle_one_request(self) -> None:
        """Read the head of one request, record it, reject it, and close the connection."""
        self.close_connection = True
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline or not self.parse_request():
            return
        self._proxy.block(self.command, self.path)
        self.send_response(502, "Blocked")
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(_REFUSAL)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(_REFUSAL)

    def log_message(self, *_: Any) -> None:
        """Log nothing, because blocked calls are reported as findings."""
