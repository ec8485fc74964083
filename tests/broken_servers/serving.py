"""Serves a WSGI application on a free local port, with one thread per connection."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server

logging.getLogger("werkzeug").setLevel(logging.CRITICAL)


class _Handler(WSGIRequestHandler):
    """A handler without logging."""

    def log(self, *_: Any) -> None:
        """Log nothing."""


@contextmanager
def serving(application: Any) -> Iterator[str]:
    """Serve the application within the block; yields its URL."""

    def limited(environ: dict[str, Any], start_response: Any) -> Any:
        # The server's input stream does not end with the body.
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = BytesIO(environ["wsgi.input"].read(length))
        return application({**environ, "wsgi.input": body}, start_response)

    server = make_server("127.0.0.1", 0, limited, threaded=True, request_handler=_Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
