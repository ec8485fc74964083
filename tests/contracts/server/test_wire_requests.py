from __future__ import annotations

import pytest

from mockwright.contracts.server.wire_requests import WireRequest

REQUEST = WireRequest("GET", "/a%20b", "x=1", (("X-A", " 1 "), ("Cookie", "c=1")), b"body")


def test_the_target_is_raw() -> None:
    """Path and query stay percent-encoded; without a query there is no question mark."""
    assert REQUEST.target == "/a%20b?x=1"
    assert REQUEST._replace(query="").target == "/a%20b"


def test_requests_are_decoded_for_documents() -> None:
    """The path is decoded, the query is not, and header names are lower case."""
    request = REQUEST.to_request()
    assert (request.path, request.query, request.body) == ("/a b", "x=1", b"body")
    assert request.headers == {"x-a": "1", "cookie": "c=1"}


@pytest.mark.parametrize(
    ("changed", "target", "headers"),
    [
        (REQUEST.with_header("x-a", "2"), "/a%20b?x=1", (("Cookie", "c=1"), ("x-a", "2"))),
        (REQUEST.without_header("X-a"), "/a%20b?x=1", (("Cookie", "c=1"),)),
        (REQUEST.with_query("k&", "v/?"), "/a%20b?x=1&k%26=v%2F%3F", REQUEST.headers),
        (
            REQUEST.with_cookie("d", "2"),
            "/a%20b?x=1",
            (("X-A", " 1 "), ("Cookie", "c=1; d=2")),
        ),
    ],
)
def test_parts_are_added_and_removed(
    changed: WireRequest, target: str, headers: tuple[tuple[str, str], ...]
) -> None:
    """Headers are replaced by name, query parameters and cookies are added."""
    assert (changed.target, changed.headers) == (target, headers)
