"""Biographies: what is known about people who do not exist; neutral, and all of them adults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from mock_server.answers.moments import DAY, HOUR, SECOND, START, format_moment
from mock_server.answers.phrases import phrases_of
from mock_server.answers.strings import fake_uuid
from mock_server.seeding import Draws, request_key

Entry = Mapping[str, Any]
Trait = tuple[str, str, str, Sequence[str]]

NAMES = (
    *("Alex", "Camille", "Charlie", "Eden", "Jamie", "Jordan", "Kim", "Lou", "Marie", "Maxime"),
    *("Morgan", "Noa", "Quinn", "Robin", "Sam", "Sasha"),
)
WORK = (
    "bakes bread for a living",
    "builds software",
    "draws maps",
    "drives a tram",
    "plans gardens",
    "repairs bicycles",
    "restores old furniture",
    "runs a bookshop",
    "teaches music",
    "works in a library",
)
PASTIMES = (
    "cycles to work",
    "grows herbs on the balcony",
    "is learning to play the piano",
    "is learning to sail",
    "likes to cook for friends",
    "paints in the evenings",
    "reads a book a week",
    "walks by the river every morning",
)
INTERESTS = (
    *("astronomy", "bicycles", "books", "bread", "cooking", "gardens", "languages", "maps"),
    *("museums", "music", "pottery", "trains"),
)
GOALS = (
    "finish the course in pottery",
    "learn twenty words a week",
    "plant an apple tree",
    "read about the history of the town",
    "ride along the coast",
    "write down the family's recipes",
)
MEMORIES: Mapping[str, Sequence[str]] = {
    "fact": (
        "Grew up in a town by the sea.",
        "Has a small garden behind the house.",
        "Shares an office with two colleagues.",
    ),
    "preference": (
        "Likes to be reminded in the morning.",
        "Prefers short answers with an example.",
        "Prefers the train to the car.",
    ),
    "event": (
        "Finished a course in pottery last autumn.",
        "Moved to a flat near the park in spring.",
        "Visited the museum of maps with friends.",
    ),
    "context": (
        "Is moving a service to a new host.",
        "Is planning a walk along the coast.",
        "Is reading a book about lighthouses.",
    ),
}
# Besides the name: key, category, kind of value, and what there is to choose from.
TRAITS: Sequence[Trait] = (
    ("preferred_language", "communication", "string", ("en", "fr", "de", "es")),
    ("communication_style", "communication", "enum", ("formal", "casual", "technical")),
    ("detail_preference", "communication", "enum", ("brief", "moderate", "detailed")),
    ("expertise_level", "context", "enum", ("beginner", "intermediate", "expert")),
    ("timezone", "context", "string", ("Europe/Paris", "Europe/Berlin", "America/New_York")),
    ("interests", "context", "array", INTERESTS),
    ("current_goals", "context", "array", GOALS),
)
_PURPOSE = b"biography"
_TRAIT_IS_KNOWN = 0.7
_MAX_EXCHANGES = 4
_CERTAINTIES = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
_MODEL = "example-model"


class Biography(NamedTuple):
    """What is known about one person; moments are milliseconds since 1970.

    Memories and messages are in the order of their creation.
    """

    summary: str | None
    summary_version: int
    created: int
    updated: int
    traits: Sequence[Entry]
    memories: Sequence[Entry]
    messages: Sequence[Entry]


def make_biography(internal_id: str, seed: int) -> Biography:
    """The biography that the person of this UUID has with this seed, whenever it is asked for."""
    draws = Draws(request_key(seed, _PURPOSE, internal_id.encode()))
    created = START - draws.between(100, 700) * DAY + draws.below(DAY)
    messages = _make_messages(draws, internal_id, created)
    name = draws.pick(NAMES)
    traits = _make_traits(draws, internal_id, name, messages)
    memories = _make_memories(draws, internal_id, messages)
    return Biography(
        summary=f"{name} {draws.pick(WORK)} and {draws.pick(PASTIMES)}.",
        summary_version=draws.between(1, 5),
        created=created,
        updated=messages[-1].moment + HOUR,
        traits=traits,
        memories=memories,
        messages=[message.entry for message in messages],
    )


class _Said(NamedTuple):
    """A message and when it was said."""

    entry: Entry
    moment: int


def _make_messages(draws: Draws, internal_id: str, created: int) -> list[_Said]:
    """A few questions, days apart, each with its answer some seconds later."""
    phrases = phrases_of("EN")
    said: list[_Said] = []
    moment = created
    for _ in range(draws.between(1, _MAX_EXCHANGES)):
        request_id = fake_uuid(draws)
        moment += draws.between(HOUR, 20 * DAY)
        for role, texts in (("user", phrases.questions), ("assistant", phrases.sentences)):
            entry = {
                "id": fake_uuid(draws),
                "profileId": internal_id,
                "role": role,
                "content": draws.pick(texts[None]),
                "requestId": request_id,
                "model": _MODEL if role == "assistant" else None,
                "processed": True,
                "createdAt": format_moment(moment),
            }
            said.append(_Said(entry, moment))
            moment += draws.between(SECOND, 20 * SECOND)
    return said


def _make_traits(
    draws: Draws, internal_id: str, name: str, messages: Sequence[_Said]
) -> list[Entry]:
    """The name, and most of the other traits."""
    named: Trait = ("name", "identity", "string", (name,))
    known = [named, *(trait for trait in TRAITS if draws.chance(_TRAIT_IS_KNOWN))]
    return [
        {
            "id": fake_uuid(draws),
            "profileId": internal_id,
            "key": key,
            "category": category,
            "valueType": kind,
            "value": _pick_some(draws, options) if kind == "array" else draws.pick(options),
            **_derive(draws, messages),
        }
        for key, category, kind, options in known
    ]


def _derive(draws: Draws, messages: Sequence[_Said]) -> Entry:
    """How sure a trait is, where it comes from, and since when it is known."""
    source = draws.pick(("extracted", "extracted", "inferred", "manual"))
    first, last = sorted(draws.below(len(messages)) for _ in range(2))
    origin = messages[first - first % 2]  # what the user said, not the answer to it
    return {
        "confidence": draws.pick(_CERTAINTIES),
        "source": source,
        "sourceMessageIds": [] if source == "manual" else [origin.entry["id"]],
        "createdAt": format_moment(origin.moment + 30 * SECOND),
        "updatedAt": format_moment(messages[last].moment + 30 * SECOND),
    }


def _make_memories(draws: Draws, internal_id: str, messages: Sequence[_Said]) -> list[Entry]:
    """One memory of each of some kinds, drawn from what the user said."""
    questions = messages[::2]
    origins = sorted((draws.pick(questions) for _ in range(draws.between(1, 4))), key=_moment_of)
    kinds = list(MEMORIES)
    return [
        {
            "id": fake_uuid(draws),
            "profileId": internal_id,
            "content": draws.pick(MEMORIES[kind := kinds.pop(draws.below(len(kinds)))]),
            "type": kind,
            "importance": draws.pick(_CERTAINTIES),
            "decayFactor": 1,
            "sourceMessageIds": [origin.entry["id"]],
            "createdAt": format_moment(origin.moment + (30 + number) * SECOND),
            "lastAccessedAt": None,
        }
        for number, origin in enumerate(origins)
    ]


def _moment_of(message: _Said) -> int:
    return message.moment


def _pick_some(draws: Draws, options: Sequence[str]) -> list[str]:
    """One to three of the options, each once."""
    left = list(options)
    return [left.pop(draws.below(len(left))) for _ in range(draws.between(1, 3))]
