from __future__ import annotations

import json
from typing import Any

import pytest

from mockwright.contracts.engine.exchanges import Exchange, SentRequest
from mockwright.contracts.replay.links import find_links, follow_links
from mockwright.openapi.exchange import Response


def answered(value: Any, *headers: tuple[str, str]) -> Exchange:
    """An exchange with a JSON answer."""
    return Exchange(
        SentRequest("POST", "http://h/"), Response(201, headers, json.dumps(value).encode())
    )


@pytest.mark.parametrize(
    ("before", "now", "links"),
    [
        ({"id": 48}, {"id": 49}, {"48": "49"}),
        ({"a": {"ids": ["x", "y"]}}, {"a": {"ids": ["x", "z"]}}, {"y": "z"}),
        ({"a~b/c": "x"}, {"a~b/c": "y"}, {"x": "y"}),
        ({"id": 48}, {"id": 48}, {}),
        ({"id": 48}, {"key": 49}, {}),
        ({"ok": True, "none": None, "n": 1.5}, {"ok": False, "none": 1, "n": 2.5}, {}),
    ],
)
def test_differing_values_at_the_same_place_are_links(
    before: Any, now: Any, links: dict[str, str]
) -> None:
    """Differing texts and integers are links; equal values are not."""
    assert find_links(answered(before), answered(now)) == links


def test_the_location_is_a_link() -> None:
    """The decoded last part of `Location` is a link."""
    before, now = (answered([], ("location", f"/books/a%20{n}/?x")) for n in (1, 2))
    assert find_links(before, now) == {"a 1": "a 2"}


def test_answers_without_json_have_no_links() -> None:
    """Answers without JSON and missing answers have no links."""
    text = Exchange(SentRequest("GET", "http://h/"), Response(200, (), b"{"))
    for other in (text, text._replace(response=None)):
        assert find_links(other, answered({"id": 1})) == {}


@pytest.mark.parametrize(
    ("url", "followed"),
    [
        ("http://h/books/48", "http://h/books/a%2Fb"),
        ("http://h//48/../x?id=48&other=480&48", "http://h//a%2Fb/../x?id=a%2Fb&other=480&48"),
        ("http://h/%34%38?", "http://h/a%2Fb?"),
        ("http://h/books/480?x=%20", "http://h/books/480?x=%20"),
    ],
)
def test_requests_follow_links(url: str, followed: str) -> None:
    """Complete path segments and query values are replaced; everything else stays unchanged."""
    request = follow_links(SentRequest("GET", url), {"48": "a/b"})
    assert request.url == followed
