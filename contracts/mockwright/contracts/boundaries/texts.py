"""Generates texts at the limits of a length, a pattern or a format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockwright.mock_server.values.instances import fake_text
from mockwright.openapi import formats

MAX_CHARACTERS = 100_000
MAX_TEXTS = 8

_DRAWS = 60
_PADDING = "x"
_WIDE = "é"  # two bytes: a server that counts bytes finds such texts too long
_PATTERN = ("pattern", "minLength", "maxLength")

# Texts that a parser that is too strict rejects or that a lax one accepts. The dates are long
# past, because a date may be a birthdate and some servers accept adults only.
_FORMAT_TEXTS: Mapping[str, tuple[str, ...]] = {
    "date": ("1996-02-29", "1995-02-29", "1990-5-4", "14.05.1990", "1990-05-14T00:00:00Z"),
    "date-time": (
        "2024-02-29T23:59:59Z",
        "2025-01-01T12:00:00.123+05:30",
        "2025-01-01T12:00:00",
        "2025-02-30T12:00:00Z",
        "2025-01-01",
    ),
    "time": ("23:59:59Z", "12:00:00+05:30", "24:00:00Z", "12:00"),
    "duration": ("P1Y2M3DT4H5M6S", "PT0S", "1 day"),
    "uri": ("https://example.org:8443/%C3%A9?a=b#c", "example.org/picture", "https://exa mple.org"),
    "uuid": ("550e8400-e29b-41d4-a716-446655440000", "550e8400-e29b-41d4-a716-44665544000"),
    "email": ("alex+test@example.org", "alex.example.org", "alex@"),
    "hostname": ("a.example.org", "-a.example.org", "a b"),
    "ipv4": ("192.0.2.255", "192.0.2.256", "192.0.2"),
    "ipv6": ("2001:db8::1", "2001:db8:::1"),
    "json-pointer": ("", "/a~0b", "a", "/~2"),
    "regex": ("^a+$", "("),
    formats.BYTE: ("TW9ja3dyaWdodA==", "+/==", "TW9ja3dyaWdodA", "T"),
    formats.COUNTRY: ("GB", "ZZ", "fr"),
    formats.TIME_ZONE: ("America/Argentina/Buenos_Aires", "UTC", "Mars/Olympus_Mons", "Paris"),
}


def resize(schema: Mapping[str, Any], value: str, length: int) -> Iterator[str]:
    """Texts of a length: the value cut or padded, a multibyte text, a match of the pattern."""
    yield value[:length].ljust(length, _PADDING)
    yield _WIDE * length
    if schema.get("format") == formats.BYTE:
        yield "A" * (length + -length % 4)
    if "pattern" in schema:
        yield value[:length].ljust(length, value[-1:] or _PADDING)
        keywords = {**_only(schema, "pattern"), "minLength": length, "maxLength": length}
        texts = (fake_text(keywords, seed) for seed in range(MAX_TEXTS))
        yield from (text for text in texts if len(text) == length)


def pattern_edges(schema: Mapping[str, Any]) -> Iterator[str]:
    """Texts that match the schema's pattern, and near misses."""
    if "pattern" not in schema:
        return
    keywords = _only(schema, *_PATTERN)
    drawn = [*dict.fromkeys(fake_text(keywords, seed) for seed in range(_DRAWS))]
    numbers = sorted((text for text in drawn if _is_number(text)), key=int)
    extremes = [*numbers[:1], *numbers[-1:], min(drawn, key=len), max(drawn, key=len)]
    matching = [*dict.fromkeys([*extremes, *drawn])][:MAX_TEXTS]
    yield from matching
    for number, step in zip([*numbers[:1], *numbers[-1:]], (-1, 1), strict=False):
        yield str(int(number) + step)
    for text in matching[:2]:
        yield from (text[1:], text[:-1], f"{text}!", f" {text}", f"!{text[1:]}", "")


def format_edges(schema: Mapping[str, Any]) -> Iterator[str]:
    """Texts that conform to the schema's format, and near misses."""
    name = schema.get("format")
    if not isinstance(name, str):
        return
    yield from _FORMAT_TEXTS.get(name) or (fake_text({"format": name}, 0),)
    yield f"no {name}"


def _only(schema: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: schema[name] for name in names if name in schema}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and text == str(int(text))
