"""Emojis: how many, with the documented probabilities, and which ones."""

from __future__ import annotations

from mockwright.mock_server.seeding import RandomStream

# Each is one character, and none is a gesture, an emotional face or a heart.
EMOJIS = "🙂😊🌿🌞🍀🌻🍎🎈🎵📚🚲🌈"


def count_emojis(frequency: str | None, stream: RandomStream) -> int:
    """How many emojis a reply has. Unset, it has none."""
    if frequency == "FREQUENT":
        is_more_likely, has_more = stream.chance(0.5), stream.chance(0.5)
        return 2 if is_more_likely and has_more else 1
    if frequency == "SOMETIMES":
        return int(stream.chance(0.75))
    return int(frequency == "RARELY" and stream.chance(0.25))


def draw_emojis(frequency: str | None, stream: RandomStream) -> str:
    """The emojis of a reply with the space before them; empty if there are none."""
    count = count_emojis(frequency, stream)
    return " " + "".join(stream.pick(EMOJIS) for _ in range(count)) if count else ""
