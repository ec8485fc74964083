from __future__ import annotations

import uuid

import pytest

from mock_server.answers.profile_ids import external_id_of, internal_id_of, is_uuid

UUID = "550e8400-e29b-41d4-a716-446655440000"


@pytest.mark.parametrize("text", [UUID, UUID.upper(), str(uuid.UUID(int=0))])
def test_uuid_is_known_by_its_form(text: str) -> None:
    """A UUID is one in any case and of any version."""
    assert is_uuid(text) is True


@pytest.mark.parametrize(
    "text", ["", "user-123", UUID[:-1], f"{UUID}0", UUID.replace("-", ""), f"{UUID}\n"]
)
def test_other_text_is_no_uuid(text: str) -> None:
    """What lacks a part, or has more than one, is an external id."""
    assert is_uuid(text) is False


def test_internal_id_is_one_of_the_seed_and_the_external_id() -> None:
    """An external id has one random-looking UUID of version 4, and another with another seed."""
    found = internal_id_of("user-123", 0)
    assert uuid.UUID(found).version == 4
    assert internal_id_of("user-123", 0) == found
    assert len({found, internal_id_of("user-123", 1), internal_id_of("user-124", 0)}) == 3


def test_external_id_leads_back_to_the_uuid() -> None:
    """The external id of a UUID is no UUID, the same in either case, and has that UUID."""
    found = external_id_of(UUID)
    assert found == external_id_of(UUID.upper()) == f"user-{UUID.replace('-', '')}"
    assert (is_uuid(found), internal_id_of(found, 0), internal_id_of(found, 1)) == (
        False,
        UUID,
        UUID,
    )
