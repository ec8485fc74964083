"""The profile store: stored profiles by id, and the source of each."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any, NamedTuple

from mockwright.mock_server.state.protocol import Key, State
from mockwright.mock_server.vendors.dumgum.profiles.versions import (
    KIND,
    Profile,
    find_expiry,
    read_record,
)
from mockwright.openapi.json_text import dump_json, parse_json

SOURCE_KIND = "profile_source"
SOURCE_SCHEMA: Mapping[str, Any] = {
    "description": "Where a stored profile came from, for as long as its record has this digest.",
    "type": "object",
    "required": ["source", "digest"],
    "additionalProperties": False,
    "properties": {"source": {"type": "string"}, "digest": {"type": "string"}},
}
FROM_REQUEST = "request"
FROM_PUT = "put"
FROM_ENDPOINT = "endpoint"

_DIGEST_BYTES = 16


class StoredProfile(NamedTuple):
    """A stored profile; `expires` is in milliseconds since 1970."""

    profile: Profile
    expires: int
    source: str


def find_profile(profile_id: str, state: State) -> StoredProfile | None:
    """The stored profile of an id, expired or not. The caller holds the state."""
    record = state.get(KIND, profile_id)
    if record is None:
        return None
    return _read(record, state.get(SOURCE_KIND, profile_id))


def list_ids(state: State) -> list[str]:
    """The sorted ids of all stored profiles."""
    return sorted(state.keys(KIND))


def keep_profile(profile: Profile, now: int, source: str) -> dict[Key, bytes | None]:
    """The changes that store a profile; it expires at `expiresAt`, or else in a week."""
    key, record = profile["id"], dump_json([find_expiry(profile, now), profile])
    return {
        (KIND, key): record,
        (SOURCE_KIND, key): dump_json({"source": source, "digest": _digest(record)}),
    }


def drop_profile(profile_id: str) -> dict[Key, bytes | None]:
    """The changes that remove a profile."""
    return {(KIND, profile_id): None, (SOURCE_KIND, profile_id): None}


def _read(record: bytes, origin: bytes | None) -> StoredProfile:
    expires, profile = read_record(record)
    return StoredProfile(profile=profile, expires=expires, source=_find_source(record, origin))


def _find_source(record: bytes, origin: bytes | None) -> str:
    """Who stored a record; requests leave no note, and replace records of others."""
    if origin is not None:
        note = parse_json(origin).value
        if note["digest"] == _digest(record):
            return str(note["source"])
    return FROM_REQUEST


def _digest(record: bytes) -> str:
    return blake2b(record, digest_size=_DIGEST_BYTES).hexdigest()
