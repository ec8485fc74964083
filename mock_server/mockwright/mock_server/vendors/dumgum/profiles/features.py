"""Webhook features: fields of fictitious people that only the profile webhook has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mockwright.mock_server.seeding import RandomStream, request_key
from mockwright.mock_server.vendors.dumgum.profiles.versions import Profile

SLIM_BELOW = 22  # the body mass index
_TELL_EDUCATION, _TELL_RELIGION, _TELL_SMOKING = 0.5, 0.3, 0.6
_PURPOSE = b"webhook_features"
_METRIC, _IMPERIAL = 10_000, 703
_UNTOLD: Any = object()

Features = Mapping[str, Any]
Writer = Callable[[Features, RandomStream, Any], Any]


def add_webhook_features(profile: Profile, seed: int, known: Mapping[str, Any]) -> Profile:
    """The profile with these features, as far as they fit, if it has any features at all.

    `known` has the only documented value of each feature; a list for a feature with several.
    """
    if "features" not in profile:
        return profile
    features = profile["features"]
    stream = RandomStream(request_key(seed, _PURPOSE, profile["id"].encode()))
    added = {name: write(features, stream, known[name]) for name, write in _WRITERS.items()}
    told = {name: value for name, value in added.items() if value is not _UNTOLD}
    return {**profile, "features": {**features, **told}}


def _always(_features: Features, _stream: RandomStream, value: Any) -> Any:
    return value


def _if_interested(*interests: str) -> Writer:
    """The values for people with one of these interests, an empty list for others."""

    def write(features: Features, _stream: RandomStream, values: Any) -> Any:
        return [] if set(interests).isdisjoint(features.get("interests", ())) else [*values]

    return write


def _often(share: float) -> Writer:
    """The value for this share of people; for others the feature is missing."""
    return lambda _features, stream, value: value if stream.chance(share) else _UNTOLD


def _education(features: Features, stream: RandomStream, value: Any) -> Any:
    """The only documented education is none, which does not fit every job."""
    is_told = stream.chance(_TELL_EDUCATION) and features.get("job") is None
    return value if is_told else _UNTOLD


def _shape(features: Features, _stream: RandomStream, value: Any) -> Any:
    """The only documented shape is slim."""
    height, weight = features.get("height"), features.get("weight")
    if height is None or weight is None:
        return _UNTOLD
    factor = _IMPERIAL if features.get("unitSystem") == "IMPERIAL" else _METRIC
    return value if weight * factor < SLIM_BELOW * height * height else _UNTOLD


_WRITERS: Mapping[str, Writer] = {
    "working": _always,
    "sports": _if_interested("SPORTS", "FITNESS"),
    "musicGenres": _if_interested("MUSIC", "DANCING"),
    "education": _education,
    "religion": _often(_TELL_RELIGION),
    "smoking": _often(_TELL_SMOKING),
    "bodyShape": _shape,
}
