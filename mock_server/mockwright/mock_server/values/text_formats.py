"""Texts of the formats that JSON Schema, OpenAPI and the contracts name."""

from __future__ import annotations

import base64
import math
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

from mockwright.mock_server.seeding import RandomStream
from mockwright.mock_server.values.character_sets import DIGITS, LETTERS
from mockwright.mock_server.values.words import WORDS, fake_words
from mockwright.openapi import formats

Maker = Callable[[RandomStream], str]
SizedMaker = Callable[[RandomStream, int], str]

_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_YEAR = 2025
_ZONES = ("Europe/Paris", "Europe/Berlin", "Europe/London", "America/New_York", "Asia/Tokyo")
_COUNTRIES = ("FR", "DE", "GB", "US", "JP")
_HEX = DIGITS + "abcdef"
_LABEL = 60  # a label of a host name has at most 63 characters
_LOCAL = 64  # and what precedes the `@` of an e-mail address at most 64
_ATTEMPTS = 8
_SPREAD = 64


def _date(stream: RandomStream) -> str:
    month = stream.below(12)
    return f"{_YEAR}-{month + 1:02}-{stream.below(_DAYS[month]) + 1:02}"


def _clock(stream: RandomStream) -> str:
    hour, minute, second = stream.below(24), stream.below(60), stream.below(60)
    return f"{hour:02}:{minute:02}:{second:02}"


def _time(stream: RandomStream) -> str:
    return f"{_clock(stream)}.{stream.below(1000):03}Z"


def fake_uuid(stream: RandomStream) -> str:
    """Generate a version 4 UUID."""
    digits = f"{stream.bits():016x}{stream.bits():016x}"
    variant = "89ab"[stream.below(4)]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:32]}"


def _bytes(stream: RandomStream) -> str:
    return base64.b64encode(fake_words(stream, 0, None).encode()).decode()


FORMATS: Mapping[str, Maker] = {
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

_OFFSETS = ("Z", "+00:00", "+02:00", "-05:00")


def _instants(stream: RandomStream) -> Iterator[str]:
    """Times of day in the ways that RFC 3339 allows."""
    clock, fraction = _clock(stream), stream.text(DIGITS, 9)
    for digits in (0, 3, 6, 1, 2, 9):
        for offset in _OFFSETS:
            yield f"{clock}{'.' if digits else ''}{fraction[:digits]}{offset}"


def _other_date(stream: RandomStream) -> str:
    return str(date(1900, 1, 1) + timedelta(days=stream.below(73_000)))


_VARIANTS: Mapping[str, Callable[[RandomStream], Iterator[str]]] = {
    "date": lambda stream: (_other_date(stream) for _ in range(_SPREAD)),
    "time": _instants,
    "date-time": lambda stream: (f"{_date(stream)}T{time}" for time in _instants(stream)),
    "duration": lambda stream: iter(("PT1H", "P1W", "P1Y", "P1M", "PT30S", "P1DT12H", "PT1H30M")),
    "uuid": lambda stream: iter((fake_uuid(stream).upper(),)),
    "uri": lambda stream: (
        f"{scheme}example.org/{stream.pick(WORDS)}{end}"
        for scheme in ("https://", "http://", "https://www.", "ftp://", "wss://", "urn:", "s3://")
        for end in ("", "/", ".png", ".jpg", ".json", ".pdf", "?id=1")
    ),
    formats.COUNTRY: lambda stream: _shuffled(stream, formats.COUNTRY),
    formats.TIME_ZONE: lambda stream: _shuffled(stream, formats.TIME_ZONE),
}
_VARIANTS = {**_VARIANTS, "url": _VARIANTS["uri"], "iri": _VARIANTS["uri"]}


def _shuffled(stream: RandomStream, table: str) -> Iterator[str]:
    names = sorted(formats.TABLES[table]())
    start = stream.below(len(names))
    yield from names[start:] + names[:start]


def _letters(stream: RandomStream, count: int) -> str:
    return stream.text(LETTERS, max(0, count))


def _host(stream: RandomStream, length: int) -> str:
    """A host name of this length, in a reserved domain if there is room for it."""
    end = next((e for e in (".example.org", ".test") if length > len(e)), "")
    text = _letters(stream, length - len(end))
    parts = [text[start : start + _LABEL] for start in range(0, len(text), _LABEL + 1)]
    return ".".join(parts) + end


def _email(stream: RandomStream, length: int) -> str:
    domain = next((d for d in ("example.org", "b.test", "b.c") if length >= len(d) + 2), "b")
    local = min(length - len(domain) - 1, _LOCAL)
    rest = length - local - 1
    return f"{_letters(stream, local)}@{domain if rest == len(domain) else _host(stream, rest)}"


def _uri(stream: RandomStream, length: int) -> str:
    starts = ("https://example.org/", "http://a.test/", "urn:a:", "a:")
    start = next((s for s in starts if length > len(s)), "a:")
    return start + _letters(stream, length - len(start))


def _ipv4(stream: RandomStream, length: int) -> str:
    left, parts = length - 3, []
    for after in (3, 2, 1, 0):
        size = max(1, min(3, left - after))
        parts.append(("7", "10", "192")[size - 1] if after else _final(stream, size))
        left -= size
    return ".".join(parts)


def _final(stream: RandomStream, size: int) -> str:
    return str(stream.between((1, 10, 100)[size - 1], (9, 99, 254)[size - 1]))


def _ipv6(stream: RandomStream, length: int) -> str:
    if length >= 15:  # noqa: PLR2004 - eight groups of a digit
        sizes = [(length - 7) // 8 + (number < (length - 7) % 8) for number in range(8)]
        return ":".join(stream.text(_HEX, size) for size in sizes)
    start = next((s for s in ("2001:db8::", "2001::", "::") if length >= len(s)), "::")
    return start + stream.text("123456789abcdef", length - len(start))


def _base64(stream: RandomStream, length: int) -> str:
    return base64.b64encode(_letters(stream, length // 4 * 3).encode()).decode()


# The shortest and the longest length, and the function.
_SIZED: Mapping[str, tuple[int, float, SizedMaker]] = {
    **dict.fromkeys(("email", "idn-email"), (3, 254, _email)),
    **dict.fromkeys(("hostname", "idn-hostname"), (1, 253, _host)),
    **dict.fromkeys(("uri", "url", "iri"), (3, math.inf, _uri)),
    **dict.fromkeys(
        ("uri-reference", "iri-reference", "uri-template", "json-pointer"),
        (0, math.inf, lambda stream, n: ("/" + _letters(stream, n - 1))[:n]),
    ),
    "relative-json-pointer": (1, math.inf, lambda stream, n: ("0/" + _letters(stream, n - 2))[:n]),
    "regex": (0, math.inf, _letters),
    "ipv4": (7, 15, _ipv4),
    "ipv6": (2, 39, _ipv6),
    "byte": (0, math.inf, _base64),
    "duration": (3, 12, lambda stream, n: f"P{stream.text('123456789', n - 2)}D"),
    "date-time": (
        20,
        math.inf,
        lambda stream, n: _padded_time(f"{_date(stream)}T{_clock(stream)}", n),
    ),
    "time": (9, math.inf, lambda stream, n: _padded_time(_clock(stream), n)),
}


def _padded_time(text: str, length: int) -> str:
    """A time with a fraction that fills the length."""
    digits = length - len(text) - 2
    return f"{text}.{'0' * digits}Z" if digits > 0 else f"{text}Z"


def other_texts(name: str, stream: RandomStream, low: int, high: int | None) -> Iterator[str]:
    """Less ordinary texts of a format, of a length between the bounds if possible.

    They are proposals: the caller checks whether they fit.
    """
    if name in _SIZED:
        least, most, make = _SIZED[name]
        first = max(low, least)
        last = int(min(first + _SPREAD, most, math.inf if high is None else high))
        lengths = range(first, last + 1)
        tried = [stream.pick(lengths) for _ in range(_ATTEMPTS if lengths else 0)]
        # Long ones look more ordinary than the shortest possible.
        longest = lengths[-1:] if high is not None else ()
        yield from (make(stream, length) for length in (*longest, *tried, *reversed(lengths)))
    if name in _VARIANTS:
        yield from _VARIANTS[name](stream)
