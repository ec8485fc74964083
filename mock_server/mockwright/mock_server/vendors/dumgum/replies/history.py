"""History: the messages of a conversation, deduplicated and in order, and the current time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from mockwright.mock_server.timestamps import START, parse_timestamp

Message = Mapping[str, Any]

USER = "USER"
PERSONA = "PERSONA"


class History(Struct, frozen=True, gc=False):
    """Messages by date, for each id the first one sent; and now, in milliseconds.

    `user_text` is the text of the newest message if the user wrote it; else empty.
    """

    messages: Sequence[Message]
    now: int
    newest: Message | None = None
    user_text: str = ""
    duplicates: int = 0


def read_history(messages: Sequence[Message], clock: Callable[[], int] | None) -> History:
    """Sort messages. Without a clock, now is the date of the newest message."""
    if not messages:
        return History((), START if clock is None else clock())
    moments = [parse_timestamp(message["date"]) for message in messages]
    is_unique = len({message["id"] for message in messages}) == len(messages)
    is_ordered = is_unique and moments == sorted(moments)  # the usual case
    ordered = messages if is_ordered else _order(messages)
    newest = ordered[-1]
    now = parse_timestamp(newest["date"]) if clock is None else clock()
    text = newest.get("text") if newest["sender"] == USER else None
    return History(ordered, now, newest, text or "", len(messages) - len(ordered))


def _order(messages: Sequence[Message]) -> Sequence[Message]:
    """The messages by date, for each id the first."""
    unique: dict[str, Message] = {}
    for message in messages:
        unique.setdefault(message["id"], message)
    return sorted(unique.values(), key=_moment_of)


def _moment_of(message: Message) -> int:
    return parse_timestamp(message["date"])
