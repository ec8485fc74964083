"""The hooks for Schemathesis generate personas whom the mock accepts."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis

from mockwright.contracts.drawing.schemathesis_hooks import map_body

CONTEXT = schemathesis.HookContext()


@pytest.mark.parametrize(
    ("birthdate", "is_kept"),
    [
        ("1900-12-31", True),
        ("1901-01-01", False),
        ("9871-01-01", False),
        ("0995-05-14", True),
        ("2024-13-01", True),
        ("not a date", True),
        (None, True),
    ],
)
def test_persona_is_an_adult(birthdate: Any, *, is_kept: bool) -> None:
    """A date of birth after 1900 is left out, so that no message is sent by a minor."""
    persona = {"id": "p", "birthdate": birthdate}
    mapped = map_body(CONTEXT, {"personaProfile": persona})
    assert mapped == {"personaProfile": persona if is_kept else {"id": "p"}}


@pytest.mark.parametrize(
    ("sent", "mapped"),
    [
        ("0469-02-28T23:24:38Z", "2024-02-28T23:24:38Z"),
        ("1919-01-01T00:00:00Z", "1919-01-01T00:00:00Z"),
        ("soon", "soon"),
        (7, 7),
    ],
)
def test_messages_are_sent_later(sent: Any, mapped: Any) -> None:
    """A message of before 1919 gets a year of today, because persons are remembered."""
    body = {"messages": [{"id": "m", "date": sent}, "text"]}
    assert map_body(CONTEXT, body) == {"messages": [{"id": "m", "date": mapped}, "text"]}


@pytest.mark.parametrize("body", [None, [], "text", {}, {"personaProfile": 1}, {"profile": {}}])
def test_other_bodies_stay_as_they_are(body: Any) -> None:
    """A body without a persona is not changed."""
    assert map_body(CONTEXT, body) is body
