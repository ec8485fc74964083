from __future__ import annotations

import uuid

import pytest

from mockwright.mock_server.vendors.profile_ids import external_id_of, internal_id_of, is_uuid

UUID = "550e8400-e29b-41d4-a716-446655440000"


@pytest.mark.parametrize("text", [UUID, UUID.upper(), str(uuid.UUID(int=0))])
def test_uuid_is_known_by_its_form(text: str) -> None:
    """A UUID is recognised in either case and in any version."""
    assert is_uuid(text) is True


@pytest.mark.parametrize(
    "text", ["", "user-123", UUID[:-1], f"{UUID}0", UUID.replace("-", ""), f"{UUID}\n"]
)
def test_other_text_is_no_uuid(text: str) -> None:
    """A text that is not exactly a UUID is an external id."""
    assert is_uuid(text) is False


def test_internal_id_is_one_of_the_seed_and_the_external_id() -> None:
    """The internal id is a version 4 UUID that depends on the external id and the seed."""
    found = internal_id_of("user-123", 0)
    assert uuid.UUID(found).version == 4
    assert internal_id_of("user-123", 0) == found
    assert len({found, internal_id_of("user-123", 1), internal_id_of("user-124", 0)}) == 3


def test_external_id_leads_back_to_the_uuid() -> None:
    """The external id of a UUID contains it and leads back to it with any seed."""
    found = external_id_of(UUID, 0)
    assert found == external_id_of(UUID.upper(), 0) == f"user-{UUID.replace('-', '')}"
    assert (is_uuid(found), internal_id_of(found, 0), internal_id_of(found, 1)) == (
        False,
        UUID,
        UUID,
    )


@pytest.mark.parametrize("numbered", ["user-0", "persona-0", "user-123", f"persona-{10**18 - 1}"])
def test_numbered_id_can_be_read_from_its_uuid(numbered: str) -> None:
    """A numbered id can be read from its UUID, but only with the same seed."""
    internal = internal_id_of(numbered, 3)
    assert uuid.UUID(internal).version == 4
    assert uuid.UUID(internal).variant == uuid.RFC_4122
    assert external_id_of(internal, 3) == external_id_of(internal.upper(), 3) == numbered
    assert external_id_of(internal, 4) == f"user-{uuid.UUID(internal).hex}"


@pytest.mark.parametrize(
    "other", ["user-01", "user--1", "user-", f"user-{10**18}", "alice", "USER-1"]
)
def test_other_ids_cannot_be_read(other: str) -> None:
    """The UUID of another id leads to an external id made of the UUID."""
    internal = internal_id_of(other, 3)
    assert external_id_of(internal, 3) == f"user-{uuid.UUID(internal).hex}"


def test_changed_uuid_is_nobodys_number() -> None:
    """A UUID that differs in one digit from that of a numbered id does not lead to a number."""
    digits = uuid.UUID(internal_id_of("user-7", 0)).hex
    for place in range(32):
        other = f"{digits[:place]}{(int(digits[place], 16) + 1) % 16:x}{digits[place + 1 :]}"
        assert external_id_of(str(uuid.UUID(other)), 0) == f"user-{other}"
