"""The WSGI server that the mock runs on, with the mock's options, for other applications."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server.mp import MPServer

from tests.bench.workload import HOST


def make_server(port: int) -> MPServer:
    """A server with the options of `mock_server.server` (a test compares the two).

    They are written down again because importing them would bring the mock's memory along.
    """
    return MPServer(
        "bench",
        address=HOST,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=256,
        backpressure=4096,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=10_000, max_buffer_size=64 * 1024),
        websockets=False,
        workers_kill_timeout=10,
        log_enabled=False,
    )


def serve(port: int, load: Callable[[], Any]) -> None:
    """Serve what `load` returns, called within the worker, until a signal comes."""
    make_server(port).serve(target_loader=load, wrap_loader=False)
