"""Break one rule of the contract in a profile, and say which."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from mockwright.mock_server.people.person import Profile
from mockwright.mock_server.people.random_stream import draws_from, pick
from mockwright.mock_server.seeding import request_key

_TOO_LONG = 65
_OPERATION = b"break_profile"
_REMOVED: Any = object()

# The pointer and keyword of each rule, and the fields that break it and nothing else.
_BREAKING: Mapping[str, Profile] = {
    "#/id required": {"id": _REMOVED},
    "# anyOf": {"firstName": _REMOVED, "nickname": _REMOVED},
    "#/id type": {"id": 7},
    "#/gender enum": {"gender": "WOMEN"},
    "#/version type": {"version": 1},
    "#/birthdate format": {"birthdate": "14.05.1990"},
    "#/countryCode format": {"countryCode": "ZZ"},
    "#/city maxLength": {"city": "x" * _TOO_LONG},
    "#/postalCode maxLength": {"postalCode": "1" * _TOO_LONG},
    "#/postalCode type": {"postalCode": 69001},
    "#/timeZone format": {"timeZone": "Paris"},
    "#/features type": {"features": "tall"},
    "#/personality enum": {"personality": "PASSIONATE"},
    "#/mainPictureUrl pattern": {"mainPictureUrl": "http://example.org/main.jpg"},
    "#/pictures/0 pattern": {"pictures": ["http://example.org/1.jpg"]},
    "#/expiresAt format": {"expiresAt": "2035-01-01"},
    "#/children type": {"children": 2},
    "#/children/0/age type": {"children": [{"name": "Alex", "age": "seven"}]},
    "#/pets/0/name minLength": {"pets": [{"name": "", "type": "Cat"}]},
    "#/pets/0/sex enum": {"pets": [{"name": "Max", "sex": "M"}]},
    "#/pets/0/breed maxLength": {"pets": [{"name": "Max", "breed": "x" * _TOO_LONG}]},
}
_BREAKING_FEATURES: Mapping[str, Profile] = {
    "#/features/height type": {"height": "178 cm"},
    "#/features/weight type": {"weight": "60.5"},
    "#/features/eyesColor enum": {"eyesColor": "HAZEL"},
    "#/features/job maxLength": {"job": "x" * _TOO_LONG},
    "#/features/interests/0 enum": {"interests": ["READING"]},
    "#/features/lookingFor type": {"lookingFor": "WOMAN"},
    "#/features/childrenCount type": {"childrenCount": 1.5},
    "#/features/unitSystem enum": {"unitSystem": "metric"},
    "#/features/livingWith enum": {"livingWith": "FRIENDS"},
}
RULES = (*_BREAKING, *_BREAKING_FEATURES)


class BrokenProfile(NamedTuple):
    """A profile, and the one rule that it breaks: a JSON pointer and a keyword."""

    profile: Profile
    broken: str


def break_profile(profile: Profile, seed: int) -> BrokenProfile:
    """Return a copy of a valid profile that breaks one rule, chosen by seed and profile id."""
    identifier = str(profile["id"]).encode("utf-8", "surrogatepass")
    rule = pick(draws_from(request_key(seed, _OPERATION, identifier)), RULES)
    changed = dict(profile)
    if rule in _BREAKING:
        changed |= _BREAKING[rule]
        kept = {name: value for name, value in changed.items() if value is not _REMOVED}
        return BrokenProfile(kept, rule)
    changed["features"] = profile.get("features", {}) | _BREAKING_FEATURES[rule]
    return BrokenProfile(changed, rule)
