"""History: the messages of a conversation, each once and in order, and what time it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
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


def read_history(messages: Iterable[Message], clock: Callable[[], int] | None) -> History:
    """Order messages. Without a clock it is now when the newest was sent."""
    unique: dict[str, Message] = {}
    count = 0
    for message in messages:
        unique.setdefault(message["id"], message)
        count += 1
    ordered = tuple(sorted(unique.values(), key=_date_of))
    now = _date_of(ordered[-1]) if ordered else START
    if clock is not None:
        now = clock()
    return History(messages=ordered, now=now, duplicates=count - len(ordered))


def _date_of(message: Message) -> int:
    return parse_moment(message["date"])
