"""Malformed bodies are malformed, whatever JSON value they are derived from."""

from __future__ import annotations

import pytest

from mockwright.contracts.server.malformed_bodies import malformed_bodies
from mockwright.openapi.json_text import JsonIsBroken, parse_json

BODIES = ["7", "35", "-1", "2.75", "1e55", "null", "true", '"a"', '""', "[]", "[1, 2]", "{}", " 4 "]


@pytest.mark.parametrize("body", BODIES)
def test_no_parser_accepts_them(body: str) -> None:
    """None of the bodies derived from a JSON value is JSON."""
    for _, text in malformed_bodies(body.encode()):
        with pytest.raises(JsonIsBroken):
            parse_json(text)


@pytest.mark.parametrize("body", BODIES)
def test_they_have_different_names(body: str) -> None:
    """Each malformed body has a distinct name, so that its findings are distinct too."""
    names = [name for name, _ in malformed_bodies(body.encode())]
    assert sorted(set(names)) == sorted(names)
