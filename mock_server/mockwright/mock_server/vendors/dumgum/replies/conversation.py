"""A conversation: its remembered offences, and whether it is stopped."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import orjson

from mockwright.mock_server.state.protocol import Key, State
from mockwright.mock_server.timestamps import SECOND, clamp

KIND = "conversation"
SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["offences", "stopReason", "stoppedUntil", "isDisclosed"],
    "properties": {
        "offences": {"type": "object", "additionalProperties": {"type": "integer", "minimum": 1}},
        "stopReason": {"type": ["string", "null"]},
        "stoppedUntil": {"type": ["integer", "null"]},
        "isDisclosed": {"type": "boolean"},
    },
}


class Conversation(NamedTuple):
    """Offences so far by reason, and the last stop: `stopped_until` is None if permanent."""

    offences: Mapping[str, int] = MappingProxyType({})
    stop_reason: str | None = None
    stopped_until: int | None = None
    is_disclosed: bool = False

    def is_silent(self, now: int) -> bool:
        """Whether no answer is given now."""
        if self.stop_reason is None:
            return False
        return self.stopped_until is None or now < self.stopped_until

    def stop(self, reason: str, now: int, seconds: int | None) -> Conversation:
        """The conversation, stopped from now on for some seconds or permanently."""
        until = None if seconds is None else clamp(now + max(0, seconds) * SECOND)
        return self._replace(stop_reason=reason, stopped_until=until)

    def offend(self, reason: str) -> Conversation:
        """The conversation with one more offence of this kind."""
        count = self.offences.get(reason, 0) + 1
        return self._replace(offences={**self.offences, reason: count})

    def to_record(self) -> bytes:
        """The record to keep."""
        return orjson.dumps(
            {
                "offences": dict(self.offences),
                "stopReason": self.stop_reason,
                "stoppedUntil": self.stopped_until,
                "isDisclosed": self.is_disclosed,
            },
            option=orjson.OPT_SORT_KEYS,
        )


NEW = Conversation()


def key_of(user_id: str, persona_id: str) -> Key:
    """The key of the record of two people's conversation."""
    return KIND, orjson.dumps([user_id, persona_id]).decode()


def read_conversation(state: State, key: Key) -> Conversation:
    """The stored conversation, or a new one."""
    record = state.get(*key)
    if record is None:
        return NEW
    kept = orjson.loads(record)
    return Conversation(
        offences=kept["offences"],
        stop_reason=kept["stopReason"],
        stopped_until=kept["stoppedUntil"],
        is_disclosed=kept["isDisclosed"],
    )
