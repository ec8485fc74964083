"""Generate strings of a schema by format, by pattern, or as neutral words."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any

from mockwright.mock_server.seeding import Draws
from mockwright.mock_server.values.patterns import PatternTooHard, compile_pattern
from mockwright.mock_server.values.words import WORDS, fake_words
from mockwright.openapi import formats

Maker = Callable[[Draws], str]

MAX_LENGTH = 200_000

_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_YEAR = 2025
_ATTEMPTS = 20
_STRETCHES = (3, 12, 50, 200)
_ZONES = ("Europe/Paris", "Europe/Berlin", "Europe/London", "America/New_York", "Asia/Tokyo")
_COUNTRIES = ("FR", "DE", "GB", "US", "JP")


def compile_string(keywords: Mapping[str, Any], most: int = MAX_LENGTH) -> Maker:
    """Return a function that generates strings for a string schema's keywords.

    Strings are at most `most` characters long, even if the schema requires longer ones, so that a
    `minLength` of a billion does not block the server.
    """
    low, high = min(keywords.get("minLength", 0), most), keywords.get("maxLength")
    make = _FORMATS.get(keywords.get("format", ""))
    pattern = keywords.get("x-mock-pattern", keywords.get("pattern"))
    if make is None and pattern is not None:
        make = _compile_matching(pattern, low, high)
    return make or (lambda draws: fake_words(draws, low, high))


def _compile_matching(pattern: str, low: int, high: int | None) -> Maker | None:
    """Generate text for a pattern; open repetitions are extended to reach the minimum length."""
    try:
        makers = [compile_pattern(pattern, more) for more in _STRETCHES]
    except PatternTooHard:
        return None

    def make_fitting(draws: Draws) -> str:
        text = ""
        for make in makers:
            for _ in range(_ATTEMPTS):
                text = make(draws)
                if len(text) >= low and (high is None or len(text) <= high):
                    return text
        return text

    return make_fitting


def _date(draws: Draws) -> str:
    month = draws.below(12)
    return f"{_YEAR}-{month + 1:02}-{draws.below(_DAYS[month]) + 1:02}"


def _time(draws: Draws) -> str:
    hour, minute, second = draws.below(24), draws.below(60), draws.below(60)
    return f"{hour:02}:{minute:02}:{second:02}.{draws.below(1000):03}Z"


def fake_uuid(draws: Draws) -> str:
    """Generate a version 4 UUID."""
    digits = f"{draws.bits():016x}{draws.bits():016x}"
    variant = "89ab"[draws.below(4)]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:32]}"


def _bytes(draws: Draws) -> str:
    return base64.b64encode(fake_words(draws, 0, None).encode()).decode()


_FORMATS: Mapping[str, Maker] = {
    "date": _date,
    "date-time": lambda draws: f"{_date(draws)}T{_time(draws)}",
    "time": _time,
    "duration": lambda draws: f"P{draws.between(1, 30)}D",
    "uuid": fake_uuid,
    "uri": lambda draws: f"https://example.org/{draws.pick(WORDS)}/{draws.below(1000)}",
    "url": lambda draws: f"https://example.org/{draws.pick(WORDS)}/{draws.below(1000)}",
    "uri-reference": lambda draws: f"/{draws.pick(WORDS)}/{draws.below(1000)}",
    "iri": lambda draws: f"https://example.org/{draws.pick(WORDS)}",
    "iri-reference": lambda draws: f"/{draws.pick(WORDS)}",
    "uri-template": lambda draws: f"/{draws.pick(WORDS)}/{{id}}",
    "email": lambda draws: f"{draws.pick(WORDS)}.{draws.below(1000)}@example.org",
    "idn-email": lambda draws: f"{draws.pick(WORDS)}@example.org",
    "hostname": lambda draws: f"{draws.pick(WORDS)}.example.org",
    "idn-hostname": lambda draws: f"{draws.pick(WORDS)}.example.org",
    "ipv4": lambda draws: f"192.0.2.{draws.between(1, 254)}",
    "ipv6": lambda draws: f"2001:db8::{draws.between(1, 65535):x}",
    "json-pointer": lambda draws: f"/{draws.pick(WORDS)}",
    "relative-json-pointer": lambda draws: f"{draws.below(3)}/{draws.pick(WORDS)}",
    "regex": lambda draws: f"^{draws.pick(WORDS)}$",
    "byte": _bytes,
    formats.COUNTRY: lambda draws: draws.pick(_COUNTRIES),
    formats.TIME_ZONE: lambda draws: draws.pick(_ZONES),
}
