"""Delivery: how an answer with a fault leaves, late, slowly, cut off, or not at all."""

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

# No length that can be written: Granian's HTTP library then gives the connection up before it has
# sent a byte, which nothing of WSGI could ask of it.
_NO_LENGTH = "none"
# A body that ends too early ends the connection at once, with what is not sent yet. Two empty
# pieces, each with a pause before it, are how the one before them is known to be on its way.
_FLUSH_SECONDS = 0.05
_FLUSHES = 2


class FaultyResponse(Response, frozen=True, kw_only=True, gc=False):
    """What is sent of an answer; the rest of it is never seen.

    `fault` is what is done to it, `done` the same as a text, with what could not be done;
    `announced` is the length that its head tells. Who has one delivers it: until then, an answer
    that waits takes one of the places for such.
    """

    fault: Fault
    done: str
    announced: int


class Delivery:
    """Spoils answers and sends them. At most so many of them wait at the same time."""

    def __init__(self, pause: Callable[[float], object], places: int = MAX_WAITING) -> None:
        """`pause` waits so many seconds, or until the server is told to end."""
        self._pause = pause
        self._count = places
        self._places = threading.BoundedSemaphore(places)
        self._waiting: list[None] = []  # one for each place that is taken

    @property
    def is_waiting(self) -> bool:
        """Whether any answer waits on purpose."""
        return bool(self._waiting)

    def spoil(self, response: Response, fault: Fault) -> FaultyResponse:
        """The answer with its fault, as far as it can have that."""
        fitting, skipped = _fit(fault, response)
        if fitting.waits and not self._places.acquire(blocking=False):
            fitting = replace(fitting, delay=0, slow=0)
            skipped += (f"no delay ({self._count} answers wait already)",)
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
        """The answer as WSGI has it."""
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
        """Wait before an answer, `at_most` so many seconds; whether that was long enough."""
        seconds = response.fault.delay / 1000
        if seconds:
            self._pause(seconds if at_most is None else min(seconds, at_most))
        return at_most is None or seconds <= at_most

    def pieces(self, response: FaultyResponse) -> Iterator[bytes]:
        """The body of an answer, at the pace and to the end that it is to have."""
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
    """What of a fault an answer can have, and why not the rest."""
    if not response.body and (fault.slow or fault.damage in {TRUNCATE, BADJSON}):
        rest = replace(fault, slow=0, damage="")
        missing = replace(fault, status=None, delay=0)
        return rest, (f"no {missing} (the answer has no body)",)
    if fault.damage == BADJSON and not is_json(normalize(response.media_type)):
        return replace(fault, damage=""), ("no badjson (the answer is no JSON)",)
    return fault, ()


def _spoil_body(body: bytes, damage: str) -> bytes:
    """What is sent of a body."""
    if damage == TRUNCATE:
        return body[: len(body) // 2]
    if damage == BADJSON:
        return body[:-1] + b","
    return body
