"""Costs, typing and the numbers of an answer."""

from __future__ import annotations

import re

import pytest

from mockwright.mock_server.vendors.dumgum.replies.costs import (
    MODEL_COSTS,
    SOUL_ENGINE_COST,
    VISION_COST,
    format_cost,
)
from mockwright.mock_server.vendors.dumgum.replies.typing_delay import typing_seconds
from mockwright.openapi.media_types import JSON
from tests.mock_server.vendors.dumgum.talking import (
    MESSAGE,
    answer,
    new_world,
    operation_named,
    request_body,
)


@pytest.mark.parametrize(
    ("cost", "text"),
    [(0, "0.0000"), (1, "0.0001"), (250, "0.0250"), (9_999, "0.9999"), (12_345, "1.2345")],
)
def test_costs_have_four_decimals(cost: int, text: str) -> None:
    """A cost in ten-thousandths is written with all four decimals."""
    assert format_cost(cost) == text


def test_every_model_has_its_own_price() -> None:
    """Each model of the document has its own price."""
    operation = operation_named("generate_reply")
    assert operation.body is not None
    schema = operation.body.media_types[JSON].schema
    assert schema is not None
    parameters = schema.library.resolve(schema.schema, schema.place)
    place = parameters.place.child("properties", "replyParameters")
    reply = schema.library.resolve(schema.library.at(place, schema.direction), place)
    assert set(reply.value["properties"]["chatModel"]["enum"]) == set(MODEL_COSTS)
    assert len(set(MODEL_COSTS.values())) == len(MODEL_COSTS)


def test_extras_can_be_told_from_the_sum() -> None:
    """A sum of extras determines the personality and the number of pictures."""
    sums = [
        soul * SOUL_ENGINE_COST + pictures * VISION_COST
        for soul in (0, 1)
        for pictures in range(10)
    ]
    assert len(set(sums)) == len(sums)


@pytest.mark.parametrize(
    ("length", "delay", "seconds"),
    [
        (0, "NORMAL", 0),
        (1, "NORMAL", 1),
        (15, "NORMAL", 1),
        (16, "NORMAL", 2),
        (40, "FAST", 1),
        (41, "FAST", 2),
        (500, "INSTANT", 0),
        (500, None, 0),
    ],
)
def test_typing_takes_whole_seconds(length: int, delay: str | None, seconds: int) -> None:
    """Typing time is rounded up to seconds; instant replies and empty texts take none."""
    assert typing_seconds("x" * length, delay) == seconds
    assert typing_seconds(None, delay) == 0


@pytest.mark.parametrize("number", range(40))
def test_split_replies_add_up(number: int) -> None:
    """The parts of a split reply are numbered, dated in order, and only the first has a cost."""
    body = request_body(
        bufferSeconds="7",
        replyTypingDelay="FAST",
        multipleMessagesPerReply=True,
        multipleMessagesPerReplyFrequency="VERY_FREQUENT",
        chatModel="chat-2-pro",
    )
    answers = answer(body, number).value["answers"]
    elapsed = 7
    for sequence, each in enumerate(answers):
        elapsed += -(-len(each["text"]) // 40)
        assert each["responseTime"] == elapsed
        assert each["createdAt"] == f"2025-01-01T12:00:{elapsed:02}.000Z"
        assert each["sequenceNumber"] == sequence
        assert each["cost"] == ("0.0000" if sequence else "0.0500")
        assert each["parentAnswerId"] == (answers[0]["id"] if sequence else None)
    assert len({each["id"] for each in answers}) == len(answers)
    assert all(re.fullmatch("answer_[A-Za-z0-9]{18}", each["id"]) for each in answers)


def test_waiting_is_for_the_clock_only() -> None:
    """With a clock the outcome waits for its response time, 30 seconds at most."""
    now = 1_735_732_800_000
    world = new_world()._replace(clock=lambda: now)
    assert answer(request_body(bufferSeconds=9)).wait_seconds == 0
    assert answer(request_body(bufferSeconds=9), world=world).wait_seconds == 9
    assert answer(request_body(bufferSeconds=99), world=world).wait_seconds == 30
    dropped = request_body(message={**MESSAGE, "text": "mock:drop"})
    assert answer(dropped, world=world).wait_seconds == 30
    silent = request_body(message=None)
    assert answer(silent, world=world).wait_seconds == 0
