"""Conversations over time: whatever happens, in whatever order, decisions are the model's."""

from __future__ import annotations

import copy
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from mock_server.app import Understudy
from mock_server.state_file import FileState
from tests.mock_server.asking import ask, journal, serve
from tests.mock_server.conversations.model import (
    PRICES,
    RULES,
    WEEK,
    Decision,
    World,
    decide,
    new_world,
    observe,
    write,
)
from tests.mock_server.conversations.saying import (
    HEADERS,
    SECOND,
    START,
    TARGET,
    message,
    person,
    request,
)

# "sam" is a user of one conversation and the persona of others.
PAIRS = [("ann", "sam"), ("ann", "eve"), ("bob", "sam"), ("bob", "eve"), ("sam", "eve")]
NAMES = sorted({name for pair in PAIRS for name in pair})
MOST_MESSAGES = 4
MINOR, ADULT = "2012-03-04", "1990-05-14"
PICTURES = [f"https://example.org/pictures/{number}.jpg" for number in range(3)]

pairs = st.sampled_from(PAIRS)
texts = st.sampled_from(["Hello.", "How are you?", "Fine, and you?"])
bans = st.lists(st.sampled_from([-1, 0, 1, 60, 3600, 90_000]), max_size=3)
option_sets = st.none() | st.fixed_dictionaries(
    {}, optional={"answer": st.booleans(), "banDurations": bans}
)
is_on = st.sampled_from([True, True, None, False])
wishes = st.fixed_dictionaries(
    {"chatModel": st.sampled_from(sorted(PRICES))},
    optional={
        "generatePersonality": st.booleans(),
        "multipleMessagesPerReply": st.just(value=True),
        "bufferSeconds": st.sampled_from([0, "7", 180]),
        "vision": st.fixed_dictionaries(
            {},
            optional={
                "userProfilePictureAnalysis": st.just(value=True),
                "personaProfilePictureAnalysis": st.just(value=True),
                "sharedPicturesAnalysis": st.just(value=True),
            },
        ),
    },
)
waits = st.sampled_from([0, 1, 999, 59 * SECOND, 2 * 3600 * SECOND, 12 * 3600 * SECOND, WEEK])
durations = st.sampled_from([1, 600, 43_200])
profiles = st.fixed_dictionaries(
    {},
    optional={
        "version": st.sampled_from(["1", "2"]),
        "birthdate": st.sampled_from([ADULT, ADULT, ADULT, MINOR]),
        "mainPictureUrl": st.sampled_from(PICTURES),
        "expiresAt": st.sampled_from([START, START + 3600 * SECOND, START + 2 * WEEK]).map(write),
    },
)


def guarding(reason: str, options: Any, *, is_on: bool | None) -> dict[str, Any]:
    """Parameters that set the switch of a reason, if it has one, and its options."""
    switch = RULES[reason]["switch"]
    if switch is None:
        return {}
    found = {switch: is_on, f"{switch}OptionSet": options}
    return {"guardrails": {name: value for name, value in found.items() if value is not None}}


class ConversationsOverTime(RuleBasedStateMachine):
    """Several conversations with one mock that keeps its state in a file, and with a model."""

    app: Understudy

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.world = new_world()
        self.taken: tuple[bytes, World] | None = None
        self.people = {name: person(name, birthdate=ADULT) for name in NAMES}
        self.clocks = dict.fromkeys(PAIRS, START)
        self.said: dict[Any, list[Any]] = {pair: [] for pair in PAIRS}
        self.number = 0

    @initialize()
    def begin(self) -> None:
        """Open the file for the first time."""
        self.app = serve(db=Path(self.folder.name) / "state.db")

    def teardown(self) -> None:
        """Leave nothing behind."""
        self.close()
        self.folder.cleanup()

    def close(self) -> None:
        """Let go of the file."""
        state = self.app.pipeline.world.state
        assert isinstance(state, FileState)
        state.close()

    def happens(self, pair: Any, text: str | None, parameters: Any, **fields: Any) -> Decision:
        """Somebody writes now, a reply is asked for, and it is what the model decides."""
        now, said = self.clocks[pair], self.said[pair]
        self.number += 1
        said.append(message(self.number, now, text, **fields))
        del said[:-MOST_MESSAGES]
        # Out of order, and the newest a second time: as something else, which does not count.
        sent = [*reversed(said), {**said[-1], "text": "mock:stop=USER_SUSPICIOUS"}]
        user, persona = (self.people[name] for name in pair)
        body = request(user, persona, sent, **parameters)
        wanted = decide(self.world, copy.deepcopy(body))
        reply = ask(self.app, TARGET, HEADERS, body)
        is_empty = reply.body == b'{"answers":[]}'
        why = journal(self.app)[-1]["warnings"][-1] if is_empty else ""
        assert observe(reply.status, reply.body, why) == wanted
        self.move(pair, now + SECOND)
        return wanted

    def move(self, pair: Any, moment: int) -> None:
        """It becomes another time; of what was said later then, nothing was said."""
        self.clocks[pair] = moment
        if self.said[pair] and write(moment) <= self.said[pair][-1]["date"]:
            self.said[pair] = []

    @rule(pair=pairs, text=texts, parameters=wishes, picture=st.sampled_from(PICTURES))
    def say(self, pair: Any, text: str, parameters: Any, picture: str) -> None:
        """The user writes something, and sends a picture."""
        self.happens(pair, text, parameters, pictureUrls=[picture])

    @rule(pair=pairs, reason=st.sampled_from(sorted(RULES)), is_on=is_on, options=option_sets)
    def offend(self, pair: Any, reason: str, options: Any, *, is_on: bool | None) -> None:
        """The user's text has a marker of a stop."""
        self.happens(pair, f"So? mock:stop={reason}", guarding(reason, options, is_on=is_on))

    @rule(pair=pairs, is_on=is_on, options=option_sets, code=st.sampled_from(["EN", "ZU_ZA"]))
    def change_language(self, pair: Any, options: Any, code: str, *, is_on: bool | None) -> None:
        """The user's text has a marker of a language."""
        parameters = guarding("UNKNOWN_LANGUAGE", options, is_on=is_on)
        self.happens(pair, f"mock:language={code}", parameters)

    @rule(pair=pairs, reason=st.sampled_from(sorted(RULES)), wishes=wishes)
    def offend_unsafely(self, pair: Any, reason: str, wishes: Any) -> None:
        """The user's text has a marker of a stop, and safety is off."""
        self.happens(pair, f"mock:stop={reason}", {**wishes, "disableSafetyFeatures": True})

    @rule(
        pair=pairs,
        reason=st.sampled_from(["USER_HOSTILE", "AI_SUSPICIOUS"]),
        options=option_sets,
        times=st.integers(3, 6),
    )
    def go_on_offending(self, pair: Any, reason: str, options: Any, times: int) -> None:
        """The user offends at the end of each stop, until one has no end."""
        parameters = guarding(reason, options, is_on=True)
        for _ in range(times):
            wanted = self.happens(pair, f"{self.number} mock:stop={reason}", parameters)
            if wanted.get("until") is None:
                return
            self.move(pair, wanted["until"])

    @rule(pair=pairs, is_on=is_on, options=option_sets, times=st.integers(1, 4))
    def repeat(self, pair: Any, options: Any, times: int, *, is_on: bool | None) -> None:
        """The user writes the same a few times."""
        parameters = guarding("USER_MESSAGE_REPETITION", options, is_on=is_on)
        for _ in range(times):
            self.happens(pair, "Again.", parameters)

    @rule(pair=pairs, duration=st.none() | durations, is_users=st.booleans(), text=texts)
    def pause(self, pair: Any, duration: int | None, text: str, *, is_users: bool) -> None:
        """The persona is to take its leave, whoever wrote last."""
        options = {} if duration is None else {"pauseConversation": {"duration": duration}}
        sender = "USER" if is_users else "PERSONA"
        action = {"type": "PAUSE_CONVERSATION", **options}
        self.happens(pair, text, {"action": action}, sender=sender)

    @rule(pair=pairs, is_on=st.booleans(), times=st.integers(1, 3))
    def suspect(self, pair: Any, times: int, *, is_on: bool) -> None:
        """The user asks whether the persona is real, and it may admit once that it is not."""
        parameters = {"fictionalDisclosure": True, "guardrails": {"aiSuspicion": is_on}}
        for _ in range(times):
            self.happens(pair, "mock:stop=AI_SUSPICIOUS", parameters)

    @rule(pair=pairs, parameters=wishes)
    def drop(self, pair: Any, parameters: Any) -> None:
        """The user's text has the marker of a call that is dropped."""
        self.happens(pair, "mock:drop", parameters)

    @rule(pair=pairs, engage=st.sampled_from([None, "AUTO", "NUDGE", "REVIVE", "ICEBREAKER"]))
    def persona_wrote(self, pair: Any, engage: str | None) -> None:
        """The persona wrote last, whose markers do not count, and may or may not go on."""
        self.happens(pair, "mock:stop=USER_HOSTILE", {"engage": engage}, sender="PERSONA")

    @rule(pair=pairs, wait=waits)
    def wait(self, pair: Any, wait: int) -> None:
        """Time passes in one conversation."""
        self.move(pair, self.clocks[pair] + wait)

    @rule(pair=pairs, back=waits)
    def go_back(self, pair: Any, back: int) -> None:
        """A conversation is told of at an earlier time, but never before the first."""
        self.move(pair, max(START, self.clocks[pair] - back))

    @rule(pair=pairs, offset=st.sampled_from([-1, 0, 1]))
    def wait_for_the_end(self, pair: Any, offset: int) -> None:
        """The user writes about when a stop ends, to the millisecond."""
        end = self.world["talks"].get(pair, {}).get("until")
        if end is not None:
            self.move(pair, end + offset)
        self.happens(pair, "Are you there?", {})

    @rule(name=st.sampled_from(NAMES), fields=profiles)
    def change_profile(self, name: str, fields: Any) -> None:
        """From now on another profile of somebody is sent."""
        self.people[name] = person(name, **fields)

    @rule()
    def take_snapshot(self) -> None:
        """Keep a snapshot for later."""
        answer = self.app.test_client().get("/_mock/state")
        assert answer.status_code == 200
        self.taken = (answer.data, copy.deepcopy(self.world))

    @precondition(lambda self: self.taken is not None)
    @rule()
    def restore(self) -> None:
        """Everything is again as it was when the snapshot was taken."""
        assert self.taken is not None
        snapshot, world = self.taken
        answer = self.app.test_client().put(
            "/_mock/state", data=snapshot, content_type="application/json"
        )
        assert answer.status_code == 200
        self.world = copy.deepcopy(world)

    @rule()
    def reset(self) -> None:
        """Everything is forgotten."""
        assert self.app.test_client().post("/_mock/reset").status_code == 200
        self.world = new_world()

    @rule()
    def restart(self) -> None:
        """The file is closed and opened again, and has what was kept."""
        before = self.app.pipeline.world.state.snapshot()
        self.close()
        self.begin()
        assert self.app.pipeline.world.state.snapshot() == before


TestConversationsOverTime = ConversationsOverTime.TestCase
TestConversationsOverTime.settings = settings(
    max_examples=150,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
