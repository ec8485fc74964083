from __future__ import annotations

import pytest

from mockwright.openapi.exchange import Response


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ((), ""),
        ((("X-A", "b"),), ""),
        ((("content-type", "text/plain; charset=utf-8"),), "text/plain"),
        ((("Content-Type", "application/json"), ("X-A", "b")), "application/json"),
    ],
)
def test_response_knows_its_media_type(headers: tuple[tuple[str, str], ...], expected: str) -> None:
    """The media type of a response comes from its header, without parameters."""
    assert Response(status=200, headers=headers).media_type == expected
