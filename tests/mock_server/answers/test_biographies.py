from __future__ import annotations

import re
import uuid
from collections.abc import Iterator

import pytest

from mock_server.answers import biographies
from mock_server.answers.biographies import MEMORIES, NAMES, TRAITS, Biography, make_biography
from mock_server.answers.moments import START, parse_moment
from mock_server.answers.phrases import phrases_of
from tests.mock_server.answers.test_neutral_texts import UNWANTED

PEOPLE = [make_biography(str(uuid.UUID(int=number)), 0) for number in range(500)]


def moments_of(biography: Biography) -> Iterator[int]:
    """Every moment that a biography names."""
    entries = (*biography.traits, *biography.memories, *biography.messages)
    for entry in entries:
        yield from (
            parse_moment(entry[name]) for name in ("createdAt", "updatedAt") if name in entry
        )


def test_person_has_one_biography() -> None:
    """The same UUID and seed give the same biography, others another one."""
    first = str(uuid.UUID(int=1))
    assert make_biography(first, 0) == make_biography(first, 0) == PEOPLE[1]
    assert make_biography(first, 1) != PEOPLE[1] != PEOPLE[2]


def test_everything_happens_in_order() -> None:
    """Memories and messages come as they were made, after the profile and before mock time."""
    for person in PEOPLE:
        for entries in (person.memories, person.messages):
            made = [entry["createdAt"] for entry in entries]
            assert made == sorted(set(made))
        moments = list(moments_of(person))
        assert person.created < min(moments) <= max(moments) <= person.updated < START


def test_sources_are_messages_of_the_user() -> None:
    """What was concluded comes from an earlier message of the user; what was entered from none."""
    for person in PEOPLE:
        asked = {m["id"]: m["createdAt"] for m in person.messages if m["role"] == "user"}
        for entry in (*person.traits, *person.memories):
            sources = entry["sourceMessageIds"]
            assert len(sources) == (entry.get("source") != "manual")
            assert all(asked[source] < entry["createdAt"] for source in sources)


def test_traits_have_a_key_once_and_their_kind() -> None:
    """A key is there once, the name always; a list is an array and a text is none."""
    kinds = {"name": "string", **{key: kind for key, _, kind, _ in TRAITS}}
    for person in PEOPLE:
        keys = [trait["key"] for trait in person.traits]
        assert (len(set(keys)), keys[0]) == (len(keys), "name")
        for trait in person.traits:
            assert trait["valueType"] == kinds[trait["key"]]
            assert isinstance(trait["value"], list) is (trait["valueType"] == "array")


def test_summary_names_the_person() -> None:
    """The name in the summary is the trait's."""
    for person in PEOPLE:
        assert str(person.summary).startswith(f"{person.traits[0]['value']} ")
        assert person.traits[0]["value"] in NAMES


def test_everything_is_said_sometime() -> None:
    """Every trait, kind of memory and number of exchanges occurs, and no trait in every profile."""
    traits = {trait["key"] for person in PEOPLE for trait in person.traits}
    kinds = {memory["type"] for person in PEOPLE for memory in person.memories}
    assert traits == {"name", *(key for key, *_ in TRAITS)}
    assert kinds == set(MEMORIES)
    assert {len(person.messages) for person in PEOPLE} == {2, 4, 6, 8}
    assert {len(person.memories) for person in PEOPLE} == {1, 2, 3, 4}
    assert all(any(key not in str(person.traits) for person in PEOPLE) for key, *_ in TRAITS)


def test_messages_are_reviewed_phrases() -> None:
    """Messages are the neutral phrases that conversations are made of."""
    phrases = phrases_of("EN")
    known = {*phrases.questions[None], *phrases.sentences[None]}
    assert {message["content"] for person in PEOPLE for message in person.messages} <= known


TEXTS = [
    *biographies.WORK,
    *biographies.PASTIMES,
    *biographies.INTERESTS,
    *biographies.GOALS,
    *(text for texts in MEMORIES.values() for text in texts),
]


@pytest.mark.parametrize("text", TEXTS)
def test_text_is_neutral(text: str) -> None:
    """No text has a word that the phrases of conversations must not have."""
    unwanted = "|".join(UNWANTED["en"].split())
    assert re.findall(rf"\b(?:{unwanted})\w*", text.lower()) == []
