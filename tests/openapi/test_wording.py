from __future__ import annotations

from typing import Any

import pytest

from mockwright.openapi.wording import list_names, shorten, show_value, suggest
from mockwright.openapi.wording import suggest_or_list as near_or_all

FIELDS = ["firstName", "nickname", "birthdate"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", ""), ("x" * 80, "x" * 80), ("x" * 81, "x" * 79 + "…"), ("é" * 81, "é" * 79 + "…")],
)
def test_long_text_is_cut(text: str, expected: str) -> None:
    """Text is shortened to 80 characters, the last of which is an ellipsis."""
    assert shorten(text) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("é", '"é"'),
        (None, "null"),
        (10**30, "1" + "0" * 30),
        ({"b": 1, "a": [True]}, '{"b":1,"a":[true]}'),
        (["x" * 100], '["' + "x" * 77 + "…"),
    ],
)
def test_value_is_shown_as_json(value: Any, expected: str) -> None:
    """A value is shown as JSON text."""
    assert show_value(value) == expected


@pytest.mark.parametrize(
    ("count", "expected"),
    [(1, "0"), (3, "0, 1, 2"), (12, ", ".join(map(str, range(12))))],
)
def test_names_are_listed(count: int, expected: str) -> None:
    """Up to twelve names are listed."""
    assert list_names(map(str, range(count))) == expected


def test_many_names_are_counted() -> None:
    """Of more than twelve names, twelve are listed, with the total."""
    assert list_names(map(str, range(39))).endswith("10, 11, … (39 in all)")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("fristName", "Did you mean `firstName`?"),
        ("FIRSTNAME", "Did you mean `firstName`?"),
        ("colour", ""),
        ("", ""),
        ("firstName" * 1000, ""),
    ],
)
def test_near_name_is_suggested(name: str, expected: str) -> None:
    """A similar known name is suggested, regardless of case; a different one is not."""
    assert suggest(name, FIELDS) == expected


@pytest.mark.parametrize(
    ("name", "known", "expected"),
    [
        ("nickName", FIELDS, "Did you mean `nickname`?"),
        ("colour", FIELDS, "Known: `firstName`, `nickname`, `birthdate`."),
        ("colour", [], ""),
    ],
)
def test_without_a_near_name_all_are_listed(name: str, known: list[str], expected: str) -> None:
    """Without a similar name, the known ones are listed, if any."""
    assert near_or_all(name, known) == expected
