"""Formats: unusual dates, zones and countries get the same verdict on every machine."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from mockwright.openapi import formats
from mockwright.openapi.loading import DOCUMENTS
from tests.openapi.small_documents import compile_schema

# By format: valid texts, and invalid texts.
VERDICTS: dict[str, tuple[list[str], list[str]]] = {
    "date": (
        ["2024-02-29", "1990-05-14", "9999-12-31", "0000-01-01"],
        [
            "2023-02-29",
            "2024-02-30",
            "2024-04-31",
            "2024-13-01",
            "2024-00-10",
            "2024-1-1",
            "20240101",
            " 2024-01-01",
            "2024-01-01\n",
            "2024-01-01T00:00:00Z",
            "10000-01-01",
            "\u0662\u0660\u0662\u0664-01-01",
            "",
        ],
    ),
    "date-time": (
        [
            "2025-01-01T12:34:20Z",
            "2025-01-01t12:34:20z",
            "2025-01-01T12:34:20.123456789Z",
            "2025-01-01T12:34:20.5+05:30",
            "2025-01-01T00:00:00+14:00",
            "2025-01-01T00:00:00-00:00",
            "2016-12-31T23:59:60Z",
            "2016-12-31T15:59:60-08:00",
            "0000-01-01T00:00:00Z",
        ],
        [
            "2025-01-01T12:34:20",
            "2025-01-01 12:34:20Z",
            "2025-01-01T24:00:00Z",
            "2025-06-15T12:30:60Z",
            "2025-01-01T00:00:61Z",
            "2025-01-01T00:60:00Z",
            "2025-01-01T00:00:00+24:00",
            "2025-01-01T00:00:00+01:60",
            "2025-01-01T00:00:00+0100",
            "2025-01-01T00:00Z",
            "2025-01-01T00:00:00.Z",
            "2025-02-30T00:00:00Z",
            "2025-01-01T00:00:00Z\n",
            "2025-01-01",
        ],
    ),
    "uri": (
        ["https://example.org/a?b=c#d", "urn:x:y", "http://[::1]/"],
        ["/relative", "example.org", "https://example.org/a b", "https://a.b/%zz", ""],
    ),
    "uri-reference": (["/a", "#x", "", "https://example.org"], ["a b", "\\a"]),
    "uuid": (
        ["550e8400-e29b-41d4-a716-446655440000", "550E8400-E29B-41D4-A716-446655440000"],
        ["550e8400e29b41d4a716446655440000", "550e8400-e29b-41d4-a716-44665544000g", ""],
    ),
    "email": (["alex@example.org"], ["alex", "alex@", "@example.org", "a b@example.org"]),
    formats.COUNTRY: (
        ["FR", "GB", "SS", "AQ"],
        ["fr", "UK", "XX", "XK", "AN", "FRA", "F", "", "FR\n"],
    ),
    formats.TIME_ZONE: (
        ["Europe/Paris", "Europe/Kyiv", "Europe/Kiev", "UTC", "Etc/GMT+1", "US/Pacific"],
        ["europe/paris", "Mars/Base", "GMT+1", "posix/Europe/Paris", "localtime", "", "UTC\n"],
    ),
}
CASES = [
    (name, text, is_kept)
    for name, texts in VERDICTS.items()
    for is_kept, group in zip((True, False), texts, strict=True)
    for text in group
]


@pytest.mark.parametrize("case", CASES, ids=[f"{name} {text!a}" for name, text, _ in CASES])
def test_format_is_checked(tmp_path: Path, case: tuple[str, str, bool]) -> None:
    """A text is valid or invalid as RFC 3339 or the table of the format says."""
    name, text, is_kept = case
    compiled = compile_schema(tmp_path, {"type": "string", "format": name})
    assert compiled.is_valid(text) == is_kept


@pytest.mark.parametrize("name", VERDICTS)
def test_format_says_nothing_of_other_types(tmp_path: Path, name: str) -> None:
    """A format applies to strings only: numbers, null and objects are valid."""
    compiled = compile_schema(tmp_path, {"format": name})
    values: list[Any] = [1, None, True, {}, []]
    assert [value for value in values if not compiled.is_valid(value)] == []


@pytest.mark.parametrize(
    ("text", "is_kept"),
    [
        ("", True),
        ("TW8=", True),
        ("_-+/", True),
        ("TW8", False),
        ("no byte!", False),
        ("=TW8", False),
    ],
)
def test_bytes_are_base64(tmp_path: Path, text: str, is_kept: bool) -> None:  # noqa: FBT001 -- a parameter
    """The format `byte` is base64 with its padding, in either alphabet."""
    compiled = compile_schema(tmp_path, {"type": "string", "format": "byte"})
    assert compiled.is_valid(text) == is_kept


def test_unknown_format_is_only_said(tmp_path: Path) -> None:
    """An unknown format accepts any text."""
    assert compile_schema(tmp_path, {"format": "shoe-size"}).is_valid("x")


def test_every_format_of_the_bundled_documents_is_checked() -> None:
    """Each format in a bundled document is covered above."""
    named: set[str] = set()
    for path in DOCUMENTS.glob("*.yaml"):
        named.update(re.findall(r"\bformat: ([a-z0-9-]+)", path.read_text(encoding="utf-8")))
    assert named - {"problem-details", "cognigy", "getprofile"} <= VERDICTS.keys()


def test_every_checked_format_is_described() -> None:
    """The description of each format has an example."""
    assert VERDICTS.keys() - {"uri-reference"} <= formats.DESCRIPTIONS.keys()
    assert formats.CHECKS.keys() <= formats.DESCRIPTIONS.keys()


def test_countries_are_those_of_iso_3166() -> None:
    """There are 249 countries, each with a code of two capital letters."""
    assert len(formats.country_codes()) == 249
    assert all(re.fullmatch("[A-Z]{2}", code) for code in formats.country_codes())


def test_time_zones_are_those_of_the_pinned_table() -> None:
    """All zones in the table of the `tzdata` package are known, and have data."""
    zones = formats.time_zones()
    assert len(zones) > 500
    root = files("tzdata") / "zoneinfo"
    assert all(root.joinpath(*zone.split("/")).is_file() for zone in zones)
