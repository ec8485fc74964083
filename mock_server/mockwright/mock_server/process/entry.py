"""The entry: what the server calls for each request, before an environment of WSGI is made of it.

Granian hands a request over as a mapping with the names of WSGI, and makes an environment of that
for its applications. The pipeline needs none: without it a request takes a twentieth less.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from granian.server import mp
from granian.wsgi import _callback_wrapper

from mockwright.mock_server.process.active_thread import Entry, Leadership
from mockwright.mock_server.steering.faults.delivery import FaultyResponse
from mockwright.mock_server.wsgi import Mockwright, read_request

_WRAPPER = "_wsgi_call_wrap"


def install_entry(leadership: Leadership) -> None:
    """Let Granian make entries of this process's applications as `make_entry` does, led so.

    Not public: hence the exact range of versions in pyproject.toml. Without that name Granian
    would go on making environments.
    """
    vars(mp)[_WRAPPER] = lambda *application: leadership.lead(make_entry(*application))


def make_entry(app: Mockwright, options: dict[str, Any], log_format: str | None) -> Entry:
    """The function that Granian calls with a protocol, which takes the answer, and a request.

    `options` and `log_format` are Granian's own.
    """
    wrap = partial(_callback_wrapper, scope_opts=options, access_log_fmt=log_format)
    enter_flask: Entry = wrap(app)
    is_for_flask, respond, limit = app.is_for_flask, app.pipeline.respond, app.max_body_bytes

    def enter(protocol: Any, scope: Mapping[str, Any]) -> None:
        if is_for_flask(scope):
            enter_flask(protocol, scope)
            return
        response = respond(read_request(scope, limit))
        if isinstance(response, FaultyResponse):
            wrap(lambda _, start: app.pipeline.delivery.send(response, start))(protocol, scope)
        else:
            protocol.response_bytes(response.status, list(response.headers), response.body)

    return enter
