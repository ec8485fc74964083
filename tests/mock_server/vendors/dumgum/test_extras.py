"""Extras: personalities and pictures, which are charged once."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from mockwright.mock_server.answer.world import World
from mockwright.mock_server.vendors.dumgum.replies.phrases import phrases_of
from tests.mock_server.vendors.dumgum.talking import (
    FULL_USER,
    MESSAGE,
    PERSONA,
    answer,
    new_world,
    request_body,
    texts_of,
)

PRICE = 300


def cost(world: World, body: dict[str, Any]) -> int:
    """The cost of an answer beyond its price, in ten-thousandths; its changes are committed."""
    outcome = answer(body, world=world)
    world.state.commit(outcome.changes)
    return round(sum(float(each["cost"]) for each in outcome.value["answers"]) * 10_000) - PRICE


def sees(message: dict[str, Any] | None = None, **vision: bool) -> dict[str, Any]:
    """A request in which the persona may analyse pictures."""
    body = request_body(message=message or MESSAGE, chatModel="chat-2-smart", vision=vision)
    persona = {**PERSONA, "mainPictureUrl": "https://example.org/pictures/marie.jpg"}
    return {**body, "userProfile": FULL_USER, "personaProfile": persona}


def test_each_switch_of_vision_has_its_pictures() -> None:
    """Each vision switch charges for its own pictures."""
    shared = {**MESSAGE, "pictureUrls": ["http://example.org/1.jpg", "http://example.org/2.jpg"]}
    switches = ["userProfilePictureAnalysis", "personaProfilePictureAnalysis"]
    assert [cost(new_world(), sees(shared, **{switch: True})) for switch in switches] == [150] * 2
    assert cost(new_world(), sees(shared, sharedPicturesAnalysis=True)) == 300
    assert cost(new_world(), sees(shared, shareablePicturesAnalysis=True)) == 0


def test_one_address_costs_once() -> None:
    """A picture URL is charged once across messages, requests and conversations."""
    world, url = new_world(), FULL_USER["mainPictureUrl"]
    shared = {**MESSAGE, "pictureUrls": [url, url]}
    both = sees(shared, userProfilePictureAnalysis=True, sharedPicturesAnalysis=True)
    assert cost(world, both) == 150
    assert cost(world, both) == 0
    assert cost(world, {**both, "personaProfile": {**PERSONA, "id": "other"}}) == 0


def test_only_the_newest_message_is_looked_at() -> None:
    """Pictures of older messages or of the persona's messages are not charged."""
    old = {**MESSAGE, "pictureUrls": ["http://example.org/1.jpg"]}
    newer = {**MESSAGE, "id": "m-2", "date": "2025-01-01T13:00:00Z"}
    body = sees(sharedPicturesAnalysis=True)
    assert cost(new_world(), {**body, "messages": [old, newer]}) == 0
    persona = {**old, "id": "m-3", "sender": "PERSONA", "date": "2025-01-01T14:00:00Z"}
    body["replyParameters"]["engage"] = "NUDGE"
    assert cost(new_world(), {**body, "messages": [newer, persona]}) == 0


@pytest.mark.parametrize("text", ["mock:stop=USER_HOSTILE", "mock:drop"])
def test_a_stop_charges_no_extras(text: str) -> None:
    """A stopped or dropped call charges no extras and stores none."""
    world = new_world()
    body = sees({**MESSAGE, "text": text}, userProfilePictureAnalysis=True)
    body["replyParameters"]["generatePersonality"] = True
    assert cost(world, body) in {0, -PRICE}
    assert {kind for kind, _ in world.state.snapshot()} <= {"profile", "conversation"}


def test_a_personality_is_made_once_from_the_seed() -> None:
    """A generated personality is stored and depends only on the seed and the persona's id."""
    body = request_body(generatePersonality=True, chatModel="chat-2-smart")
    made = set()
    for number in range(40):
        persona = {**PERSONA, "id": f"persona-{number}"}
        worlds = [new_world(), new_world()]
        costs = [cost(world, {**body, "personaProfile": persona}) for world in worlds]
        kept = [world.state.get("personality", persona["id"]) for world in worlds]
        assert costs == [100, 100]
        assert kept[0] == kept[1]
        made.add(orjson.loads(kept[0] or b""))
    assert len(made) > 8
    assert made <= set(phrases_of("EN").personalities)


def test_seeds_make_different_personalities() -> None:
    """Different seeds generate different personalities."""
    body = request_body(generatePersonality=True)
    made = {
        answer(body, world=new_world(seed)).changes["personality", "persona-1"]
        for seed in range(30)
    }
    assert len(made) > 5


@pytest.mark.parametrize("kind", sorted(phrases_of("EN").personalities))
def test_each_personality_has_its_label(kind: str) -> None:
    """A reply starts with the label of the requested personality or of the profile's."""
    label = phrases_of("EN").personalities[kind] + " "
    asked = request_body(personaPersonality=kind)
    given = {**request_body(), "personaProfile": {**PERSONA, "personality": kind}}
    assert texts_of(answer(asked))[0].startswith(label)
    assert texts_of(answer(given))[0].startswith(label)
