"""The entry: what the server calls for each request, before an environment of WSGI is made of it.

Granian hands a request over as a mapping with the names of WSGI, and makes an environment of that
for its applications. The pipeline needs none: without it a request takes a twentieth less.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockwright.mock_server.process.active_thread import Entry
from mockwright.mock_server.process.granian_server import Wrap
from mockwright.mock_server.steering.faults.delivery import FaultyResponse
from mockwright.mock_server.wsgi import Mockwright, read_request


def make_entry(app: Mockwright, wrap: Wrap) -> Entry:
    """The function that the server calls with a protocol, which takes the answer, and a request.

    `wrap` makes such a function of any WSGI application.
    """
    enter_flask = wrap(app)
    is_for_flask, respond = app.is_for_flask, app.pipeline.respond
    limit, spellings = app.max_body_bytes, app.spellings

    def enter(protocol: Any, scope: Mapping[str, Any]) -> None:
        if is_for_flask(scope):
            enter_flask(protocol, scope)
            return
        response = respond(read_request(scope, limit, spellings))
        if isinstance(response, FaultyResponse):
            wrap(lambda _, start: app.pipeline.delivery.send(response, start))(protocol, scope)
        else:
            protocol.response_bytes(response.status, list(response.headers), response.body)

    return enter
