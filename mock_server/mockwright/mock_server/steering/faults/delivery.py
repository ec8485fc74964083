"""Delivery: send an answer with a fault: late, slowly, truncated, or not at all."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from mockwright.mock_server.request.problems import status_line
from mockwright.mock_server.steering.faults.kinds import BADJSON, DROP, TRUNCATE, Fault
from mockwright.openapi.exchange import Response
from mockwright.openapi.media_types import is_json, normalize

MAX_WAITING = 64
PIECES = 10
HEADER = "Mock-Fault"

# An invalid length: Granian's HTTP library then closes the connection before it has sent a byte,
# which WSGI has no way to request.
_NO_LENGTH = "none"
# A body that ends too early closes the connection immediately, with unsent data. Two empty pieces,
# each after a pause, ensure that the piece before them is sent.
_FLUSH_SECONDS = 0.05
_FLUSHES = 2


class FaultyResponse(Response, frozen=True, kw_only=True, gc=False):
    """The part of an answer that is sent.

    `fault` is what is applied to the answer; `done` is the same as a text, with what could not be
    applied; `announced` is the length in its head. The holder of such a response must deliver it:
    until then, a delayed answer occupies one of the places for delayed answers.
    """

    fault: Fault
    done: str
    announced: int


class Delivery:
    """Applies faults to answers and sends them. The number of delayed answers is limited."""

    def __init__(self, pause: Callable[[float], object], places: int = MAX_WAITING) -> None:
        """`pause` waits for a number of seconds, or until the server is asked to stop."""
        self._pause = pause
        self._count = places
        self._places = threading.BoundedSemaphore(places)
        self._waiting: list[None] = []  # one item for each occupied place

    @property
    def is_waiting(self) -> bool:
        """Whether any answer is delayed on purpose."""
        return bool(self._waiting)

    def spoil(self, response: Response, fault: Fault) -> FaultyResponse:
        """The answer with its fault, as far as the fault is applicable."""
        fitting, skipped = _fit(fault, response)
        if fitting.waits and not self._places.acquire(blocking=False):
            fitting = replace(fitting, delay=0, slow=0)
            skipped += (f"no delay ({self._count} answers are already delayed)",)
        if fitting.waits:
            self._waiting.append(None)
        done = ", ".join(filter(None, (str(fitting), *skipped)))
        announced = len(response.body)
        if fitting.damage == DROP:
            return FaultyResponse(0, fault=fitting, done=done, announced=announced)
        headers = (*response.headers, (HEADER, done))
        body = _spoil_body(response.body, fitting.damage)
        return FaultyResponse(
            response.status, headers, body, fault=fitting, done=done, announced=announced
        )

    def send(
        self, response: FaultyResponse, start_response: Callable[[str, Sequence[Any]], object]
    ) -> Iterable[bytes]:
        """The answer as a WSGI response."""
        self.delay(response)
        fault = response.fault
        if fault.damage == DROP:
            start_response(status_line(200), [("Content-Length", _NO_LENGTH)])
            return self.pieces(response)
        headers = list(response.headers)
        if fault.damage != TRUNCATE and not fault.slow:
            start_response(status_line(response.status), headers)
            return [b"".join(self.pieces(response))]
        headers.append(("Content-Length", str(response.announced)))
        start_response(status_line(response.status), headers)
        return self.pieces(response)

    def delay(self, response: FaultyResponse, at_most: float | None = None) -> bool:
        """Wait before an answer, `at_most` seconds; return whether that was long enough."""
        seconds = response.fault.delay / 1000
        if seconds:
            self._pause(seconds if at_most is None else min(seconds, at_most))
        return at_most is None or seconds <= at_most

    def pieces(self, response: FaultyResponse) -> Iterator[bytes]:
        """The pieces of the body, at the pace and up to the end that the fault requires."""
        body, fault = response.body, response.fault
        try:
            if fault.slow:
                size = max(1, -(-len(body) // PIECES))
                starts = range(0, len(body), size)
                for start in starts:
                    self._pause(fault.slow / 1000 / len(starts))
                    yield body[start : start + size]
            elif body:
                yield body
            if fault.damage == TRUNCATE:
                for _ in range(_FLUSHES):
                    time.sleep(_FLUSH_SECONDS)
                    yield b""
        finally:
            if fault.waits:
                self._waiting.pop()
                self._places.release()


def _fit(fault: Fault, response: Response) -> tuple[Fault, tuple[str, ...]]:
    """Split a fault into the applicable part and the reasons why the rest is not."""
    if not response.body and (fault.slow or fault.damage in {TRUNCATE, BADJSON}):
        rest = replace(fault, slow=0, damage="")
        missing = replace(fault, status=None, delay=0)
        return rest, (f"no {missing} (the answer has no body)",)
    if fault.damage == BADJSON and not is_json(normalize(response.media_type)):
        return replace(fault, damage=""), ("no badjson (the answer is not JSON)",)
    return fault, ()


def _spoil_body(body: bytes, damage: str) -> bytes:
    """The part of a body that is sent."""
    if damage == TRUNCATE:
        return body[: len(body) // 2]
    if damage == BADJSON:
        return body[:-1] + b","
    return body
