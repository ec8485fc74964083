from __future__ import annotations

import base64
import re
from typing import Any

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator

from mockwright.mock_server.seeding import RandomStream
from mockwright.mock_server.values.strings import compile_string, fake_uuid
from mockwright.openapi import formats

KEYS = [f"key-{number}".encode() for number in range(50)]
FORMATS = [
    *("date", "date-time", "time", "duration", "uuid", "uri", "uri-reference", "iri"),
    *("iri-reference", "uri-template", "email", "idn-email", "hostname", "idn-hostname", "ipv4"),
    *("ipv6", "json-pointer", "relative-json-pointer", "regex", formats.COUNTRY, formats.TIME_ZONE),
]


def texts(**keywords: Any) -> list[str]:
    """One text per key for the schema's keywords."""
    make = compile_string(keywords)
    return [make(RandomStream(key)) for key in KEYS]


@pytest.mark.parametrize("name", FORMATS)
def test_text_has_its_format(name: str) -> None:
    """Every text of a format is valid for the validator that checks answers."""
    validator = jsonschema_rs.Draft202012Validator(
        {"type": "string", "format": name}, formats={**formats.CHECKS}, validate_formats=True
    )
    assert [text for text in texts(format=name) if not validator.is_valid(text)] == []


@pytest.mark.parametrize("name", FORMATS)
def test_text_has_its_format_for_another_validator(name: str) -> None:
    """Every text of a format is valid for a second validator that knows the format."""
    checker = Draft202012Validator.FORMAT_CHECKER
    validator = Draft202012Validator({"format": name}, format_checker=checker)
    assert [text for text in texts(format=name) if not validator.is_valid(text)] == []


@pytest.mark.parametrize("name", [*FORMATS, "url", "byte", "password", "unknown"])
def test_texts_of_a_format_vary(name: str) -> None:
    """Different keys give different texts, if the format allows several."""
    assert len(set(texts(format=name))) > 1


@pytest.mark.parametrize("name", ["uri", "url", "iri", "email", "idn-email", "hostname"])
def test_addresses_are_nobodys(name: str) -> None:
    """Host names and e-mail addresses are in the domain reserved for examples."""
    assert [text for text in texts(format=name) if not re.search(r"[/@.]example\.org", text)] == []


@pytest.mark.parametrize(("name", "prefix"), [("ipv4", "192.0.2."), ("ipv6", "2001:db8::")])
def test_ip_addresses_are_nobodys(name: str, prefix: str) -> None:
    """IP addresses are in the ranges reserved for documentation."""
    assert [text for text in texts(format=name) if not text.startswith(prefix)] == []


def test_bytes_are_base64() -> None:
    """Text of the format `byte` can be decoded."""
    assert [
        text for text in texts(format="byte") if not base64.b64decode(text, validate=True)
    ] == []


def test_uuid_is_of_version_4_and_pinned() -> None:
    """A UUID has the version and variant of RFC 9562, and has not changed."""
    assert {fake_uuid(RandomStream(key))[14] for key in KEYS} == {"4"}
    assert {fake_uuid(RandomStream(key))[19] for key in KEYS} == {"8", "9", "a", "b"}
    assert fake_uuid(RandomStream(b"key")) == "685e2161-b450-4b3b-a579-3179acb3b7e5"


@pytest.mark.parametrize(
    ("keywords", "text"),
    [
        ({}, "bakery sail"),
        ({"format": "date-time"}, "2025-05-01T17:04:28.271Z"),
        ({"format": "uri"}, "https://example.org/kitchen/21"),
        ({"format": "email"}, "kitchen.21@example.org"),
        ({"pattern": "^[A-Z]{4}$"}, "SRFA"),
        ({"minLength": 30, "maxLength": 30}, "bakery sail book light flowers"),
    ],
)
def test_texts_are_pinned(keywords: dict[str, Any], text: str) -> None:
    """The texts of these keys have not changed."""
    assert compile_string(keywords)(RandomStream(b"key")) == text


@pytest.mark.parametrize(
    ("keywords", "expression"),
    [
        ({"pattern": "^[a-f]{4}$"}, "[a-f]{4}"),
        ({"pattern": "^[a-z0-9]{24}$", "x-mock-pattern": "^[0-9a-f]{24}$"}, "[0-9a-f]{24}"),
        ({"pattern": "^[a-z]+$", "minLength": 10}, "[a-z]{10,}"),
        ({"pattern": "^[a-z]*$", "minLength": 2, "maxLength": 3}, "[a-z]{2,3}"),
        ({"pattern": "^a+$", "maxLength": 2}, "a{1,2}"),
        ({"pattern": "^[a-z]*$", "maxLength": 0}, ""),
        ({"minLength": 5, "maxLength": 5}, ".{5}"),
        ({"maxLength": 3}, ".{1,3}"),
        ({"maxLength": 0}, ""),
        ({"minLength": 300}, ".{300,}"),
        ({"pattern": "(?=a)", "maxLength": 5}, ".{1,5}"),
        ({"format": "unknown", "pattern": "^x{3}$"}, "xxx"),
        ({"format": "uuid", "minLength": 36, "maxLength": 36}, "[-0-9a-f]{36}"),
    ],
)
def test_text_keeps_pattern_and_lengths(keywords: dict[str, Any], expression: str) -> None:
    """Text matches its pattern and lengths; without a usable pattern it consists of words."""
    assert [text for text in texts(**keywords) if not re.fullmatch(expression, text)] == []


@pytest.mark.parametrize(
    "keywords",
    [
        {"pattern": "^ab-[0-9]+$", "minLength": 8},
        {"pattern": "^arn:[a-z]+$", "minLength": 20, "maxLength": 40},
    ],
)
def test_long_text_still_matches_its_pattern(keywords: dict[str, Any]) -> None:
    """Text extended to its minimum length matches the whole pattern."""
    validator = Draft202012Validator(keywords)
    assert [text for text in texts(**keywords) if not validator.is_valid(text)] == []


FITTING: list[dict[str, Any]] = [
    {"pattern": "^[a-f0-9]+$", "minLength": 40, "maxLength": 40},
    {"pattern": "^(ab|cde)+$", "minLength": 31, "maxLength": 31},
    {"pattern": "^([a-z]{2,3}-)*[a-z]{2}$", "minLength": 20, "maxLength": 20},
    {"pattern": "[A-Z]{3}", "minLength": 30},
    {"pattern": "^a|b$", "minLength": 5},
    {"pattern": r"\bfoo\b", "minLength": 20},
    {"pattern": r"^(?=.*[A-Z])(?=.*\d)(?=.*[!@#]).{8,12}$"},
    {"pattern": r"^(?!-)(?!.*--)[a-z-]{1,20}(?<!-)$"},
    {"pattern": r"^(?<year>\d{4})-(?<month>\d\d)$"},
    {"pattern": r"^[^\W\d_]+$", "minLength": 2, "maxLength": 5},
    {"pattern": r"^(a|b)(c|d)\2\1$"},
    {"pattern": r"^\p{Lu}\p{Ll}+\P{L}$", "maxLength": 6},
    {"pattern": r"^\p{Script=Greek}{4}$"},
    {"pattern": "^[\u4e00-\u9fff]{2,4}$"},
    {"format": "email", "maxLength": 8},
    {"format": "email", "minLength": 100},
    {"format": "email", "pattern": r"@corp\.com$"},
    {"format": "hostname", "minLength": 200, "maxLength": 200},
    {"format": "hostname", "maxLength": 3},
    {"format": "uri", "maxLength": 12},
    {"format": "uri", "pattern": r"\.png$"},
    {"format": "uri", "pattern": "^http://"},
    {"format": "ipv4", "maxLength": 8},
    {"format": "ipv4", "minLength": 15},
    {"format": "ipv6", "minLength": 39},
    {"format": "ipv6", "maxLength": 4},
    {"format": "date-time", "maxLength": 20},
    {"format": "date-time", "minLength": 30},
    {"format": "date-time", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
    {"format": "date", "pattern": "^19"},
    {"format": "time", "maxLength": 9},
    {"format": "uuid", "pattern": "^[0-9A-F-]+$"},
    {"format": "byte", "minLength": 40, "maxLength": 41},
    {"format": "duration", "minLength": 6},
    {"format": formats.TIME_ZONE, "maxLength": 6},
    {"format": "unheard-of", "maxLength": 3},
]


@pytest.mark.parametrize("keywords", FITTING, ids=str)
def test_text_keeps_all_keywords(keywords: dict[str, Any]) -> None:
    """Format, pattern and lengths hold together."""
    validator = jsonschema_rs.Draft202012Validator(
        keywords, formats={**formats.CHECKS}, validate_formats=True
    )
    assert [text for text in texts(**keywords) if not validator.is_valid(text)] == []


def test_text_matches_several_patterns() -> None:
    """Text is generated from one pattern, with what the others ask for."""
    make = compile_string({"minLength": 9}, patterns=[r"^\S+$", "[A-Z]", "[0-9]", "-x-"])
    made = [make(RandomStream(key)) for key in KEYS]
    assert [t for t in made if not re.search("^(?=.*[A-Z])(?=.*[0-9])(?=.*-x-)\\S{9,}$", t)] == []


def test_encoded_content_is_encoded() -> None:
    """Text with a `contentEncoding` can be decoded."""
    made = texts(contentEncoding="base64", maxLength=16)
    assert [t for t in made if len(t) > 16 or not base64.b64decode(t, validate=True)] == []
