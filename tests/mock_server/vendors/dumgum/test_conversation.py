"""Conversations: their records, stops and bans."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from mockwright.mock_server.state.memory import MemoryState
from mockwright.mock_server.timestamps import EARLIEST, LATEST
from mockwright.mock_server.vendors.dumgum.replies.conversation import (
    KIND,
    NEW,
    SCHEMA,
    Conversation,
    key_of,
    read_conversation,
)
from mockwright.mock_server.vendors.dumgum.replies.guardrails import (
    FOR_EVER,
    PROGRESSION,
    REASONS,
    SWITCHES,
    decide_stop,
    is_guarded,
    is_repetition,
)
from mockwright.mock_server.vendors.dumgum.replies.history import read_history

MOMENTS = st.integers(min_value=EARLIEST, max_value=LATEST)
CONVERSATIONS = st.builds(
    Conversation,
    offences=st.dictionaries(st.sampled_from(sorted(REASONS)), st.integers(1, 9)),
    stop_reason=st.none() | st.sampled_from(sorted(REASONS)),
    stopped_until=st.none() | MOMENTS,
    is_disclosed=st.booleans(),
)
ON: dict[str, Any] = {"guardrails": {switch: True for switch in SWITCHES.values() if switch}}


@given(CONVERSATIONS)
def test_what_is_kept_is_read_again(conversation: Conversation) -> None:
    """A stored conversation is read back unchanged and conforms to the schema."""
    state, key = MemoryState(), key_of("u", "p")
    record = conversation.to_record()
    state.commit({key: record})
    assert read_conversation(state, key) == conversation
    Draft202012Validator(SCHEMA).validate(orjson.loads(record))


@given(CONVERSATIONS)
def test_equal_conversations_have_equal_records(conversation: Conversation) -> None:
    """Equal conversations have equal records, whatever the order of their offences."""
    backwards = dict(reversed([*conversation.offences.items()]))
    assert conversation._replace(offences=backwards).to_record() == conversation.to_record()


def test_nothing_is_remembered_of_a_new_conversation() -> None:
    """A conversation without a record is new and not silent."""
    assert read_conversation(MemoryState(), key_of("u", "p")) == NEW
    assert not NEW.is_silent(LATEST)


@given(st.tuples(st.text(), st.text()), st.tuples(st.text(), st.text()))
def test_two_pairs_of_people_have_two_keys(one: tuple[str, str], other: tuple[str, str]) -> None:
    """Different pairs of people have different keys."""
    assert (key_of(*one) == key_of(*other)) == (one == other)
    assert key_of(*one)[0] == KIND


def test_a_stop_ends_at_its_end() -> None:
    """A stop lasts until its end, exclusive; it is permanent without seconds and void with 0."""
    stopped = NEW.stop("USER_HOSTILE", 1_000, 60)
    assert [stopped.is_silent(now) for now in (1_000, 60_999, 61_000)] == [True, True, False]
    assert NEW.stop("USER_HOSTILE", 1_000, None).is_silent(LATEST)
    assert not NEW.stop("USER_HOSTILE", 1_000, 0).is_silent(1_000)
    assert not NEW.stop("USER_HOSTILE", 1_000, -5).is_silent(1_000)


def test_a_stop_beyond_all_dates_ends_at_the_last() -> None:
    """A stop beyond the last date ends at the last date."""
    assert NEW.stop("USER_HOSTILE", 1_000, 10**30).stopped_until == LATEST


def test_offences_are_counted_by_reason() -> None:
    """Offences are counted by reason, without changing the original conversation."""
    twice = NEW.offend("USER_HOSTILE").offend("USER_HOSTILE").offend("AI_SUSPICIOUS")
    assert twice.offences == {"USER_HOSTILE": 2, "AI_SUSPICIOUS": 1}
    assert NEW.offences == {}


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_stops_last_as_documented(reason: str) -> None:
    """Each stop has its documented duration; three reasons stop permanently at once."""
    conversation, lasted = NEW, []
    for _ in range(6):
        conversation = conversation.offend(reason)
        lasted.append(decide_stop(reason, conversation, ON).seconds)
    expected = [None] * 6 if reason in FOR_EVER else [7_200, 43_200, 86_400, 172_800, None, None]
    assert lasted == expected
    assert len(PROGRESSION) == 5


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_switches_guard(reason: str) -> None:
    """A reason follows its switch, if it has one, and no reason applies with safety disabled."""
    switch = SWITCHES[reason]
    off = {"guardrails": {**ON["guardrails"], **({switch: False} if switch else {})}}
    assert is_guarded(reason, ON)
    assert is_guarded(reason, off) == (switch is None)
    assert not is_guarded(reason, {**ON, "disableSafetyFeatures": True})


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (["U:a", "U:a", "U:a"], True),
        (["U:a", "P:b", "U:a", "P:a", "U:a"], True),
        (["U:b", "U:a", "U:a", "U:a"], True),
        (["U:a", "U:a", "U:a", "U:a"], True),
        (["U:a", "U:a"], False),
        (["U:a", "U:a", "U:b", "U:a"], False),
        (["U:a", "U:a", "U:", "U:a"], False),
        (["U:a", "U:a", "U:a", "P:b"], False),
        (["U:a", "U:a", "U:A"], False),
        (["U:", "U:", "U:"], False),
        (["P:a", "P:a", "U:a"], False),
    ],
)
def test_three_times_running_is_repetition(said: list[str], expected: bool) -> None:  # noqa: FBT001
    """A repetition is the same non-empty text in the user's last three messages."""
    messages = [
        {
            "id": str(number),
            "sender": "USER" if each.startswith("U:") else "PERSONA",
            "date": f"2025-01-01T12:00:{number:02}Z",
            "text": each[2:] or None,
        }
        for number, each in enumerate(said)
    ]
    assert is_repetition(read_history(messages, None)) == expected
