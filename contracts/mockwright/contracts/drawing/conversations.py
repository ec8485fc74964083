"""Conversations: sequential messages with distinct ids, as two people write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from mockwright.contracts.boundaries.members import members_of
from mockwright.contracts.drawing.thinning import Thinner
from mockwright.mock_server.values.instances import compile_fake
from mockwright.mock_server.vendors.dumgum.replies.phrases import phrases_of
from mockwright.openapi.operations import Operation
from mockwright.openapi.schemas import CompiledSchema

BYTES_A_MESSAGE = 10

_START = datetime(2025, 1, 1, 12)  # noqa: DTZ001 -- written with its `Z`
_SENDERS = ("USER", "PERSONA")
_SAME_SENDER_FROM = 208
_FAKES = 16


@dataclass(frozen=True, kw_only=True)
class Talk:
    """What the messages of one operation are built from: its schema and documented fields."""

    thinner: Thinner
    fakes: Sequence[Mapping[str, Any]]

    def write(self, language: str, content: bytes) -> list[dict[str, Any]]:
        """A conversation with one message per ten bytes; zeros give the simplest ones."""
        chunks = [
            content[start : start + BYTES_A_MESSAGE]
            for start in range(0, len(content), BYTES_A_MESSAGE)
        ]
        texts = _texts_of(language)
        messages: list[dict[str, Any]] = []
        moment, turn = _START, 0
        for number, chunk in enumerate(chunks, start=1):
            same, text, gap, fake, *flags = chunk
            turn += same < _SAME_SENDER_FROM
            moment += timedelta(minutes=1 + gap)
            spoken = {
                "id": f"message-{number}",
                "sender": _SENDERS[(turn + 1) % 2],
                "date": f"{moment.isoformat()}Z",
                "text": texts[text * len(texts) >> 8],
            }
            full = {**self.fakes[fake % _FAKES], **spoken}
            messages.append({**self.thinner.thin(full, bytes(flags)), **spoken})
        return messages


@cache
def _texts_of(language: str) -> tuple[str, ...]:
    """The texts of a language."""
    phrases = phrases_of(language)
    return (*phrases.sentences[None], *phrases.questions[None])


def compile_talk(operation: Operation) -> Talk:
    """Prepare the messages of requests to the operation."""
    schema = message_schema(operation)
    make = compile_fake(operation, schema)
    return Talk(thinner=Thinner(schema), fakes=[make(seed) for seed in range(_FAKES)])


def message_schema(operation: Operation) -> CompiledSchema:
    """The schema of one message of a request to the operation."""
    schema = operation.json_schema
    members = members_of(schema, [schema.field("messages")])
    items = next(member.child("items") for member in members if "items" in member.value)
    return schema.library.compile(items.place, schema.direction)
