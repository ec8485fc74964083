"""Generate strings of a schema by format, by pattern, or as neutral words."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any

from mockwright.mock_server.seeding import RandomStream
from mockwright.mock_server.values.patterns import PatternTooHard, compile_pattern
from mockwright.mock_server.values.words import WORDS, fake_words
from mockwright.openapi import formats

Maker = Callable[[RandomStream], str]

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
    return make or (lambda stream: fake_words(stream, low, high))


def _compile_matching(pattern: str, low: int, high: int | None) -> Maker | None:
    """Generate text for a pattern; open repetitions are extended to reach the minimum length."""
    try:
        makers = [compile_pattern(pattern, more) for more in _STRETCHES]
    except PatternTooHard:
        return None

    def make_fitting(stream: RandomStream) -> str:
        text = ""
        for make in makers:
            for _ in range(_ATTEMPTS):
                text = make(stream)
                if len(text) >= low and (high is None or len(text) <= high):
                    return text
        return text

    return make_fitting


def _date(stream: RandomStream) -> str:
    month = stream.below(12)
    return f"{_YEAR}-{month + 1:02}-{stream.below(_DAYS[month]) + 1:02}"


def _time(stream: RandomStream) -> str:
    hour, minute, second = stream.below(24), stream.below(60), stream.below(60)
    return f"{hour:02}:{minute:02}:{second:02}.{stream.below(1000):03}Z"


def fake_uuid(stream: RandomStream) -> str:
    """Generate a version 4 UUID."""
    digits = f"{stream.bits():016x}{stream.bits():016x}"
    variant = "89ab"[stream.below(4)]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:32]}"


def _bytes(stream: RandomStream) -> str:
    return base64.b64encode(fake_words(stream, 0, None).encode()).decode()


_FORMATS: Mapping[str, Maker] = {
    "date": _date,
    "date-time": lambda stream: f"{_date(stream)}T{_time(stream)}",
    "time": _time,
    "duration": lambda stream: f"P{stream.between(1, 30)}D",
    "uuid": fake_uuid,
    "uri": lambda stream: f"https://example.org/{stream.pick(WORDS)}/{stream.below(1000)}",
    "url": lambda stream: f"https://example.org/{stream.pick(WORDS)}/{stream.below(1000)}",
    "uri-reference": lambda stream: f"/{stream.pick(WORDS)}/{stream.below(1000)}",
    "iri": lambda stream: f"https://example.org/{stream.pick(WORDS)}",
    "iri-reference": lambda stream: f"/{stream.pick(WORDS)}",
    "uri-template": lambda stream: f"/{stream.pick(WORDS)}/{{id}}",
    "email": lambda stream: f"{stream.pick(WORDS)}.{stream.below(1000)}@example.org",
    "idn-email": lambda stream: f"{stream.pick(WORDS)}@example.org",
    "hostname": lambda stream: f"{stream.pick(WORDS)}.example.org",
    "idn-hostname": lambda stream: f"{stream.pick(WORDS)}.example.org",
    "ipv4": lambda stream: f"192.0.2.{stream.between(1, 254)}",
    "ipv6": lambda stream: f"2001:db8::{stream.between(1, 65535):x}",
    "json-pointer": lambda stream: f"/{stream.pick(WORDS)}",
    "relative-json-pointer": lambda stream: f"{stream.below(3)}/{stream.pick(WORDS)}",
    "regex": lambda stream: f"^{stream.pick(WORDS)}$",
    "byte": _bytes,
    formats.COUNTRY: lambda stream: stream.pick(_COUNTRIES),
    formats.TIME_ZONE: lambda stream: stream.pick(_ZONES),
}
