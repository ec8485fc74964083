"""The hooks for Schemathesis generate personas whom the mock accepts."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis

from mockwright.contracts.drawing.schemathesis_hooks import map_body

CONTEXT = schemathesis.HookContext()
MESSAGES = [{"date": "2025-03-01T00:00:00Z"}, {"date": "1999-01-01T00:00:00Z"}]


@pytest.mark.parametrize(
    ("birthdate", "messages", "is_kept"),
    [
        ("1980-12-31", MESSAGES, True),
        ("1981-01-01", MESSAGES, False),
        ("2006-01-01", [], True),
        ("2007-01-01", [], False),
        ("2006-01-01", None, True),
        ("not a date", [], False),
        (None, [], True),
    ],
)
def test_persona_is_an_adult(birthdate: Any, messages: Any, *, is_kept: bool) -> None:
    """The birthdate of a persona who is or may be a minor at any message is left out."""
    persona = {"id": "p", "birthdate": birthdate}
    mapped = map_body(CONTEXT, {"personaProfile": persona, "messages": messages})
    assert mapped["personaProfile"] == (persona if is_kept else {"id": "p"})


@pytest.mark.parametrize("body", [None, [], "text", {}, {"personaProfile": 1}, {"profile": {}}])
def test_other_bodies_stay_as_they_are(body: Any) -> None:
    """A body without a persona is not changed."""
    assert map_body(CONTEXT, body) is body
