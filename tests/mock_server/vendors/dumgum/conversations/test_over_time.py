"""Random sequences of conversation events: every answer is the model's decision."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.mock_server.vendors.dumgum.conversations.machine import Machine, examples, pairs
from tests.mock_server.vendors.dumgum.conversations.model import PRICES, RULES

pytestmark = pytest.mark.slow

texts = st.sampled_from(["Hello.", "How are you?", "Fine, and you?"])
bans = st.lists(st.sampled_from([-1, 0, 1, 60, 3600, 90_000]), max_size=3)
option_sets = st.none() | st.fixed_dictionaries(
    {}, optional={"answer": st.booleans(), "banDurations": bans}
)
is_on = st.sampled_from([True, True, None, False])
wishes = st.fixed_dictionaries(
    {
        "chatModel": st.sampled_from(sorted(PRICES)),
    },
    optional={
        "generatePersonality": st.booleans(),
        "multipleMessagesPerReply": st.just(value=True),
        "bufferSeconds": st.sampled_from([0, "7", 180]),
    },
)
durations = st.sampled_from([1, 600, 43_200])


def guarding(reason: str, options: Any, *, is_on: bool | None) -> dict[str, Any]:
    """Parameters that set the switch and the options of a stop reason."""
    switch = RULES[reason]["switch"]
    if switch is None:
        return {}
    found = {switch: is_on, f"{switch}OptionSet": options}
    return {"guardrails": {name: value for name, value in found.items() if value is not None}}


class ConversationsOverTime(Machine):
    """Conversations that are stopped, paused, silent and resumed."""

    @rule(pair=pairs, text=texts, parameters=wishes)
    def say(self, pair: Any, text: str, parameters: Any) -> None:
        """The user sends a harmless message."""
        self.happens(pair, text, parameters)

    @rule(pair=pairs, reason=st.sampled_from(sorted(RULES)), is_on=is_on, options=option_sets)
    def offend(self, pair: Any, reason: str, options: Any, *, is_on: bool | None) -> None:
        """The user sends a stop marker."""
        self.happens(pair, f"So? mock:stop={reason}", guarding(reason, options, is_on=is_on))

    @rule(pair=pairs, is_on=is_on, options=option_sets, code=st.sampled_from(["EN", "ZU_ZA"]))
    def change_language(self, pair: Any, options: Any, code: str, *, is_on: bool | None) -> None:
        """The user sends a language marker."""
        parameters = guarding("UNKNOWN_LANGUAGE", options, is_on=is_on)
        self.happens(pair, f"mock:language={code}", parameters)

    @rule(pair=pairs, reason=st.sampled_from(sorted(RULES)), wishes=wishes)
    def offend_unsafely(self, pair: Any, reason: str, wishes: Any) -> None:
        """The user sends a stop marker while safety features are disabled."""
        self.happens(pair, f"mock:stop={reason}", {**wishes, "disableSafetyFeatures": True})

    @rule(
        pair=pairs,
        reason=st.sampled_from(["USER_HOSTILE", "AI_SUSPICIOUS"]),
        bans=st.sampled_from([[], [60, 3600], [1, 0, 90_000]]),
        times=st.integers(3, 6),
    )
    def go_on_offending(self, pair: Any, reason: str, bans: Any, times: int) -> None:
        """The user offends at the end of each stop until a stop is permanent."""
        parameters = guarding(reason, {"banDurations": bans}, is_on=True)
        for _ in range(times):
            wanted = self.happens(pair, f"{self.number} mock:stop={reason}", parameters)
            if wanted.get("until") is None:
                return
            self.move(pair, wanted["until"])

    @rule(pair=pairs, is_on=is_on, options=option_sets, times=st.integers(1, 4))
    def repeat(self, pair: Any, options: Any, times: int, *, is_on: bool | None) -> None:
        """The user sends the same text several times."""
        parameters = guarding("USER_MESSAGE_REPETITION", options, is_on=is_on)
        for _ in range(times):
            self.happens(pair, "Again.", parameters)

    @rule(pair=pairs, duration=st.none() | durations, is_users=st.booleans(), text=texts)
    def pause(self, pair: Any, duration: int | None, text: str, *, is_users: bool) -> None:
        """The request pauses the conversation; either side wrote the newest message."""
        options = {} if duration is None else {"pauseConversation": {"duration": duration}}
        sender = "USER" if is_users else "PERSONA"
        action = {"type": "PAUSE_CONVERSATION", **options}
        self.happens(pair, text, {"action": action}, sender=sender)

    @rule(pair=pairs, is_on=st.booleans(), times=st.integers(1, 3))
    def suspect(self, pair: Any, times: int, *, is_on: bool) -> None:
        """The user suspects an AI, and the persona may disclose once that it is fictional."""
        parameters = {"fictionalDisclosure": True, "guardrails": {"aiSuspicion": is_on}}
        for _ in range(times):
            self.happens(pair, "mock:stop=AI_SUSPICIOUS", parameters)

    @rule(pair=pairs, parameters=wishes)
    def drop(self, pair: Any, parameters: Any) -> None:
        """The user sends the marker of a dropped call."""
        self.happens(pair, "mock:drop", parameters)

    @rule(pair=pairs, engage=st.sampled_from([None, "AUTO", "NUDGE", "REVIVE", "ICEBREAKER"]))
    def persona_wrote(self, pair: Any, engage: str | None) -> None:
        """The persona wrote last: its markers are ignored, and `engage` decides about an answer."""
        self.happens(pair, "mock:stop=USER_HOSTILE", {"engage": engage}, sender="PERSONA")

    @rule(pair=pairs, offset=st.sampled_from([-1, 0, 1]), parameters=wishes)
    def wait_for_the_end(self, pair: Any, offset: int, parameters: Any) -> None:
        """The user writes within a millisecond of the end of a stop."""
        end = self.world["talks"].get(pair, {}).get("until")
        if end is not None:
            self.move(pair, end + offset)
        self.happens(pair, "Are you there?", parameters)


TestConversationsOverTime = ConversationsOverTime.TestCase
TestConversationsOverTime.settings = examples(130)
