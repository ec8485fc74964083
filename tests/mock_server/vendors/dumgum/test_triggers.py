"""Triggers: markers in the text of a message, and notices of mistakes in them."""

from __future__ import annotations

import pytest

from mockwright.mock_server.vendors.dumgum.replies.guardrails import REASONS
from mockwright.mock_server.vendors.dumgum.replies.triggers import NONE, Triggers, read_triggers

VALUES = {"stop": REASONS, "language": {"FR", "PT_BR"}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello.", NONE),
        ("mock:", NONE),
        ("mock: drop", NONE),
        ("mock:drop", Triggers(drop=True)),
        ("Please,mock:picture!", Triggers(picture=True)),
        ("mock:meeting\nmock:language=PT_BR", Triggers(meeting=True, language="PT_BR")),
        ("(mock:stop=USER_HOSTILE).", Triggers(stop="USER_HOSTILE")),
        ("mock:language=FR", Triggers(language="FR")),
    ],
)
def test_markers_are_found(text: str, expected: Triggers) -> None:
    """Markers are found anywhere in a text."""
    assert read_triggers(text, VALUES) == expected


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_every_reason_can_be_triggered(reason: str) -> None:
    """Each stop reason has its marker."""
    assert read_triggers(f"mock:stop={reason}", VALUES) == Triggers(stop=reason)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("mock:pictrue", "`mock:pictrue` is not a known marker", "picture`?"),
        ("mock:x", "`mock:x` is not a known marker", "`mock:stop`."),
        ("mock:stop", "`mock:stop` is ignored", "`mock:stop=VALUE`."),
        ("mock:stop=", "`mock:stop` is ignored", "`mock:stop=VALUE`."),
        ("mock:language", "`mock:language` is ignored", "`mock:language=VALUE`."),
        ("mock:drop=yes", "`mock:drop=yes` is ignored", "without a value."),
        ("mock:stop=user_hostile", "`mock:stop=user_hostile` is ignored", "`USER_HOSTILE`?"),
        ("mock:stop=PAUSE_CONVERSATION", "`mock:stop=PAUSE_CONVERSATION` is", "`USER_UNDERAGE`."),
    ],
)
def test_mistakes_are_told(text: str, start: str, end: str) -> None:
    """An unknown marker or one with a wrong value has no effect and one notice."""
    triggers = read_triggers(text, VALUES)
    (notice,) = triggers.notices
    assert triggers._replace(notices=()) == NONE
    assert notice.message.startswith(start)
    assert notice.message.endswith(end)


def test_a_mistake_leaves_other_markers_alone() -> None:
    """A valid marker next to an invalid one has its effect."""
    assert read_triggers("mock:pictures mock:drop", VALUES).drop


@pytest.mark.parametrize(
    "text",
    [
        "mock:stop=USER_HOSTILE2",
        "mock:Drop",
        "Mock:drop",
        "mock:drop_now",
        "amock:drop",
        "mock:language=XX",
    ],
)
def test_almost_markers_do_nothing_unsaid(text: str) -> None:
    """A text that resembles a marker has no effect and causes a notice."""
    triggers = read_triggers(text, VALUES)
    assert triggers._replace(notices=()) == NONE
    assert triggers.notices
