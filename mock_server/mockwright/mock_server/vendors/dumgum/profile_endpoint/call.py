"""One call: a GET with a time limit and a limited answer, or the reason for its failure."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future
from http.client import HTTPException
from typing import NamedTuple

from msgspec import structs
from requests import Request as RequestOfLibrary
from requests.exceptions import RequestException
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from mockwright.mock_server.vendors.dumgum.profile_endpoint.bodies import (
    BodyIsUnusable,
    read_chunks,
)
from mockwright.mock_server.vendors.dumgum.profile_endpoint.connection import (
    BODY,
    Line,
    LineAdapter,
)
from mockwright.mock_server.vendors.dumgum.profile_endpoint.failures import (
    Failure,
    explain_failure,
    explain_wait,
)
from mockwright.mock_server.vendors.dumgum.profile_endpoint.target import Target
from mockwright.openapi.exchange import Response

_GRACE_SECONDS = 0.5
_FAILURES = (RequestException, HTTPError, HTTPException, OSError, UnicodeError, BodyIsUnusable)


class Answer(NamedTuple):
    """The result of a call: a response, a failure, or the part that arrived before a failure."""

    response: Response | None
    failure: Failure | None = None


def call(target: Target, url: str, headers: Mapping[str, str]) -> Answer:
    """Call a URL of the target once; return with the whole answer or at the time limit."""
    attempt = _Attempt(target, url, headers)
    done: Future[None] = Future()
    thread = threading.Thread(target=attempt.run, args=(done,), name="profile-fetch", daemon=True)
    thread.start()
    thread.join(target.seconds)
    if not done.done():
        late = Answer(attempt.response, explain_wait(attempt.line.stage, target))
        attempt.line.cut()
        thread.join(_GRACE_SECONDS)  # only a DNS lookup cannot be interrupted
        return late
    done.result()
    return Answer(attempt.response, attempt.failure)


class _Attempt:
    """One call in progress, in its own thread, because a DNS lookup has no time limit."""

    def __init__(self, target: Target, url: str, headers: Mapping[str, str]) -> None:
        self.line = Line(target.seconds, time.monotonic)
        self.failure: Failure | None = None
        self._target = target
        self._url = url
        self._headers = dict(headers)
        self._head: Response | None = None
        self._chunks: list[bytes] = []

    @property
    def response(self) -> Response | None:
        """What has arrived so far."""
        return self._head and structs.replace(self._head, body=b"".join(self._chunks))

    def run(self, done: Future[None]) -> None:
        try:
            self._send()
        except _FAILURES as error:
            self.failure = explain_failure(error, self.line.stage, self._target)
        except BaseException as error:  # noqa: BLE001 -- our bug; the thread that waits raises it
            done.set_exception(error)
            return
        finally:
            self.line.close()
        done.set_result(None)

    def _send(self) -> None:
        adapter = LineAdapter(self.line)
        request = RequestOfLibrary("GET", self._url, headers=self._headers).prepare()
        verify = True if self._target.ca_file is None else str(self._target.ca_file)
        try:
            answer = adapter.send(request, stream=True, timeout=self._target.seconds, verify=verify)
            try:
                self._read(answer.raw)
            finally:
                answer.close()
        finally:
            adapter.close()

    def _read(self, raw: BaseHTTPResponse) -> None:
        self._head = Response(status=raw.status, headers=tuple(raw.headers.items()))
        self.line.stage = BODY
        encoding = raw.headers.get("content-encoding", "")
        for chunk in read_chunks(lambda size: raw.read(size, decode_content=False), encoding):
            self._chunks.append(chunk)
