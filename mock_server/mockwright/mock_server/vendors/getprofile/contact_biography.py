"""The biography of a contact: a profile created at Cognigy, as GetProfile exports it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from mockwright.mock_server.seeding import RandomStream, request_key
from mockwright.mock_server.timestamps import EARLIEST, SECOND, format_timestamp, parse_timestamp
from mockwright.mock_server.values.strings import fake_uuid
from mockwright.mock_server.vendors.cognigy.contact_profile import ContactProfile
from mockwright.mock_server.vendors.getprofile.biographies import Biography, Entry

_PURPOSE = b"contact_biography"
_IDENTITY = frozenset(
    {"firstname", "lastname", "email", "profilepic", "age", "birthday", "gender", "location"}
)
_KINDS = {str: "string", bool: "boolean", int: "number", float: "number", list: "array"}
_DATE_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})"
)


def read_biography(contact: ContactProfile, internal_id: str, seed: int) -> Biography:
    """Convert a contact profile: each field becomes a trait, each memory a memory."""
    stream = RandomStream(request_key(seed, _PURPOSE, internal_id.encode()))
    created, updated = contact["createdAt"] * SECOND, contact["lastChanged"] * SECOND
    profile = contact["profile"]
    summary = _summarize(profile)
    return Biography(
        summary=summary,
        summary_version=0 if summary is None else 1,
        created=created,
        updated=updated,
        traits=[
            {
                "id": fake_uuid(stream),
                "profileId": internal_id,
                **_describe(name, value),
                "createdAt": format_timestamp(created),
                "updatedAt": format_timestamp(updated),
            }
            for name, value in _known_fields(profile)
        ],
        memories=_read_memories(stream, profile.get("memories", ()), internal_id, created),
        messages=(),
    )


def _summarize(profile: Entry) -> str | None:
    """`Alex Martin lives in Lyon.`, or the part of it that is known."""
    names = (profile.get("firstname"), profile.get("lastname"))
    name = " ".join(each for each in names if each)
    place = profile.get("location")
    if place:
        return f"{name} lives in {place}." if name else f"Lives in {place}."
    return f"{name}." if name else None


def _known_fields(profile: Entry) -> Iterator[tuple[str, Any]]:
    """The fields with a value: not empty, and no age of 0, which means unknown."""
    for name, value in profile.items():
        is_unknown = value in (None, "", [], {}) or (name == "age" and value == 0)
        if name != "memories" and not is_unknown:
            yield name, value


def _describe(name: str, value: Any) -> Entry:
    """A field as a trait; the kind of value is undocumented for an object."""
    kind = _KINDS.get(type(value))
    return {
        "key": name,
        "category": "identity" if name in _IDENTITY else None,
        **({} if kind is None else {"valueType": kind}),
        "value": value,
        "confidence": 1,
        "source": "manual",
        "sourceMessageIds": [],
    }


def _read_memories(
    stream: RandomStream, kept: list[Entry], internal_id: str, created: int
) -> list[Entry]:
    """The memories, oldest first; one without a time dates from the profile's creation."""
    moments = [_moment_of(memory, created) for memory in kept]
    fallbacks = [fake_uuid(stream) for _ in kept]
    memories = [
        {
            "id": memory.get("id", fallback),
            "profileId": internal_id,
            "content": memory.get("text", ""),
            "type": "fact",
            "importance": 0.5,
            "decayFactor": 1,
            "sourceMessageIds": [],
            "createdAt": format_timestamp(moment),
            "lastAccessedAt": None,
        }
        for memory, moment, fallback in zip(kept, moments, fallbacks, strict=True)
    ]
    order = sorted(range(len(kept)), key=moments.__getitem__)
    return [memories[number] for number in order]


def _moment_of(memory: Entry, created: int) -> int:
    """The time of a memory, if its timestamp can be read."""
    text = memory.get("timestamp", "")
    moment = parse_timestamp(text) if _DATE_TIME.fullmatch(text) else EARLIEST
    return created if moment == EARLIEST else moment
