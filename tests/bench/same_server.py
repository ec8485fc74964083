"""The WSGI server that the mock runs on, with the mock's options, for other applications."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server import mp
from granian.wsgi import _callback_wrapper

from mockwright.mock_server.process.active_thread import Entry, Leadership
from mockwright.mock_server.process.capacity import (
    count_connections,
    count_threads,
    raise_descriptor_limit,
    share_memory_pool,
    work_in_batches,
)
from tests.bench.workload import HOST


def make_server(port: int) -> mp.MPServer:
    """A server with the options of `mock_server/process/server.py` (a test compares the two).

    They are repeated here because importing that module would bring the mock's memory along.
    """
    return mp.MPServer(
        "bench",
        address=HOST,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=count_threads(1),
        backpressure=count_connections(raise_descriptor_limit()),
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=10_000, max_buffer_size=64 * 1024),
        websockets=False,
        workers_kill_timeout=10,
        log_enabled=False,
    )


def serve(arguments: Sequence[str], create: Callable[[bytes], Any]) -> None:
    """Serve what `create` makes of an answer, called within the worker, until a signal comes.

    `arguments` of the command: port, file of the answer, and `led` where threads take turns as the
    mock's do.
    """
    _, port, answer, *options = arguments
    load = partial(create, Path(answer).read_bytes())
    if options == ["led"]:
        vars(mp)["_wsgi_call_wrap"] = _lead
        load = partial(_load_led, load)
    make_server(int(port)).serve(target_loader=load, wrap_loader=False)


def _load_led(load: Callable[[], Any]) -> Any:
    share_memory_pool()
    work_in_batches()
    return load()


def _lead(*application: Any) -> Entry:
    return Leadership().lead(_callback_wrapper(*application))
