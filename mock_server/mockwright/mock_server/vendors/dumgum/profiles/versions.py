"""Profiles: which of two versions is in effect, and how old the person is."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Mapping
from datetime import MAXYEAR
from functools import lru_cache
from typing import Any

from msgspec import Struct

from mockwright.mock_server.answer.world import NO_CHANGES
from mockwright.mock_server.request.notices import Notice
from mockwright.mock_server.state.protocol import Key, State
from mockwright.mock_server.timestamps import LATEST, WEEK, parse_timestamp
from mockwright.mock_server.vendors.dumgum.notices import (
    PLACE_WITHOUT_COUNTRY,
    STORED_PROFILE_HOLDS,
)
from mockwright.openapi.json_text import dump_json, parse_json

KIND = "profile"
SCHEMA: Mapping[str, Any] = {
    "description": "The time at which the profile expires, and the profile.",
    "type": "array",
    "prefixItems": [{"type": "integer"}, {"type": "object"}],
    "minItems": 2,
    "maxItems": 2,
}
ADULT_YEARS = 18
_DIFFERS = (
    "The profile differs from the stored one of the same version, which is used instead. "
    "Send another `version` when a profile changes."
)
_WITHOUT_COUNTRY = "Ignored without `countryCode`."

Profile = Mapping[str, Any]


class Settled(Struct, frozen=True, gc=False):
    """The profile in effect, the record to keep of it, and notices about it."""

    profile: Profile
    changes: Mapping[Key, bytes | None]
    notices: tuple[Notice, ...] = ()


def settle_profile(name: str, sent: Profile, now: int, state: State) -> Settled:
    """The profile in effect: the stored one, unless version or expiry require the one sent.

    `name` is the profile's field in the request, for notices.
    """
    key = (KIND, sent["id"])
    record = state.get(*key)
    if record is not None:
        expiry, stored = read_record(record)
        if now < expiry:
            if stored == sent:
                return complete_profile(name, sent, NO_CHANGES)
            if _is_same_version(stored, sent):
                notice = Notice(STORED_PROFILE_HOLDS, f"#/{name}", _DIFFERS)
                return complete_profile(name, stored, NO_CHANGES, notice)
    expires = find_expiry(sent, now)
    if expires > now:
        return complete_profile(name, sent, {key: dump_json([expires, sent])})
    return complete_profile(name, sent, {key: None})


def find_expiry(profile: Profile, now: int) -> int:
    """When a profile that is stored now expires: at `expiresAt`, or else in a week."""
    return parse_timestamp(profile["expiresAt"]) if "expiresAt" in profile else now + WEEK


@lru_cache(maxsize=256)
def read_record(record: bytes) -> tuple[int, Profile]:
    """The expiry of a stored profile, and the profile."""
    expiry, profile = parse_json(record).value
    return expiry, profile


def _is_same_version(stored: Profile, sent: Profile) -> bool:
    """Whether both have the same version."""
    return "version" in sent and stored.get("version") == sent["version"]


def complete_profile(
    name: str,
    profile: Profile,
    changes: Mapping[Key, bytes | None] = NO_CHANGES,
    *notices: Notice,
) -> Settled:
    """Leave out what the contract says is ignored, with a notice."""
    if "countryCode" in profile or not ("city" in profile or "postalCode" in profile):
        return Settled(profile, changes, notices)
    ignored = [field for field in ("city", "postalCode") if field in profile]
    kept = {field: value for field, value in profile.items() if field not in ignored}
    places = (f"#/{name}/{field}" for field in ignored)
    told = (Notice(PLACE_WITHOUT_COUNTRY, place, _WITHOUT_COUNTRY) for place in places)
    return Settled(kept, changes, (*notices, *told))


def is_minor(profile: Profile, now: int) -> bool:
    """Whether the person is known to be under 18 now."""
    birthdate = profile.get("birthdate")
    return birthdate is not None and now < _coming_of_age(birthdate)


@lru_cache(maxsize=4096)
def _coming_of_age(birthdate: str) -> int:
    """The start of the 18th birthday; 1 March for people born on 29 February."""
    year, day = int(birthdate[:4]) + ADULT_YEARS, birthdate[4:]
    if year > MAXYEAR:
        return LATEST
    if day == "-02-29" and not isleap(year):
        day = "-03-01"
    return parse_timestamp(f"{year:04}{day}T00:00:00Z")


def age_gap(older: Profile, younger: Profile) -> float | None:
    """How many years the first was born before the second; None if unknown."""
    if "birthdate" not in older or "birthdate" not in younger:
        return None
    return _birth_year(younger) - _birth_year(older)


def _birth_year(profile: Profile) -> float:
    year, month = profile["birthdate"].split("-")[:2]
    return int(year) + int(month) / 12
