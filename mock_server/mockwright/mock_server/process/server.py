"""The server process: bind, start workers, say when ready, drain and end.

Granian's own way of binding sets `SO_REUSEPORT`, with which two servers can share one port and
each sees half of the requests. Here the socket is bound once, without it, and handed to Granian.
"""

from __future__ import annotations

import contextlib
import errno
import gc
import http.client
import json
import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, TextIO

from granian._granian import SocketHolder
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server.mp import MPServer

from mockwright.mock_server.app import ALONE, Worker, create_app
from mockwright.mock_server.catalogue import Catalogue
from mockwright.mock_server.exit_codes import OK, OUR_BUG
from mockwright.mock_server.process.active_thread import Leadership
from mockwright.mock_server.process.capacity import (
    count_connections,
    count_threads,
    raise_descriptor_limit,
    share_memory_pool,
    work_in_batches,
)
from mockwright.mock_server.process.entry import install_entry
from mockwright.mock_server.process.idle_timeout import HEAD_SECONDS, watch_silence
from mockwright.mock_server.process.signals import watch_signals
from mockwright.mock_server.process.worker_folder import make_crew_folder
from mockwright.mock_server.settings import Settings
from mockwright.mock_server.wsgi import Mockwright

BACKLOG = 1024
DRAIN_SECONDS = 10
HEAD_BYTES = 64 * 1024
_READY_SECONDS = 60
_ORPHAN_SECONDS = 1.0
_REPEAT_SECONDS = 0.25
_CURES = {
    errno.EADDRINUSE: "Stop the program that uses it, or choose another with `--port` "
    "(0 takes a free one).",
    errno.EACCES: "Ports below 1024 need privileges; choose another with `--port`.",
    errno.EADDRNOTAVAIL: "This machine has no such address; choose another with `--host`.",
}
_IS_UNIX = False
_KEPT_VARIABLES = ("PATH", "HOME", "PYTHON", "LANG", "LC_", "TZ", "TMPDIR", "SSL_CERT_")
_ENDING = (signal.SIGINT, signal.SIGTERM)
_HOLDER: Callable[..., Any] = SocketHolder  # its stub leaves the arguments out


class PortUnavailable(Exception):
    """The address cannot be bound; `str()` says why and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Running:
    """A server that answers: where it is."""

    url: str
    port: int


def bind(host: str, port: int) -> socket.socket:
    """A listening socket that no other program shares. Raises `PortUnavailable`."""
    try:
        return _listen(host, port)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        cure = _CURES.get(getattr(error, "errno", None) or 0, "Check `--host` and `--port`.")
        message = f"Cannot listen on {host} port {port}: {reason}. {cure}"
        raise PortUnavailable(message) from error


def _listen(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listener = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":  # elsewhere it would allow two servers on one port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    listener.set_inheritable(True)
    return listener


class _Server(MPServer):
    """Granian with our socket, and with a second signal that ends it at once."""

    def __init__(self, listener: socket.socket, **options: Any) -> None:
        super().__init__("mockwright", **options)
        self._listener = listener

    def _init_shared_socket(self) -> None:
        # What Granian itself does where workers share one socket. Not public: hence the exact
        # range of versions in pyproject.toml, and the tests that start real servers.
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
        signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
        spawn: Callable[..., None] = super()._spawn_workers
        spawn(*args)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)

    def _stop_workers(self) -> None:
        # A signal that comes just before a worker listens for it is lost: so it is repeated.
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
        if self.interrupt_signal:
            for worker in self.wrks:
                worker.inner.kill()
            os._exit(128 + (args[0] if args else signal.SIGTERM))
        interrupt: Callable[..., None] = super().signal_handler_interrupt
        interrupt(*args, **kwargs)

    def signal_handler_reload(self, *args: Any, **kwargs: Any) -> None:
        # A closed terminal sends SIGHUP: Granian would start new workers that nobody ends.
        self.signal_handler_interrupt(*args, **kwargs)


def run_server(
    settings: Settings,
    catalogue: Catalogue,
    on_ready: Callable[[Running], None],
    log: TextIO,
) -> int:
    """Serve until SIGINT or SIGTERM, drain at most 10 seconds, and return the exit code.

    `on_ready` is called once, when the first request was answered. Raises `PortUnavailable`.
    """
    listener = bind(settings.host, settings.port)
    port = listener.getsockname()[1]
    running = Running(url=f"http://{_authority(settings.host, port)}", port=port)
    with contextlib.nullcontext() if settings.workers == 1 else make_crew_folder() as folder:
        settings = replace(settings, port=port)
        loader = partial(_load_worker, settings, _inherited(catalogue), folder, os.getpid())
        server = _make_server(listener, settings)
        watcher = threading.Thread(
            target=_announce, args=(settings, running, on_ready), daemon=True
        )
        watcher.start()
        try:
            server.serve(target_loader=loader, wrap_loader=False)
        except SystemExit:
            if not server.interrupt_signal:
                log.write("Error: a worker ended unexpectedly.\n")
                return OUR_BUG
    return OK


def _make_server(listener: socket.socket, settings: Settings) -> _Server:
    return _Server(
        listener,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        blocking_threads=count_threads(settings.workers),
        backpressure=count_connections(raise_descriptor_limit()),
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(
            header_read_timeout=HEAD_SECONDS * 1000, max_buffer_size=HEAD_BYTES
        ),
        websockets=False,
        workers_kill_timeout=DRAIN_SECONDS,
        log_enabled=False,
    )


def _inherited(catalogue: Catalogue) -> Catalogue | None:
    """The compiled documents, where a worker is a fork; elsewhere it compiles them itself."""
    return catalogue if multiprocessing.get_start_method() == "fork" else None


def _load_worker(
    settings: Settings, catalogue: Catalogue | None, folder: Path | None, parent: int
) -> Mockwright:
    """Build the application within a worker process."""
    for number in _ENDING:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
    _hide_environment()
    share_memory_pool()
    work_in_batches()
    threading.Thread(target=_end_with_parent, args=(parent,), daemon=True).start()
    worker = ALONE if folder is None else Worker(number=_claim_number(folder), folder=folder)
    stopping = watch_signals(_ENDING)
    leadership = Leadership()
    pause = leadership.step_aside_for(stopping.wait)
    app = create_app(settings, catalogue=catalogue, worker=worker, pause=pause, is_claimed=True)
    delivery = app.pipeline.delivery
    watch_silence(settings.port, lambda: settings.is_realtime or delivery.is_waiting, stopping)
    install_entry(leadership)
    gc.collect()
    gc.freeze()  # what lives as long as the process need not be looked through for garbage
    return app


def _hide_environment() -> None:
    """Forget all variables but those that Python and its libraries read.

    Granian merges the process environment into that of every request, where `HTTP_X_KEY` would be
    a header, and where each variable costs time.
    """
    for name in list(os.environ):
        if not name.startswith(_KEPT_VARIABLES):
            del os.environ[name]


def _end_with_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_ORPHAN_SECONDS)
    os._exit(0)


def _claim_number(folder: Path) -> int:
    """The lowest worker number that no other worker has claimed."""
    number = 1
    while True:
        try:
            (folder / f"{number}.claim").touch(exist_ok=False)
        except FileExistsError:
            number += 1
        else:
            return number


def _announce(settings: Settings, running: Running, on_ready: Callable[[Running], None]) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline:
        if _answers(settings, running):
            on_ready(running)
            return
        time.sleep(0.02)


def _answers(settings: Settings, running: Running) -> bool:
    host = running.url.partition("://")[2].rpartition(":")[0].strip("[]")
    connection = http.client.HTTPConnection(host, running.port, timeout=_READY_SECONDS)
    try:
        headers = {"Authorization": f"Bearer {settings.control_token or ''}"}
        connection.request("GET", "/_mock/ready", headers=headers)
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


def _authority(host: str, port: int) -> str:
    """Host and port as a client on this machine writes them in a URL."""
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 -- compared with
    return f"[{name}]:{port}" if ":" in name else f"{name}:{port}"


def write_ready_file(path: Path, running: Running, seed: int) -> None:
    """Tell scripts where the server is: a JSON file that appears whole or not at all."""
    text = json.dumps({"url": running.url, "port": running.port, "seed": seed, "pid": os.getpid()})
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_text(text + "\n", encoding="utf-8")
    temporary.replace(path)
