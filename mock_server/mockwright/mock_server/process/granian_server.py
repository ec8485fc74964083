"""Granian: the only module that imports it, because it relies on private names.

pyproject.toml therefore allows an exact range of versions, a test lists these names, and other
tests start real servers. The rest of the mock sees a server that takes a socket and an
application, and calls one function per request.
"""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from granian._granian import SocketHolder
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server import mp
from granian.wsgi import _callback_wrapper

from mockwright.mock_server.process.active_thread import Entry
from mockwright.mock_server.process.capacity import (
    count_connections,
    count_threads,
    raise_descriptor_limit,
)
from mockwright.mock_server.process.idle_timeout import HEAD_SECONDS
from mockwright.mock_server.process.listening import BACKLOG
from mockwright.mock_server.process.signals import ENDING

DRAIN_SECONDS = 10
HEAD_BYTES = 64 * 1024
_REPEAT_SECONDS = 0.25
_IS_UNIX = False
_HOLDER: Callable[..., Any] = SocketHolder  # its type stub lacks the arguments
_WRAPPER = "_wsgi_call_wrap"

Load = Callable[[], Any]
Wrap = Callable[[Callable[..., Any]], Entry]


class Server(mp.MPServer):
    """Granian with an existing socket, which a second signal stops immediately."""

    def __init__(self, listener: socket.socket, **options: Any) -> None:
        super().__init__("mockwright", **options)
        self._listener = listener

    def run(self, load: Load) -> bool:
        """Serve until a signal arrives or a worker ends unexpectedly; True if it was a signal.

        `load` is called in each worker and returns its application.
        """
        try:
            self.serve(target_loader=partial(_load, load), wrap_loader=False)
        except SystemExit:
            return self.interrupt_signal
        return True

    def _init_shared_socket(self) -> None:
        # As Granian itself does if workers share one socket.
        shared: dict[str, Any] = {
            "_ssp": None,
            "_sfd": self._listener.fileno(),
            "_shd": _HOLDER(self._listener.fileno(), _IS_UNIX, BACKLOG),
            "_sso": self._listener,
        }
        vars(self).update(shared)

    def _spawn_workers(self, *args: Any) -> None:
        # A fork starts with this process's handlers, which would only note a signal here.
        # Signals wait until the worker has handlers of its own.
        signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
        spawn: Callable[..., None] = super()._spawn_workers
        spawn(*args)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)

    def _stop_workers(self) -> None:
        # A signal that arrives just before a worker listens is lost, so it is sent repeatedly.
        stopped = threading.Event()
        threading.Thread(target=self._repeat_signal, args=(stopped,), daemon=True).start()
        stop: Callable[[], None] = super()._stop_workers
        stop()
        stopped.set()

    def _repeat_signal(self, stopped: threading.Event) -> None:
        while not stopped.wait(_REPEAT_SECONDS):
            for worker in list(self.wrks):
                if worker.inner.is_alive():
                    worker.inner.terminate()

    def signal_handler_interrupt(self, *args: Any, **kwargs: Any) -> None:
        """Drain and stop; at the second signal, stop immediately."""
        if self.interrupt_signal:
            for worker in self.wrks:
                worker.inner.kill()
            os._exit(128 + (args[0] if args else signal.SIGTERM))
        interrupt: Callable[..., None] = super().signal_handler_interrupt
        interrupt(*args, **kwargs)

    def signal_handler_reload(self, *args: Any, **kwargs: Any) -> None:
        """Drain and stop."""
        # A closed terminal sends SIGHUP, at which Granian would start new workers and keep running.
        self.signal_handler_interrupt(*args, **kwargs)


def make_server(listener: socket.socket, workers: int) -> Server:
    """A server of WSGI applications on a socket that is already listening."""
    return Server(
        listener,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=count_threads(workers),
        backpressure=count_connections(raise_descriptor_limit()),
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(
            header_read_timeout=HEAD_SECONDS * 1000, max_buffer_size=HEAD_BYTES
        ),
        websockets=False,
        workers_kill_timeout=DRAIN_SECONDS,
        log_enabled=False,
    )


def _load(load: Load) -> Any:
    """Reset signal handling as in a new process, and load the application of this worker."""
    for number in ENDING:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
    return load()


def install_entry(make: Callable[[Any, Wrap], Entry]) -> None:
    """Let Granian call the result of `make` for each request of this process's application.

    `make` is also given Granian's own function that wraps a WSGI application. Unless the name is
    replaced here, Granian uses that function for all requests.
    """

    def make_entry(app: Any, options: dict[str, Any], log_format: str | None) -> Entry:
        wrap = partial(_callback_wrapper, scope_opts=options, access_log_fmt=log_format)
        return make(app, wrap)

    vars(mp)[_WRAPPER] = make_entry
