"""History: the messages of a conversation, each once and in order, and what time it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from mock_server.answers.moments import START, parse_moment

Message = Mapping[str, Any]

USER = "USER"
PERSONA = "PERSONA"


class History(NamedTuple):
    """Messages by date, of each id the first that was sent; and now, in milliseconds."""

    messages: tuple[Message, ...]
    now: int
    duplicates: int = 0

    @property
    def newest(self) -> Message | None:
        """The newest message, if there is one."""
        return self.messages[-1] if self.messages else None

    @property
    def user_text(self) -> str:
        """The text of the newest message where the user wrote that; else empty."""
        newest = self.newest
        if newest is None or newest["sender"] != USER:
            return ""
        return newest.get("text") or ""


def read_history(messages: Sequence[Message], clock: Callable[[], int] | None) -> History:
    """Order messages. Without a clock it is now when the newest was sent."""
    unique: dict[str, Message] = {}
    for message in messages:
        unique.setdefault(message["id"], message)
    ordered = sorted(unique.values(), key=_moment_of)
    sent = _moment_of(ordered[-1]) if ordered else START
    now = sent if clock is None else clock()
    return History(tuple(ordered), now, len(messages) - len(ordered))


def _moment_of(message: Message) -> int:
    return parse_moment(message["date"])
