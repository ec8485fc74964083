"""Media types: families, and the type that a client prefers."""

from __future__ import annotations

import time

import pytest

from mockwright.openapi.media_types import (
    JSON,
    charset_of,
    choose,
    concrete_type,
    covers,
    find_documented,
    is_json,
    key_of,
    normalize,
)


@pytest.mark.parametrize(
    ("content_type", "name", "charset"),
    [
        ("application/json", "application/json", ""),
        ("Application/JSON; charset=UTF-8", "application/json", "utf-8"),
        (' text/plain ; a=b ; Charset="utf-16"', "text/plain", "utf-16"),
        ("", "", ""),
        (";charset=x", "", "x"),
    ],
)
def test_content_type_is_taken_apart(content_type: str, name: str, charset: str) -> None:
    """A media type has a lower-case name and an optional charset."""
    assert (normalize(content_type), charset_of(content_type)) == (name, charset)


@pytest.mark.parametrize(
    ("media_type", "expected"),
    [
        ("application/json", True),
        ("application/problem+json", True),
        ("application/jsonlines", False),
        ("text/json", True),
        ("", False),
    ],
)
def test_json_is_recognised(media_type: str, expected: object) -> None:
    """`application/json`, `text/json` and all types that end in `+json` are JSON."""
    assert is_json(media_type) == expected


@pytest.mark.parametrize(
    ("media_range", "media_type", "expected"),
    [
        ("*/*", "a/b", True),
        ("a/*", "a/b", True),
        ("a/b", "a/b", True),
        ("a/*", "ab/c", False),
        ("a/b", "a/c", False),
        ("*/b", "a/b", False),
        ("a/*+json", "a/b+json", True),
        ("a/*+json", "a/b+xml", False),
    ],
)
def test_range_covers_its_types(media_range: str, media_type: str, expected: object) -> None:
    """A range covers all types, one family, or one type."""
    assert covers(media_range, media_type) == expected


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        ("application/hal+json", "application/hal+json"),
        ("application/json;q=0.5, application/hal+json", "application/hal+json"),
        ("application/json;q=0.5, */*;q=0.4", "application/json"),
        ("application/json;q=0, */*", "application/hal+json"),
        ("application/hal+json;q=0.5, application/json;Q=0.5", "application/json"),
        ("APPLICATION/JSON", "application/json"),
        ("text/html, image/gif, *; q=.2, */*; q=.2", "application/json"),
        ("text/html", None),
        ("application/json;q=0", None),
        ("application/json;q=much", None),
        ("application/json;q=nan", None),
        ("application/json;q=7, application/hal+json;q=1", "application/json"),
        ("", None),
        (",", None),
        ("application/json; charset=utf-8", "application/json"),
        ('application/json;x="a,b";q=0.3, application/hal+json;q=0.4', "application/hal+json"),
        ('application/json;x=";q=0", application/hal+json;q=0.5', "application/json"),
        (r'application/json;x="\",";q=0.3, application/hal+json;q=0.4', "application/hal+json"),
        ('application/hal+json;x=", application/json', "application/hal+json"),
    ],
)
def test_preferred_type_is_chosen(accept: str, expected: str | None) -> None:
    """The type with the best quality is chosen, the first of equals, or none if all are refused."""
    assert choose(accept, ["application/json", "application/hal+json"]) == expected


@pytest.mark.parametrize("text", ['"', r'"\"', r"\"", "\\", ",", ";", "q=", '";q=1,'])
def test_long_preferences_are_read_at_once(text: str) -> None:
    """A header of 64 KiB takes less than a second, whatever is in it."""
    started = time.process_time()
    assert choose(f'application/json;x="{text * (65536 // len(text))}', [JSON]) in {JSON, None}
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("text/plain;q=0.1, text/*;q=0.9", "text/html"),
        ("text/*;q=0.1, */*;q=0.9", "image/png"),
        ("text/plain;q=0.5, */*;q=0.1, text/*;q=0.4", "text/plain"),
        ("*/*;q=0.9, text/plain;q=0.1, text/*;q=0.2, image/png;q=0.3", "image/png"),
    ],
)
def test_most_specific_range_decides(accept: str, expected: str) -> None:
    """The most specific range determines the quality of a type."""
    assert choose(accept, ["text/plain", "text/html", "image/png"]) == expected


def test_nothing_is_chosen_of_nothing() -> None:
    """Without offered types, none is chosen."""
    assert choose("*/*", []) is None


def test_parameters_of_an_offer_do_not_matter() -> None:
    """An offered type with a charset is matched by its name and returned in full."""
    assert choose("text/plain", ["text/plain; charset=utf-8"]) == "text/plain; charset=utf-8"


@pytest.mark.parametrize(
    ("content_type", "key"),
    [
        ("Text/Plain", "text/plain"),
        ("text/plain; charset=utf-8", "text/plain"),
        ("a/b; V=1;charset=utf-8 ;U=x", "a/b;u=x;v=1"),
        ('a/b; v="1"', "a/b;v=1"),
        ('a/b; v="1;2"; u=3', "a/b;u=3;v=12"),
    ],
)
def test_documented_type_has_a_key(content_type: str, key: str) -> None:
    """Equal types have equal keys, in which the charset does not occur."""
    assert key_of(content_type) == key
    assert key_of(key) == key


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        ("a/b", "plain"),
        ("a/b;v=1", "first"),
        ('A/B; charset=utf-8; V="1"', "first"),
        ("a/b;v=3", "plain"),
        ("a/c", "major"),
        ("b/c;v=1", "versioned"),
        ("b/c", "any"),
        ("", None),
    ],
)
def test_most_specific_documented_type_is_found(content_type: str, expected: str | None) -> None:
    """A type means the documented one with its parameters, then its name, then a range."""
    known = {"*/*": "any", "a/*": "major", "b/c;v=1": "versioned", "a/b": "plain"}
    assert find_documented({**known, "a/b;v=1": "first"}, content_type) == expected


def test_other_parameter_is_no_documented_type() -> None:
    """A documented parameter has to be sent with its value."""
    known = {"a/b;v=1": True, "a/b;v=2": True}
    sent = ["a/b", "a/b;v=3", "a/b;u=1"]
    assert [find_documented(known, content_type) for content_type in sent] == [None] * 3


@pytest.mark.parametrize(
    "media_range", ["*/*", "application/*", "application/*+xml", "image/*", "chemical/*"]
)
def test_range_has_a_type(media_range: str) -> None:
    """The type that is used for a range is one of its types."""
    assert covers(media_range, concrete_type(media_range))
    assert "*" not in concrete_type(media_range)
