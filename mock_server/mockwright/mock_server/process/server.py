"""The server process: bind, start workers, announce readiness, drain and stop."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TextIO

from mockwright.mock_server.catalogue import Catalogue
from mockwright.mock_server.exit_codes import INTERNAL_ERROR, OK
from mockwright.mock_server.process.granian_server import make_server
from mockwright.mock_server.process.listening import bind, make_url
from mockwright.mock_server.process.readiness import Running, announce_when_ready
from mockwright.mock_server.process.worker import load_worker
from mockwright.mock_server.process.worker_folder import make_worker_folder
from mockwright.mock_server.settings import Settings


def run_server(
    settings: Settings,
    catalogue: Catalogue,
    on_ready: Callable[[Running], None],
    log: TextIO,
) -> int:
    """Serve until SIGINT or SIGTERM, drain for at most 10 seconds, and return the exit code.

    `on_ready` is called once, when the first request was answered. Raises `PortUnavailable`.
    """
    listener = bind(settings.host, settings.port)
    port = listener.getsockname()[1]
    running = Running(url=make_url(settings.host, port), port=port)
    with contextlib.nullcontext() if settings.workers == 1 else make_worker_folder() as folder:
        settings = replace(settings, port=port)
        load = partial(load_worker, settings, _inherited(catalogue), folder, os.getpid())
        server = make_server(listener, settings.workers)
        announce_when_ready(running, settings.control_token, on_ready)
        if not server.run(load):
            log.write("Error: a worker ended unexpectedly.\n")
            return INTERNAL_ERROR
    return OK


def _inherited(catalogue: Catalogue) -> Catalogue | None:
    """The compiled documents, if workers are forks; otherwise each worker compiles them itself."""
    return catalogue if multiprocessing.get_start_method() == "fork" else None
