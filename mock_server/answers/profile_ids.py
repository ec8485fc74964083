"""Ids of profiles: an internal UUID for each external id, and an external id for each UUID."""

from __future__ import annotations

import re
from uuid import UUID

from mock_server.answers.strings import fake_uuid
from mock_server.seeding import Draws, request_key

_PURPOSE = b"profile_id"
_UUID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_FROM_UUID = re.compile("user-([0-9a-f]{32})")


def is_uuid(text: str) -> bool:
    """Whether a text has the form of a UUID, of any version and in any case."""
    return _UUID.fullmatch(text) is not None


def internal_id_of(external_id: str, seed: int) -> str:
    """The UUID under which a profile is known besides its external id."""
    made = _FROM_UUID.fullmatch(external_id)
    if made is not None:
        return str(UUID(hex=made[1]))
    return fake_uuid(Draws(request_key(seed, _PURPOSE, external_id.encode())))


def external_id_of(internal_id: str) -> str:
    """The external id of a profile of which only the UUID is known; it leads back to the UUID."""
    return f"user-{UUID(internal_id).hex}"
