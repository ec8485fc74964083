"""Replies as a whole."""

from __future__ import annotations

from typing import Any

import pytest

from mockwright.mock_server.vendors.dumgum.notices import SHARED_ID, UNSUPPORTED_BY_MODEL
from tests.mock_server.vendors.dumgum.talking import (
    CONVERSATIONS,
    MESSAGE,
    PERSONA,
    USER,
    answer,
    many_replies,
    new_world,
    request_body,
    share,
)


def test_the_last_second_of_all_dates_is_answered() -> None:
    """A reply to a message of the last second has the last possible timestamp."""
    body = request_body(message={**MESSAGE, "date": "9999-12-31T23:59:58Z"})
    (only,) = answer(body).value["answers"]
    assert only["createdAt"] == "9999-12-31T23:59:59.999Z"


@pytest.mark.parametrize("is_fixed", [False, True])
def test_short_replies_are_split_as_often(is_fixed: bool) -> None:  # noqa: FBT001
    """The share of split replies does not depend on `messageLength`."""
    replies = many_replies(
        messageLength="SHORT",
        sentenceLength="SHORT",
        fixedResponseLength=is_fixed,
        multipleMessagesPerReply=True,
        multipleMessagesPerReplyFrequency="VERY_FREQUENT",
    )
    splits = sum(len(texts) > 1 for texts in replies)
    assert share(splits, CONVERSATIONS) == pytest.approx(0.9, abs=0.034)


def test_a_marker_without_support_is_told() -> None:
    """`mock:picture` causes a notice if the model does not support pictures."""
    body = request_body(message={**MESSAGE, "text": "mock:picture"}, chatModel="dating-pro-1")
    (notice,) = answer(body).notices
    assert (notice.code, notice.ruling) == (UNSUPPORTED_BY_MODEL, "R13")


def test_great_numbers_do_not_change_a_profile() -> None:
    """A profile with an integer beyond 64 bits is equal to itself when it is sent again."""
    user = {**USER, "version": "1", "features": {"height": 10**30}}
    body, world = {**request_body(), "userProfile": user}, new_world()
    world.state.commit(answer(body, world=world).changes)
    assert answer(body, world=world).notices == ()


def test_two_people_of_one_id_are_not_taken_for_each_other() -> None:
    """A user and a persona with the same id are not stored, and a notice says so."""
    user: dict[str, Any] = {**USER, "id": "1", "version": "1", "gender": "MAN"}
    persona = {**PERSONA, "id": "1", "version": "1"}
    outcome = answer({**request_body(), "userProfile": user, "personaProfile": persona})
    assert outcome.changes == {}
    (notice,) = outcome.notices
    assert (notice.code, notice.pointer) == (SHARED_ID, "#/personaProfile/id")
