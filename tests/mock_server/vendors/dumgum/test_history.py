"""History: messages by date without repeated ids, and the time that follows from them."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mockwright.mock_server.timestamps import START, parse_timestamp
from mockwright.mock_server.vendors.dumgum.replies.history import read_history

MESSAGES = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.sampled_from("abcdef"),
            "sender": st.sampled_from(["USER", "PERSONA"]),
            "date": st.datetimes().map(lambda moment: moment.isoformat() + "Z"),
            "text": st.none() | st.text(max_size=3),
        }
    ),
    max_size=12,
)


@given(MESSAGES)
def test_each_message_is_there_once_in_order(messages: list[dict[str, Any]]) -> None:
    """The first message of each id is kept, sorted by date, and duplicates are counted."""
    history = read_history(messages, None)
    dates = [parse_timestamp(message["date"]) for message in history.messages]
    assert dates == sorted(dates)
    assert history.now == (dates[-1] if dates else START)
    assert history.duplicates == len(messages) - len(history.messages)
    firsts = {message["id"]: message for message in reversed(messages)}
    assert {message["id"]: message for message in history.messages} == firsts


def test_messages_of_one_moment_keep_their_order() -> None:
    """Messages with the same time keep the order in which they were sent."""
    messages = [
        {"id": "2", "sender": "USER", "date": "2025-01-01T12:00:00Z"},
        {"id": "1", "sender": "USER", "date": "2025-01-01T13:00:00.000+01:00"},
    ]
    assert [message["id"] for message in read_history(messages, None).messages] == ["2", "1"]


def test_a_clock_decides_what_time_it_is() -> None:
    """With a clock the current time is the clock's, with and without messages."""
    message = {"id": "1", "sender": "USER", "date": "2025-01-01T12:00:00Z"}
    assert read_history([message], lambda: 42).now == 42
    assert read_history([], lambda: 42).now == 42


def test_only_the_user_has_a_text() -> None:
    """The user's text is the text of the newest message, if the user sent it."""
    user = {"id": "1", "sender": "USER", "date": "2025-01-01T12:00:00Z", "text": "Hello."}
    persona = {"id": "2", "sender": "PERSONA", "date": "2025-01-01T12:01:00Z", "text": "Hi."}
    assert read_history([user], None).user_text == "Hello."
    assert read_history([user, persona], None).user_text == ""
    assert read_history([{**user, "text": None}], None).user_text == ""
    assert read_history([], None).user_text == ""
