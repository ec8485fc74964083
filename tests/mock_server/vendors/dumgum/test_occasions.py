"""Occasions: why the persona writes, and the sentence that shows it."""

from __future__ import annotations

from typing import Any

import pytest

from mockwright.mock_server.answer.world import World
from mockwright.mock_server.vendors.dumgum.replies.icebreakers import choose_icebreaker
from mockwright.mock_server.vendors.dumgum.replies.phrases import phrases_of
from tests.mock_server.vendors.dumgum.talking import (
    FULL_USER,
    MESSAGE,
    PERSONA,
    USER,
    answer,
    new_world,
    request_body,
    texts_of,
)

PHRASES = phrases_of("EN")
KINDS = sorted(PHRASES.icebreakers)
PICTURE = FULL_USER["mainPictureUrl"]


def open_with(kind: str | None, user: dict[str, Any], engage: str = "ICEBREAKER") -> str:
    """The text that opens a conversation."""
    body = request_body(message=None, engage=engage, icebreakerType=kind)
    (text,) = texts_of(answer({**body, "userProfile": user}))
    return text


def begins(text: str, *options: str) -> bool:
    """Whether a text begins with one of these sentences."""
    return text.startswith(options)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("engage", ["AUTO", "ICEBREAKER"])
def test_each_kind_of_opening_has_its_text(kind: str, engage: str) -> None:
    """An opening starts with the text of the requested kind."""
    assert begins(open_with(kind, FULL_USER, engage), PHRASES.icebreakers[kind])


@pytest.mark.parametrize("kind", [None, "AUTO", "PHOTO_COMMENT"])
def test_openings_are_chosen_by_the_profile(kind: str | None) -> None:
    """Unset, `AUTO` and a missing picture choose the kind by the user's profile."""
    assert begins(open_with(kind, USER), PHRASES.icebreakers["NO_PHOTO"])


@pytest.mark.parametrize(
    ("missing", "kind"),
    [
        ("mainPictureUrl", "NO_PHOTO"),
        ("description", "MISSING_DETAIL"),
        ("birthdate", "MISSING_DETAIL"),
        ("city", "MISSING_DETAIL"),
    ],
)
def test_a_missing_detail_gives_a_reason(missing: str, kind: str) -> None:
    """A missing or empty detail of the user's profile decides the kind of opening."""
    user = {name: value for name, value in FULL_USER.items() if name != missing}
    assert choose_icebreaker("AUTO", user, PERSONA, 1) == kind
    if missing != "birthdate":
        assert choose_icebreaker("AUTO", {**user, missing: ""}, PERSONA, 1) == kind


def test_any_picture_is_a_photo() -> None:
    """Any public picture counts as a photo; private pictures do not."""
    assert choose_icebreaker(None, {"pictures": [PICTURE]}, PERSONA, 1) == "MISSING_DETAIL"
    assert choose_icebreaker(None, {"privatePictures": [PICTURE]}, PERSONA, 1) == "NO_PHOTO"
    assert choose_icebreaker(None, {"pictures": []}, PERSONA, 1) == "NO_PHOTO"


@pytest.mark.parametrize("engage", [None, "AUTO", "ICEBREAKER", "NUDGE", "REVIVE"])
@pytest.mark.parametrize("context", ["none", "user", "persona", "dormant"])
def test_engage_is_followed(engage: str | None, context: str) -> None:
    """`engage` is followed in every context; `AUTO` depends on the context; unset only replies."""
    newest = {
        "none": [],
        "user": [MESSAGE],
        "persona": [{**MESSAGE, "id": "m-2", "sender": "PERSONA"}],
        "dormant": [
            MESSAGE,
            {**MESSAGE, "id": "m-2", "sender": "PERSONA", "date": "2025-01-09T00:00:00Z"},
        ],
    }
    natural = {"none": "ICEBREAKER", "user": "REPLY", "persona": "NUDGE", "dormant": "REVIVE"}
    expected = natural[context] if engage == "AUTO" else engage or "SILENCE"
    if engage is None and context == "user":
        expected = "REPLY"
    body = {**request_body(engage=engage), "messages": newest[context]}
    texts = texts_of(answer(body))
    leads = {
        "ICEBREAKER": tuple(PHRASES.icebreakers.values()),
        "NUDGE": PHRASES.nudges,
        "REVIVE": PHRASES.revivals,
    }
    found = [name for name, options in leads.items() if texts and begins(texts[0], *options)]
    assert found == ([expected] if expected in leads else [])
    assert bool(texts) == (expected != "SILENCE")


def react(world: World | None = None, user: dict[str, Any] = USER, **message: Any) -> str:
    """The reply of a chat-2 persona with all vision switches to a message."""
    vision = {"sharedPicturesAnalysis": True, "userProfilePictureAnalysis": True}
    body = request_body(message={**MESSAGE, **message}, chatModel="chat-2-pro", vision=vision)
    return texts_of(answer({**body, "userProfile": user}, world=world))[0]


def test_reactions_have_an_order() -> None:
    """A meeting takes precedence over a poke, a poke over gifts, and gifts over pictures."""
    gifts, pictures = [{"name": "Flower"}], ["https://example.org/pictures/lake.jpg"]
    meeting: dict[str, Any] = {
        "text": "mock:meeting",
        "poke": True,
        "gifts": gifts,
        "pictureUrls": pictures,
    }
    assert begins(react(**meeting), PHRASES.meetings["DEFAULT_MODE"])
    assert begins(react(poke=True, gifts=gifts, pictureUrls=pictures), PHRASES.poke)
    assert begins(react(gifts=gifts, pictureUrls=pictures, poke=False), PHRASES.gift)
    assert begins(react(pictureUrls=pictures, gifts=[]), PHRASES.seen_picture)
    assert begins(react(user=FULL_USER, pictureUrls=[]), PHRASES.seen_profile_picture)


def test_nothing_is_reacted_to_that_was_not_seen() -> None:
    """Without vision the reply mentions no pictures."""
    message = {**MESSAGE, "pictureUrls": [PICTURE]}
    for parameters in ({"chatModel": "chat-2-pro"}, {"vision": {"sharedPicturesAnalysis": True}}):
        body = {**request_body(message=message, **parameters), "userProfile": FULL_USER}
        (text,) = texts_of(answer(body))
        assert not begins(text, PHRASES.seen_picture, PHRASES.seen_profile_picture)


def test_the_profile_picture_is_spoken_of_once() -> None:
    """The user's picture is mentioned once only, when it is first analysed."""
    world = new_world()
    vision = {"userProfilePictureAnalysis": True}
    body = request_body(chatModel="chat-2-pro", vision=vision)
    outcome = answer({**body, "userProfile": FULL_USER}, world=world)
    assert begins(texts_of(outcome)[0], PHRASES.seen_profile_picture)
    world.state.commit(outcome.changes)
    again = answer({**body, "userProfile": FULL_USER}, world=world)
    assert not begins(texts_of(again)[0], PHRASES.seen_profile_picture)
