"""Helpers that call the answer function directly, without a server or validation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from mockwright.mock_server.answer.world import AnswerFunction, Outcome, World
from mockwright.mock_server.request.calls import Call
from mockwright.mock_server.seeding import request_key
from mockwright.mock_server.state.memory import MemoryState
from mockwright.mock_server.vendors.dumgum.replies.emojis import EMOJIS
from mockwright.mock_server.vendors.dumgum.replies.phrases import phrases_of
from mockwright.openapi.operations import Operation
from tests.mock_server.asking import bundled

CONVERSATIONS = 2000
USER = {"id": "user-1", "firstName": "Alex"}
FULL_USER = {
    **USER,
    "description": "Plans walks at the weekend.",
    "birthdate": "1990-05-14",
    "countryCode": "FR",
    "city": "Lyon",
    "mainPictureUrl": "https://example.org/pictures/alex.jpg",
}
PERSONA = {"id": "persona-1", "firstName": "Marie", "timeZone": "Europe/Paris"}
MESSAGE = {"id": "m-1", "sender": "USER", "date": "2025-01-01T12:00:00Z", "text": "Hello."}
_SENTENCE_END = re.compile("(?<=[.!?;。！？]) ?")  # noqa: RUF001 -- Japanese marks


@cache
def operation_named(name: str) -> Operation:
    """One of the bundled operations."""
    operations = bundled().router.operations
    return next(operation for operation in operations if operation.id == name)


@cache
def answer_function(name: str) -> AnswerFunction:
    """The answer function of an operation, compiled once."""
    operation = operation_named(name)
    vendor = bundled().vendors.owner_of(operation.document)
    assert vendor is not None
    return vendor.behaviours[name](operation)


def request_body(
    language: str = "EN", message: Mapping[str, Any] | None = MESSAGE, **parameters: Any
) -> dict[str, Any]:
    """A request for a reply to one message, or to none."""
    return {
        "userProfile": USER,
        "personaProfile": PERSONA,
        "language": language,
        "messages": [] if message is None else [message],
        "replyParameters": parameters,
    }


def new_world(seed: int = 0) -> World:
    """A world with empty state."""
    return World(seed=seed, state=MemoryState())


def answer(
    body: Mapping[str, Any], number: int = 0, world: World | None = None, name: str = ""
) -> Outcome:
    """The mock's outcome; another `number` stands for another conversation."""
    name = name or "generate_reply"
    key = request_key(number, name.encode())
    call = Call(operation=operation_named(name), parameters={}, body=body, key=key)
    return answer_function(name)(call, world or new_world())


def texts_of(outcome: Outcome) -> list[str]:
    """The texts of an answer's messages."""
    return [each["text"] for each in outcome.value["answers"]]


def many_replies(
    language: str = "EN", count: int = CONVERSATIONS, **parameters: Any
) -> Iterator[list[str]]:
    """The texts of the replies in many conversations."""
    body = request_body(language, **parameters)
    return (texts_of(answer(body, number)) for number in range(count))


def joined(texts: list[str], language: str = "EN") -> str:
    """The parts of a split reply as one text."""
    return phrases_of(language).gap.join(texts)


def sentences_of(text: str) -> list[str]:
    """The sentences of a text without its emojis."""
    return [each for each in _SENTENCE_END.split(text.rstrip(f" {EMOJIS}")) if each]


def share(found: int, count: int = CONVERSATIONS) -> float:
    """`found` as a share of `count`."""
    return found / count
