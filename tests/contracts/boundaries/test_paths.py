"""Paths are percent-encoded, their literal text included."""

from __future__ import annotations

import pytest

from mockwright.contracts.boundaries.paths import encode_literal, fill_path, matches


@pytest.mark.parametrize(
    ("template", "values", "path"),
    [
        ("/caf\u00e9s/{id}", {"id": "a/b"}, "/caf%C3%A9s/a%2Fb"),
        ("/a b/#top", {}, "/a%20b/%23top"),
        ("/items:batch@{v}", {"v": "\u00df"}, "/items:batch@%C3%9F"),
        ("/{a}.{b}", {"a": "{b}", "b": "1"}, "/%7Bb%7D.1"),
        ("/{unnamed}", {}, "/%7Bunnamed%7D"),
    ],
)
def test_path_is_encoded(template: str, values: dict[str, str], path: str) -> None:
    """Values and literal text are percent-encoded, and values are not templates again."""
    assert fill_path(template, values) == path


def test_existing_escapes_are_kept() -> None:
    """An escape in a document's path is not escaped again; a lone percent sign is."""
    assert encode_literal("/a%20b/100%") == "/a%20b/100%25"


@pytest.mark.parametrize(
    ("template", "path", "is_match"),
    [
        ("/pets/{id}", "/pets/7", True),
        ("/pets/{id}", "/pets/7/name", False),
        ("/pets.{kind}", "/petsXjson", False),
    ],
)
def test_template_matches_whole_segments(template: str, path: str, *, is_match: bool) -> None:
    """A variable is a part of one segment, and literal text is not a pattern."""
    assert matches(template, path) is is_match
