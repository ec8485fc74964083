from __future__ import annotations

from typing import Any

import pytest

from mockwright.mock_server.vendors.getprofile.contact_biography import read_biography

INTERNAL = "550e8400-e29b-41d4-a716-446655440000"
CREATED = 1_735_689_600


def read(**profile: Any) -> Any:
    """The biography of a contact with this profile."""
    contact = {
        "_id": "a" * 24,
        "profile": profile,
        "createdAt": CREATED,
        "lastChanged": CREATED + 1,
    }
    return read_biography(contact, INTERNAL, 0)


@pytest.mark.parametrize(
    ("profile", "summary"),
    [
        (
            {"firstname": "Max", "lastname": "Martin", "location": "Lyon"},
            "Max Martin lives in Lyon.",
        ),
        ({"firstname": "Max", "lastname": ""}, "Max."),
        ({"location": "Lyon"}, "Lives in Lyon."),
        ({"firstname": "", "lastname": "", "location": ""}, None),
        ({}, None),
    ],
)
def test_summary_says_what_is_known(profile: dict[str, str], summary: str | None) -> None:
    """The summary is made of name and place; without both there is none."""
    found = read(**profile)
    assert (found.summary, found.summary_version) == (summary, 0 if summary is None else 1)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        *(("text", "string"), (7, "number"), (0, "number"), (1.5, "number"), (["a"], "array")),
        *((True, "boolean"), (False, "boolean"), ({"a": 1}, None)),
    ],
)
def test_field_is_a_trait(value: Any, kind: str | None) -> None:
    """A field becomes a trait with the type of its value; an object has no type."""
    (trait,) = read(custom=value).traits
    assert (trait["key"], trait["value"], trait.get("valueType")) == ("custom", value, kind)
    assert (trait["category"], trait["source"], trait["profileId"]) == (None, "manual", INTERNAL)


@pytest.mark.parametrize(
    "field", [{"email": ""}, {"tasks": []}, {"privacy_policy": {}}, {"age": 0}, {"note": None}]
)
def test_empty_field_is_no_trait(field: dict[str, Any]) -> None:
    """An empty field is omitted."""
    assert read(**field).traits == []


def test_times_are_the_contacts() -> None:
    """Times in seconds become timestamps of the export."""
    found = read(firstname="Max")
    assert (found.created, found.updated) == (CREATED * 1000, (CREATED + 1) * 1000)
    assert found.traits[0]["createdAt"] == "2025-01-01T00:00:00.000Z"
    assert found.traits[0]["updatedAt"] == "2025-01-01T00:00:01.000Z"


def test_memories_come_in_the_order_of_time() -> None:
    """Memories are sorted by time and keep the sent order at equal times."""
    sent = [
        {"id": "c", "timestamp": "2024-03-01T00:00:00Z", "text": "Third."},
        {"id": "a", "timestamp": "2024-02-01T00:00:00+02:00", "text": "First."},
        {"id": "b", "timestamp": "2024-01-31T22:00:00Z", "text": "Second."},
    ]
    found = read(memories=sent)
    assert [memory["id"] for memory in found.memories] == ["a", "b", "c"]
    assert [memory["content"] for memory in found.memories] == ["First.", "Second.", "Third."]
    assert (found.traits, found.messages) == ([], ())


@pytest.mark.parametrize(
    "timestamp",
    [
        *("", "yesterday", "1704067200", "2024-01-01", "2024-01-01T00:00:00"),
        *("2024-13-01T00:00:00Z", "2024-01-01T24:00:00Z"),
    ],
)
def test_time_that_cannot_be_read_is_the_creations(timestamp: str) -> None:
    """A memory without a valid RFC 3339 timestamp gets the time of the profile's creation."""
    (memory,) = read(memories=[{"timestamp": timestamp}]).memories
    assert memory["createdAt"] == "2025-01-01T00:00:00.000Z"


def test_memory_without_anything_is_still_one() -> None:
    """A memory without an id gets a generated one, which is unique."""
    first, second = read(memories=[{}, {}]).memories
    assert (first["content"], second["content"]) == ("", "")
    assert len({first["id"], second["id"]}) == 2
