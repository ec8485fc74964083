from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator

import pytest

from mockwright.mock_server.people import LANGUAGES, fake_profile
from mockwright.mock_server.timestamps import START, parse_timestamp
from mockwright.mock_server.vendors.dumgum.replies.phrases import phrases_of
from mockwright.mock_server.vendors.getprofile import biographies
from mockwright.mock_server.vendors.getprofile.biographies import (
    MEMORIES,
    TRAITS,
    Biography,
    FakeProfile,
    make_biography,
)
from tests.mock_server.vendors.dumgum.test_neutral_texts import UNWANTED


def fake(number: int) -> FakeProfile:
    """The person of a number; every fourth one speaks English."""
    language = LANGUAGES[number % len(LANGUAGES)] if number % 4 else "EN"
    return FakeProfile(fake_profile(0, number, language), language)


def biography_of(number: int, seed: int = 0) -> Biography:
    """The biography of a number's person."""
    return make_biography(fake(number), str(uuid.UUID(int=number)), seed)


PEOPLE = [biography_of(number) for number in range(500)]


def moments_of(biography: Biography) -> Iterator[int]:
    """Every timestamp of a biography."""
    entries = (*biography.traits, *biography.memories, *biography.messages)
    for entry in entries:
        yield from (
            parse_timestamp(entry[name]) for name in ("createdAt", "updatedAt") if name in entry
        )


def test_person_has_one_biography() -> None:
    """A biography depends on the person and on the seed."""
    assert biography_of(1) == biography_of(1) == PEOPLE[1]
    assert biography_of(1, seed=1) != PEOPLE[1] != PEOPLE[2]


def test_biography_is_the_profiles() -> None:
    """The traits of a biography have every value of the profile."""
    for number, person in enumerate(PEOPLE):
        profile = fake(number).profile
        told = {trait["key"]: trait["value"] for trait in person.traits}
        features = profile.get("features", {})
        assert told["name"] in {profile.get("firstName"), profile.get("nickname")}
        assert told.get("birthdate") == profile.get("birthdate")
        assert told.get("city") == profile.get("city")
        assert told.get("country") == profile.get("countryCode")
        assert told.get("timezone") == profile.get("timeZone")
        assert told.get("occupation") == features.get("job")
        assert len(told.get("interests", ())) == len(features.get("interests", ()))


def test_summary_tells_town_and_work() -> None:
    """The summary contains the town and the occupation of the traits."""
    for person in PEOPLE:
        told = {trait["key"]: trait["value"] for trait in person.traits}
        assert told.get("city", "") in str(person.summary)
        assert told.get("occupation", "") in str(person.summary)


def test_everything_happens_in_order() -> None:
    """Memories and messages are in order, and all times are before the mock's time."""
    for person in PEOPLE:
        for entries in (person.memories, person.messages):
            made = [entry["createdAt"] for entry in entries]
            assert made == sorted(set(made))
        moments = list(moments_of(person))
        assert person.created < min(moments) <= max(moments) <= person.updated < START


def test_sources_are_messages_of_the_user() -> None:
    """Each concluded entry names an earlier message of the user; manual entries name none."""
    for person in PEOPLE:
        asked = {m["id"]: m["createdAt"] for m in person.messages if m["role"] == "user"}
        for entry in (*person.traits, *person.memories):
            sources = entry["sourceMessageIds"]
            assert len(sources) == (entry.get("source") != "manual")
            assert all(asked[source] < entry["createdAt"] for source in sources)


def test_traits_have_a_key_once_and_their_kind() -> None:
    """Trait keys are unique, `name` is first, and each value has the type of its `valueType`."""
    for person in PEOPLE:
        keys = [trait["key"] for trait in person.traits]
        assert (len(set(keys)), keys[0]) == (len(keys), "name")
        for trait in person.traits:
            assert isinstance(trait["value"], list) is (trait["valueType"] == "array")
            assert isinstance(trait["value"], str) is (trait["valueType"] in {"string", "enum"})


def test_summary_names_the_person() -> None:
    """The summary starts with the name of the traits."""
    for person in PEOPLE:
        assert str(person.summary).startswith(f"{person.traits[0]['value']} ")


def test_everything_is_said_sometime() -> None:
    """Every trait, kind of memory and number of messages occurs, and each trait is optional."""
    traits = {trait["key"] for person in PEOPLE for trait in person.traits}
    kinds = {memory["type"] for person in PEOPLE for memory in person.memories}
    assert traits >= {key for key, *_ in TRAITS}
    assert kinds == set(MEMORIES)
    assert {len(person.messages) for person in PEOPLE} == {2, 4, 6, 8}
    assert {len(person.memories) for person in PEOPLE} == {1, 2, 3, 4}
    assert all(any(key not in str(person.traits) for person in PEOPLE) for key, *_ in TRAITS)


def test_messages_are_reviewed_phrases() -> None:
    """Messages are phrases in the person's language."""
    for number, person in enumerate(PEOPLE):
        phrases = phrases_of(fake(number).language)
        known = {*phrases.questions[None], *phrases.sentences[None]}
        assert {message["content"] for message in person.messages} <= known


def test_facts_are_the_profiles() -> None:
    """Names of pets and children in memories are those of the profile."""
    facts = [
        (number, memory["content"])
        for number, person in enumerate(PEOPLE)
        for memory in person.memories
        if memory["type"] == "fact"
    ]
    told = [(number, text.removesuffix(".")) for number, text in facts if "called" in text]
    assert len(told) > 10
    for number, text in told:
        assert f'"{text.partition("called ")[2]}"' in json.dumps(
            fake(number).profile, ensure_ascii=False
        )


TEXTS = [
    *biographies.PASTIMES,
    *biographies.GOALS,
    *(text for texts in MEMORIES.values() for text in texts),
]


@pytest.mark.parametrize("text", TEXTS)
def test_text_is_neutral(text: str) -> None:
    """No text contains an unwanted word."""
    unwanted = "|".join(UNWANTED["en"].split())
    assert re.findall(rf"\b(?:{unwanted})\w*", text.lower()) == []
