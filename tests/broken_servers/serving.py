"""Serving: a WSGI application on a free port of this machine, by one thread a connection."""

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
    """Says nothing."""

    def log(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def serving(application: Any) -> Iterator[str]:
    """The URL under which the application answers, until the block is left."""

    def limited(environ: dict[str, Any], start_response: Any) -> Any:
        # The server's own stream does not end where the body does.
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
