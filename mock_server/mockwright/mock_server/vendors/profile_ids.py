"""Profile ids: an internal UUID for each external id, and an external id for each UUID."""

from __future__ import annotations

import re
from uuid import UUID

from mockwright.mock_server.seeding import RandomStream, request_key
from mockwright.mock_server.values.strings import fake_uuid

_PURPOSE, _MARK, _COVER = b"profile_id", b"profile_id_mark", b"profile_id_cover"
_UUID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_FROM_UUID = re.compile("user-([0-9a-f]{32})")
_NUMBERED = re.compile("(user|persona)-(0|[1-9][0-9]{0,17})")  # as in `mockwright profiles`
_ROLES = ("user", "persona")
_HALF = 61  # a version 4 UUID has 122 free bits: half for the number, half for its check value


def is_uuid(text: str) -> bool:
    """Whether a text has the form of a UUID, of any version and in any case."""
    return _UUID.fullmatch(text) is not None


def is_numbered(external_id: str) -> bool:
    """Whether an id has the form of those in `mockwright profiles`."""
    return _NUMBERED.fullmatch(external_id) is not None


def internal_id_of(external_id: str, seed: int) -> str:
    """The UUID of a profile with this external id."""
    made = _FROM_UUID.fullmatch(external_id)
    if made is not None:
        return str(UUID(hex=made[1]))
    numbered = _NUMBERED.fullmatch(external_id)
    if numbered is not None:
        return _write_number(2 * int(numbered[2]) + _ROLES.index(numbered[1]), seed)
    return fake_uuid(RandomStream(request_key(seed, _PURPOSE, external_id.encode())))


def external_id_of(internal_id: str, seed: int) -> str:
    """An external id for a profile known only by its UUID; it leads back to the UUID."""
    number, is_persona = divmod(_read_number(internal_id, seed), 2)
    external_id = f"{_ROLES[is_persona]}-{number}"
    if is_numbered(external_id) and internal_id_of(external_id, seed) == internal_id.lower():
        return external_id
    return f"user-{UUID(internal_id).hex}"


def _write_number(number: int, seed: int) -> str:
    """Encode a number as an ordinary-looking UUID that can be decoded with the seed."""
    mark = _draw_half(_MARK, number, seed)
    bits = mark << _HALF | number ^ _draw_half(_COVER, mark, seed)
    digits = f"{bits >> 74:012x}4{bits >> 62 & 0xFFF:03x}{1 << 63 | bits & (1 << 62) - 1:016x}"
    return str(UUID(hex=digits))


def _read_number(internal_id: str, seed: int) -> int:
    """Decode the number of a UUID, which is only valid if the UUID was made from one."""
    whole = UUID(internal_id).int
    bits = whole >> 80 << 74 | (whole >> 64 & 0xFFF) << 62 | whole & (1 << 62) - 1
    return bits & (1 << _HALF) - 1 ^ _draw_half(_COVER, bits >> _HALF, seed)


def _draw_half(purpose: bytes, number: int, seed: int) -> int:
    return RandomStream(request_key(seed, purpose, str(number).encode())).below(1 << _HALF)
