"""Check the formats that the contracts use beyond those of JSON Schema.

The validator itself checks `date`, `date-time`, `uri`, `uuid` and the other formats of JSON Schema.
Countries and time zones are checked against the IANA time zone database in the pinned `tzdata`
package, so that results do not depend on the tables of the machine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files

COUNTRY = "iso-3166-1-alpha-2"
TIME_ZONE = "iana-time-zone"
BYTE = "byte"

_BASE64 = re.compile(r"[A-Za-z0-9+/_-]*={0,2}")


@cache
def country_codes() -> frozenset[str]:
    """All two-letter country codes of ISO 3166-1."""
    table = (files("tzdata") / "zoneinfo" / "iso3166.tab").read_text("utf-8")
    return frozenset(line[:2] for line in table.splitlines() if line and not line.startswith("#"))


@cache
def time_zones() -> frozenset[str]:
    """All names in the IANA time zone database, links included."""
    return frozenset((files("tzdata") / "zones").read_text("utf-8").split())


def is_country(text: str) -> bool:
    """Whether the text is an ISO 3166-1 alpha-2 code, in capitals."""
    return text in country_codes()


def is_time_zone(text: str) -> bool:
    """Whether the text is an IANA time zone name, such as `Europe/Paris`."""
    return text in time_zones()


def is_base64(text: str) -> bool:
    """Whether the text is base64 with its padding, also in the alphabet for URLs (RFC 4648)."""
    return len(text) % 4 == 0 and _BASE64.fullmatch(text) is not None


TABLES: Mapping[str, Callable[[], frozenset[str]]] = {COUNTRY: country_codes, TIME_ZONE: time_zones}

CHECKS: Mapping[str, Callable[[str], bool]] = {
    COUNTRY: is_country,
    TIME_ZONE: is_time_zone,
    BYTE: is_base64,
}

DESCRIPTIONS: Mapping[str, str] = {
    COUNTRY: "an ISO 3166-1 alpha-2 country code, such as `FR`",
    TIME_ZONE: "an IANA time zone name, such as `Europe/Paris`",
    BYTE: "base64, such as `TW9ja3dyaWdodA==`",
    "date": "a date, such as `1990-05-14`",
    "date-time": "an RFC 3339 date and time with offset, such as `2025-01-01T12:34:20Z`",
    "uri": "an absolute URI, such as `https://example.org/picture.jpg`",
    "uuid": "a UUID, such as `550e8400-e29b-41d4-a716-446655440000`",
    "email": "an e-mail address, such as `alex@example.org`",
}
