"""The mock's WSGI server and its options, for other applications."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from mockwright.mock_server.process.active_thread import ActiveThread
from mockwright.mock_server.process.capacity import share_memory_pool, work_in_batches
from mockwright.mock_server.process.granian_server import install_entry, make_server
from mockwright.mock_server.process.listening import bind
from tests.bench.workload import HOST


def serve(arguments: Sequence[str], create: Callable[[bytes], Any]) -> None:
    """Serve the application that `create` makes in the worker, until a signal.

    `arguments` of the command: port, file of the answer, and `led` for a single active thread as in
    the mock.
    """
    _, port, answer, *options = arguments
    load = partial(create, Path(answer).read_bytes())
    if options == ["led"]:
        load = partial(_load_led, load)
    make_server(bind(HOST, int(port)), workers=1).run(load)


def _load_led(load: Callable[[], Any]) -> Any:
    share_memory_pool()
    work_in_batches()
    active_thread = ActiveThread()
    install_entry(lambda app, wrap: active_thread.lead(wrap(app)))
    return load()
