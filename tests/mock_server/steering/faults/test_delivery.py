from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import Any

import pytest

from mockwright.mock_server.steering.faults.delivery import MAX_WAITING, Delivery, FaultyResponse
from mockwright.mock_server.steering.faults.kinds import Fault, parse_fault
from mockwright.openapi.exchange import Response

JSON = (("Content-Type", "application/json"),)
ANSWER = Response(200, JSON, b'{"a": "0123456789"}')


class Started:
    """A recorder of the arguments of `start_response`."""

    def __init__(self) -> None:
        self.status = ""
        self.headers: dict[str, str] = {}

    def __call__(self, status: str, headers: Sequence[Any]) -> None:
        """Record status and headers."""
        self.status, self.headers = status, dict(headers)


def ended() -> threading.Event:
    """The event of a stopping server, which ends every wait."""
    event = threading.Event()
    event.set()
    return event


def sent(delivery: Delivery, fault: str) -> tuple[Started, list[bytes]]:
    """The recorded start and the body chunks of an answer with this fault."""
    started = Started()
    response = delivery.spoil(ANSWER, parse_fault(fault))
    return started, [*delivery.send(response, started)]


@pytest.mark.parametrize("fault", ["badjson", "delay=60s", "status=503"])
def test_whole_answers_are_one_piece(fault: str) -> None:
    """An undamaged body is sent in one chunk, without an explicit length."""
    started, pieces = sent(Delivery(ended().wait), fault)
    assert started.status == "200 OK"
    assert "Content-Length" not in started.headers
    assert len(pieces) == 1


def test_dropped_answers_have_a_length_that_is_none() -> None:
    """A dropped answer has an invalid length, which makes the HTTP library close the connection."""
    started, pieces = sent(Delivery(ended().wait), "drop")
    assert (started.headers, pieces) == ({"Content-Length": "none"}, [])


@pytest.mark.parametrize(("fault", "count"), [("slow-body=60s", 10), ("slow-body=1ms", 10)])
def test_slow_bodies_come_in_pieces(fault: str, count: int) -> None:
    """A slow body is sent in ten chunks with its length."""
    started, pieces = sent(Delivery(ended().wait), fault)
    assert started.headers["Content-Length"] == str(len(ANSWER.body))
    assert (len(pieces), b"".join(pieces)) == (count, ANSWER.body)


@pytest.mark.parametrize("size", [1, 2, 9, 10, 11, 19, 20, 21, 12345])
def test_pieces_are_the_body(size: int) -> None:
    """A slow body has at most ten chunks, none of them empty."""
    delivery = Delivery(ended().wait)
    body = bytes(number % 256 for number in range(size))
    slow = delivery.spoil(Response(200, JSON, body), Fault(slow=1))
    pieces = [*delivery.pieces(slow)]
    assert b"".join(pieces) == body
    assert len(pieces) <= 10
    assert all(pieces)


@pytest.mark.parametrize("size", [1, 2, 3, 1000])
def test_truncated_answers_lack_something(size: int) -> None:
    """A truncated answer announces more bytes than it has."""
    delivery = Delivery(ended().wait)
    cut = delivery.spoil(Response(200, JSON, b"x" * size), Fault(damage="truncate"))
    assert (len(cut.body), cut.announced) == (size // 2, size)


def test_places_are_given_back() -> None:
    """A place is released however a delayed answer ends."""
    delivery = Delivery(ended().wait, places=1)
    faults = (
        "delay=1ms",
        "slow-body",
        "slow-body, truncate",
        "delay=1ms, drop",
        "delay=1s, badjson",
    )
    for fault in faults * 3:
        response = delivery.spoil(ANSWER, parse_fault(fault))
        assert response.done == fault.replace("slow-body", "slow-body=3s")
        assert delivery.is_waiting
        pieces = iter(delivery.send(response, Started()))
        next(pieces, None)
        close = getattr(pieces, "close", None)
        if close is not None:
            close()
        assert not delivery.is_waiting


def test_no_more_wait_than_there_are_places() -> None:
    """Without a free place the delay is omitted, and the other faults are applied."""
    delivery = Delivery(ended().wait, places=1)
    first = delivery.spoil(ANSWER, parse_fault("delay=1s"))
    second = delivery.spoil(ANSWER, parse_fault("delay=1s, slow-body, truncate"))
    third = delivery.spoil(ANSWER, parse_fault("status=503"))
    assert (first.done, second.done) == (
        "delay=1s",
        "truncate, no delay (1 answers are already delayed)",
    )
    assert (second.fault, third.done) == (Fault(damage="truncate"), "status=503")
    [*delivery.pieces(first)]
    assert delivery.spoil(ANSWER, parse_fault("delay=1s")).done == "delay=1s"


def test_answers_wait_as_long_as_they_should() -> None:
    """An answer waits for its delay, but no longer than its client's timeout."""
    pauses: list[float] = []
    delivery = Delivery(pauses.append)
    response = delivery.spoil(ANSWER, parse_fault("delay=300ms"))
    assert delivery.delay(response)
    assert (delivery.delay(response, 0.05), delivery.delay(response, 1)) == (False, True)
    assert pauses == [0.3, 0.05, 0.3]


def test_slow_bodies_are_spread_evenly() -> None:
    """A slow body pauses for a tenth of its time before each chunk."""
    pauses: list[float] = []
    delivery = Delivery(pauses.append)
    response = delivery.spoil(ANSWER, parse_fault("slow-body=1s"))
    assert len([*delivery.send(response, Started())]) == 10
    assert pauses == [0.1] * 10


def test_end_of_the_server_ends_delays() -> None:
    """The end of the server ends a delay early."""
    stopping = threading.Event()
    delivery = Delivery(stopping.wait)
    response = delivery.spoil(ANSWER, parse_fault("delay=60s"))
    threading.Timer(0.1, stopping.set).start()
    started = time.monotonic()
    delivery.delay(response)
    assert time.monotonic() - started < 60


def test_faulty_answers_are_answers() -> None:
    """A faulty answer is a response with the damaged body and a `Mock-Fault` header."""
    response = Delivery(ended().wait).spoil(ANSWER, parse_fault("badjson"))
    assert isinstance(response, FaultyResponse)
    assert response.status == 200
    assert response.headers == (*JSON, ("Mock-Fault", "badjson"))
    assert response.body == ANSWER.body[:-1] + b","
    assert MAX_WAITING == 64
