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
    """What `start_response` was told."""

    def __init__(self) -> None:
        self.status = ""
        self.headers: dict[str, str] = {}

    def __call__(self, status: str, headers: Sequence[Any]) -> None:
        """What WSGI calls."""
        self.status, self.headers = status, dict(headers)


def ended() -> threading.Event:
    """A server that has begun to end, so that nothing waits."""
    event = threading.Event()
    event.set()
    return event


def sent(delivery: Delivery, fault: str) -> tuple[Started, list[bytes]]:
    """What WSGI is given for an answer with this fault."""
    started = Started()
    response = delivery.spoil(ANSWER, parse_fault(fault))
    return started, [*delivery.send(response, started)]


@pytest.mark.parametrize("fault", ["badjson", "delay=60s", "status=503"])
def test_whole_answers_are_one_piece(fault: str) -> None:
    """Whose length the server knows by itself."""
    started, pieces = sent(Delivery(ended().wait), fault)
    assert started.status == "200 OK"
    assert "Content-Length" not in started.headers
    assert len(pieces) == 1


def test_dropped_answers_have_a_length_that_is_none() -> None:
    """That is what the HTTP library gives the connection up for."""
    started, pieces = sent(Delivery(ended().wait), "drop")
    assert (started.headers, pieces) == ({"Content-Length": "none"}, [])


@pytest.mark.parametrize(("fault", "count"), [("slow-body=60s", 10), ("slow-body=1ms", 10)])
def test_slow_bodies_come_in_pieces(fault: str, count: int) -> None:
    """However slow they are."""
    started, pieces = sent(Delivery(ended().wait), fault)
    assert started.headers["Content-Length"] == str(len(ANSWER.body))
    assert (len(pieces), b"".join(pieces)) == (count, ANSWER.body)


@pytest.mark.parametrize("size", [1, 2, 9, 10, 11, 19, 20, 21, 12345])
def test_pieces_are_the_body(size: int) -> None:
    """At most ten, none of them empty, whatever the size."""
    delivery = Delivery(ended().wait)
    body = bytes(number % 256 for number in range(size))
    slow = delivery.spoil(Response(200, JSON, body), Fault(slow=1))
    pieces = [*delivery.pieces(slow)]
    assert b"".join(pieces) == body
    assert len(pieces) <= 10
    assert all(pieces)


@pytest.mark.parametrize("size", [1, 2, 3, 1000])
def test_truncated_answers_lack_something(size: int) -> None:
    """At least one byte of what is announced."""
    delivery = Delivery(ended().wait)
    cut = delivery.spoil(Response(200, JSON, b"x" * size), Fault(damage="truncate"))
    assert (len(cut.body), cut.announced) == (size // 2, size)


def test_places_are_given_back() -> None:
    """By every way that an answer that waits can end: to the end, broken off, dropped."""
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
    """What else is asked of the answer is done all the same."""
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
    """An answer waits for its delay, but no longer than its client is willing to."""
    pauses: list[float] = []
    delivery = Delivery(pauses.append)
    response = delivery.spoil(ANSWER, parse_fault("delay=300ms"))
    assert delivery.delay(response)
    assert (delivery.delay(response, 0.05), delivery.delay(response, 1)) == (False, True)
    assert pauses == [0.3, 0.05, 0.3]


def test_slow_bodies_are_spread_evenly() -> None:
    """Before each of the ten pieces there is a tenth of the time."""
    pauses: list[float] = []
    delivery = Delivery(pauses.append)
    response = delivery.spoil(ANSWER, parse_fault("slow-body=1s"))
    assert len([*delivery.send(response, Started())]) == 10
    assert pauses == [0.1] * 10


def test_end_of_the_server_ends_delays() -> None:
    """Whoever waits goes on at once."""
    stopping = threading.Event()
    delivery = Delivery(stopping.wait)
    response = delivery.spoil(ANSWER, parse_fault("delay=60s"))
    threading.Timer(0.1, stopping.set).start()
    started = time.monotonic()
    delivery.delay(response)
    assert time.monotonic() - started < 60


def test_faulty_answers_are_answers() -> None:
    """The journal and everybody else can take them for one."""
    response = Delivery(ended().wait).spoil(ANSWER, parse_fault("badjson"))
    assert isinstance(response, FaultyResponse)
    assert response.status == 200
    assert response.headers == (*JSON, ("Mock-Fault", "badjson"))
    assert response.body == ANSWER.body[:-1] + b","
    assert MAX_WAITING == 64
