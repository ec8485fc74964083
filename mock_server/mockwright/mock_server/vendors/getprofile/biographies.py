"""Biographies: what is known about fictitious people; neutral, and all of them adults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from mockwright.mock_server.people.person import Profile
from mockwright.mock_server.seeding import RandomStream, request_key
from mockwright.mock_server.timestamps import DAY, HOUR, SECOND, START, format_timestamp
from mockwright.mock_server.values.strings import fake_uuid
from mockwright.mock_server.vendors.dumgum.replies.phrases import phrases_of

Entry = Mapping[str, Any]
Trait = tuple[str, str, str, Sequence[str]]

PASTIMES = (
    "cycles along the river on Sundays",
    "grows herbs on the balcony",
    "is learning to play the piano",
    "is learning to sail",
    "likes to cook for friends",
    "paints in the evenings",
    "reads a book a week",
    "walks by the river every morning",
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
# Conclusions from messages: key, category, kind of value, and the values to choose from.
TRAITS: Sequence[Trait] = (
    ("communication_style", "communication", "enum", ("formal", "casual", "technical")),
    ("detail_preference", "communication", "enum", ("brief", "moderate", "detailed")),
    ("expertise_level", "context", "enum", ("beginner", "intermediate", "expert")),
    ("current_goals", "context", "array", GOALS),
)
_PURPOSE = b"biography"
_TRAIT_IS_KNOWN = 0.7
_MAX_EXCHANGES = 4
_CERTAINTIES = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
_MODEL = "example-model"


class FakeProfile(NamedTuple):
    """A fictitious profile and its language."""

    profile: Profile
    language: str

    @property
    def name(self) -> str:
        """The first name, or else the nickname."""
        name: str = self.profile.get("firstName") or self.profile["nickname"]
        return name


class Biography(NamedTuple):
    """What is known about one person; times are milliseconds since 1970.

    Memories and messages are in order of creation.
    """

    summary: str | None
    summary_version: int
    created: int
    updated: int
    traits: Sequence[Entry]
    memories: Sequence[Entry]
    messages: Sequence[Entry]


def make_biography(fake: FakeProfile, internal_id: str, seed: int) -> Biography:
    """The biography of a fictitious profile with this UUID and seed; always the same."""
    stream = RandomStream(request_key(seed, _PURPOSE, internal_id.encode()))
    created = START - stream.between(100, 700) * DAY + stream.below(DAY)
    messages = _make_messages(stream, fake.language, internal_id, created)
    traits = _make_traits(stream, internal_id, fake, messages)
    memories = _make_memories(stream, internal_id, fake, messages)
    return Biography(
        summary=_summarize(stream, fake),
        summary_version=stream.between(1, 5),
        created=created,
        updated=messages[-1].moment + HOUR,
        traits=traits,
        memories=memories,
        messages=[message.entry for message in messages],
    )


def _summarize(stream: RandomStream, fake: FakeProfile) -> str:
    """E.g. `Camille lives in Lyon and likes to cook for friends. Occupation: infirmière.`."""
    city, job = fake.profile.get("city"), fake.profile.get("features", {}).get("job")
    place = f" lives in {city} and" if city else ""
    work = f" Occupation: {job}." if job else ""
    return f"{fake.name}{place} {stream.pick(PASTIMES)}.{work}"


class _Said(NamedTuple):
    """A message and its time."""

    entry: Entry
    moment: int


def _make_messages(
    stream: RandomStream, language: str, internal_id: str, created: int
) -> list[_Said]:
    """A few questions, days apart, each with its answer a few seconds later."""
    phrases = phrases_of(language)
    said: list[_Said] = []
    moment = created
    for _ in range(stream.between(1, _MAX_EXCHANGES)):
        request_id = fake_uuid(stream)
        moment += stream.between(HOUR, 20 * DAY)
        for role, texts in (("user", phrases.questions), ("assistant", phrases.sentences)):
            entry = {
                "id": fake_uuid(stream),
                "profileId": internal_id,
                "role": role,
                "content": stream.pick(texts[None]),
                "requestId": request_id,
                "model": _MODEL if role == "assistant" else None,
                "processed": True,
                "createdAt": format_timestamp(moment),
            }
            said.append(_Said(entry, moment))
            moment += stream.between(SECOND, 20 * SECOND)
    return said


def _make_traits(
    stream: RandomStream, internal_id: str, fake: FakeProfile, messages: Sequence[_Said]
) -> list[Entry]:
    """The traits in the profile, and most traits that can be concluded."""
    known = [
        *_told_traits(fake),
        *(
            (key, category, kind, stream.pick(options))
            for key, category, kind, options in TRAITS
            if stream.chance(_TRAIT_IS_KNOWN)
        ),
    ]
    return [
        {
            "id": fake_uuid(stream),
            "profileId": internal_id,
            "key": key,
            "category": category,
            "valueType": kind,
            "value": [value] if kind == "array" and isinstance(value, str) else value,
            **_derive(stream, messages),
        }
        for key, category, kind, value in known
    ]


def _told_traits(fake: FakeProfile) -> Iterator[tuple[str, str, str, Any]]:
    """The profile's fields as traits; the name is always among them."""
    profile = fake.profile
    features = profile.get("features", {})
    language = fake.language.partition("_")[0].lower()
    yield "name", "identity", "string", fake.name
    yield "preferred_language", "communication", "string", language
    for key, category, value in (
        ("birthdate", "identity", profile.get("birthdate")),
        ("gender", "identity", _as_words(profile.get("gender"))),
        ("city", "identity", profile.get("city")),
        ("country", "identity", profile.get("countryCode")),
        ("timezone", "context", profile.get("timeZone")),
        ("occupation", "context", features.get("job")),
    ):
        if value is not None:
            yield key, category, "string", value
    if "interests" in features:
        interests = [_as_words(interest) for interest in features["interests"]]
        yield "interests", "context", "array", interests


def _as_words(code: str | None) -> str | None:
    """`BOOK_READING` as `book reading`."""
    return None if code is None else code.lower().replace("_", " ")


def _derive(stream: RandomStream, messages: Sequence[_Said]) -> Entry:
    """A trait's confidence, its origin, and when it became known."""
    source = stream.pick(("extracted", "extracted", "inferred", "manual"))
    first, last = sorted(stream.below(len(messages)) for _ in range(2))
    origin = messages[first - first % 2]  # the user's message, not the answer to it
    return {
        "confidence": stream.pick(_CERTAINTIES),
        "source": source,
        "sourceMessageIds": [] if source == "manual" else [origin.entry["id"]],
        "createdAt": format_timestamp(origin.moment + 30 * SECOND),
        "updatedAt": format_timestamp(messages[last].moment + 30 * SECOND),
    }


def _make_memories(
    stream: RandomStream, internal_id: str, fake: FakeProfile, messages: Sequence[_Said]
) -> list[Entry]:
    """One memory of each of several kinds, chosen from the user's messages."""
    questions = messages[::2]
    origins = sorted((stream.pick(questions) for _ in range(stream.between(1, 4))), key=_moment_of)
    texts = {**MEMORIES, "fact": _told_facts(fake) or MEMORIES["fact"]}
    kinds = list(texts)
    return [
        {
            "id": fake_uuid(stream),
            "profileId": internal_id,
            "content": stream.pick(texts[kind := kinds.pop(stream.below(len(kinds)))]),
            "type": kind,
            "importance": stream.pick(_CERTAINTIES),
            "decayFactor": 1,
            "sourceMessageIds": [origin.entry["id"]],
            "createdAt": format_timestamp(origin.moment + (30 + number) * SECOND),
            "lastAccessedAt": None,
        }
        for number, origin in enumerate(origins)
    ]


def _told_facts(fake: FakeProfile) -> list[str]:
    """What the profile says about household and place, in sentences."""
    profile = fake.profile
    facts = [f"Lives in {profile['city']}."] if "city" in profile else []
    facts += [f"Has a pet called {pet['name']}." for pet in profile.get("pets", ())]
    facts += [
        f"Has a child called {c['name']}." for c in profile.get("children", ()) if "name" in c
    ]
    return facts


def _moment_of(message: _Said) -> int:
    return message.moment
