"""Extras: one-time charges of a reply: a generated personality, analysed pictures."""

from __future__ import annotations

from collections.abc import Mapping

import orjson
from msgspec import Struct

from mockwright.mock_server.answer.world import NO_CHANGES
from mockwright.mock_server.seeding import RandomStream, request_key
from mockwright.mock_server.state.protocol import Key, State
from mockwright.mock_server.vendors.dumgum.replies.costs import SOUL_ENGINE_COST, VISION_COST
from mockwright.mock_server.vendors.dumgum.replies.history import USER
from mockwright.mock_server.vendors.dumgum.replies.reply_parameters import supports_pictures
from mockwright.mock_server.vendors.dumgum.replies.scene import Scene

PERSONALITY_KIND = "personality"
PICTURE_KIND = "picture"
PERSONALITY_SCHEMA = {"description": "The generated personality.", "type": "string"}
PICTURE_SCHEMA = {"description": "Analysed and charged.", "const": True}

_PICTURE_RECORD = b"true"


class Extras(Struct, frozen=True, gc=False):
    """The additional cost, the records to keep, and what the reply receives for it."""

    cost: int
    changes: Mapping[Key, bytes | None]
    personality: str | None
    has_looked_at_user: bool


NO_EXTRAS = Extras(cost=0, changes=NO_CHANGES, personality=None, has_looked_at_user=False)


def find_extras(scene: Scene, state: State, seed: int) -> Extras:
    """Everything that this reply is charged for in addition to the reply itself."""
    parameters = scene.parameters
    personality = parameters.get("personaPersonality") or scene.persona.get("personality")
    pictures = _find_pictures(scene)
    is_generated = parameters.get("generatePersonality")
    if not (pictures or is_generated):
        return Extras(0, NO_CHANGES, personality, has_looked_at_user=False)
    changes: dict[Key, bytes | None] = {}
    cost = 0
    if is_generated:
        key = (PERSONALITY_KIND, scene.persona["id"])
        record = state.get(*key)
        if record is None:
            record = orjson.dumps(_generate_personality(scene, seed))
            changes[key] = record
            cost += SOUL_ENGINE_COST
        personality = parameters.get("personaPersonality") or orjson.loads(record)
    seen = [url for url in pictures if state.get(PICTURE_KIND, url) is None]
    for url in dict.fromkeys(seen):
        changes[PICTURE_KIND, url] = _PICTURE_RECORD
        cost += VISION_COST
    return Extras(
        cost=cost,
        changes=changes,
        personality=personality,
        has_looked_at_user=scene.user.get("mainPictureUrl") in seen,
    )


def _generate_personality(scene: Scene, seed: int) -> str:
    """The personality of a persona: always the same with the same seed."""
    key = request_key(seed, PERSONALITY_KIND.encode(), scene.persona["id"].encode())
    return RandomStream(key).pick(sorted(scene.phrases.personalities))


def _find_pictures(scene: Scene) -> list[str]:
    """The URLs of all pictures that are analysed for this reply."""
    if not supports_pictures(scene.parameters):
        return []
    vision, newest = scene.parameters["vision"], scene.history.newest
    found: list[str] = []
    if vision["userProfilePictureAnalysis"] and "mainPictureUrl" in scene.user:
        found.append(scene.user["mainPictureUrl"])
    if vision["personaProfilePictureAnalysis"] and "mainPictureUrl" in scene.persona:
        found.append(scene.persona["mainPictureUrl"])
    if vision["sharedPicturesAnalysis"] and newest is not None and newest["sender"] == USER:
        found += newest.get("pictureUrls", ())
    return found
