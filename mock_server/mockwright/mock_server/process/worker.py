"""A worker process: its set-up before it answers, and the application that it loads."""

from __future__ import annotations

import gc
import os
import threading
import time
from pathlib import Path

from mockwright.mock_server.app import ALONE, Worker, create_app
from mockwright.mock_server.catalogue import Catalogue
from mockwright.mock_server.process.active_thread import ActiveThread
from mockwright.mock_server.process.capacity import share_memory_pool, work_in_batches
from mockwright.mock_server.process.entry import make_entry
from mockwright.mock_server.process.granian_server import install_entry
from mockwright.mock_server.process.idle_timeout import watch_idle_connections
from mockwright.mock_server.process.signals import ENDING, watch_signals
from mockwright.mock_server.process.worker_folder import lock_number
from mockwright.mock_server.settings import Settings
from mockwright.mock_server.wsgi import Mockwright

_ORPHAN_SECONDS = 1.0
_KEPT_VARIABLES = ("PATH", "HOME", "PYTHON", "LANG", "LC_", "TZ", "TMPDIR", "SSL_CERT_")


def load_worker(
    settings: Settings, catalogue: Catalogue | None, folder: Path | None, parent: int
) -> Mockwright:
    """Build the application within a worker process.

    The worker ends when the process `parent` is gone; workers share the folder `folder`.
    """
    _hide_environment()
    share_memory_pool()
    work_in_batches()
    threading.Thread(target=_end_with_parent, args=(parent,), daemon=True).start()
    worker = ALONE if folder is None else Worker(number=lock_number(folder), folder=folder)
    stopping = watch_signals(ENDING)
    active_thread = ActiveThread()
    pause = active_thread.step_aside_for(stopping.wait)
    app = create_app(settings, catalogue=catalogue, worker=worker, pause=pause, is_claimed=True)
    delivery = app.pipeline.delivery
    watch_idle_connections(
        settings.port, lambda: settings.is_realtime or delivery.is_waiting, stopping
    )
    install_entry(lambda app, wrap: active_thread.lead(make_entry(app, wrap)))
    gc.collect()
    gc.freeze()  # objects that live as long as the process need no garbage collection
    return app


def _hide_environment() -> None:
    """Remove all environment variables that neither Python nor its libraries read.

    Granian merges the process environment into that of every request, where `HTTP_X_KEY` would
    count as a header and each variable costs time.
    """
    for name in list(os.environ):
        if not name.startswith(_KEPT_VARIABLES):
            del os.environ[name]


def _end_with_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_ORPHAN_SECONDS)
    os._exit(0)
