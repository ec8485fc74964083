"""Times of one object in the order of what happens to it: it is created before it expires."""

from __future__ import annotations

from collections.abc import Mapping

from mockwright.mock_server.seeding import RandomStream
from mockwright.mock_server.timestamps import DAY, HOUR, SECOND, START, format_timestamp
from mockwright.mock_server.values.plausible.tokens import Tokens
from mockwright.mock_server.values.plausible.vocabulary import words

# Each line is later than the one before; the words of a line happen at about the same time.
_ORDER = """
founded established hired
created create creation added inserted registered joined signup ordered issued opened open placed
submitted uploaded requested received invited granted installed enrolled purchased generated
confirmed paid accepted approved verified scheduled booked assigned authorized activated enabled
published available effective released posted
start starts started begin begins began from since valid departure checkin
processed sent shipped dispatched captured launched occurred event log logged recorded measured
delivered read viewed acknowledged seen visited
updated update modified modification changed edited refreshed synced revised last latest used
end ends ended finish finished finishes completed complete completion resolved arrival checkout
closed close to until stop stopped
due deadline renewal renews next
expires expire expired expiry expiration
cancelled canceled cancel disabled suspended archived retired deactivated revoked
deleted delete removed destroyed purged
"""
RANKS: Mapping[str, int] = {
    word: rank for rank, line in enumerate(_ORDER.strip().splitlines()) for word in line.split()
}
_MIDDLE = RANKS["sent"]
_MARKERS = words(
    """
    at on date time timestamp datetime ts utc millis ms moment when
    """
)
# Words that are times without a marker such as `at`.
_ALONE = words(
    """
    created updated modified deleted expires expiry expiration timestamp datetime expired
    due deadline started finished ended completed published registered joined archived since
    inserted start end
    """
)
_NOT_TIMES = words(
    """
    by in count for with is was has user id
    """
)
# `on` ends names such as `depends_on`, and `last` says nothing without a verb.
_AFTER_A_VERB = frozenset({"on"})
_MAX_DAYS = 120
_SHORTEST, _LONGEST = 20 * 60 * SECOND, 5 * DAY


def event_of(tokens: Tokens) -> str:
    """The event whose time a name means, `time` where it does not say which; else empty."""
    if not tokens or tokens[-1] in _NOT_TIMES:
        return ""
    marker = next((word for word in reversed(tokens) if word in _MARKERS), "")
    events = [word for word in tokens if word in RANKS]
    verbs = [word for word in events if word not in {"last", "latest", "next"}]
    if marker and (events or marker not in _AFTER_A_VERB):
        return (verbs or events or ["time"])[-1]
    return tokens[-1] if tokens[-1] in _ALONE else ""


class Timeline:
    """Times of one object, as milliseconds since 1970.

    `anchor` is a time that is known, with the event it belongs to.
    """

    def __init__(self, stream: RandomStream, anchor: tuple[str, int] | None = None) -> None:
        """Draw when the object was created and how far apart its events are."""
        first = START + stream.below(_MAX_DAYS) * DAY + 6 * HOUR + stream.below(14 * 3600) * SECOND
        self._step = stream.between(_SHORTEST, _LONGEST) // SECOND * SECOND
        self._jitter = stream.below(1000)
        self._first = first
        if anchor is not None:
            event, moment = anchor
            self._first += moment - self.at(event)

    def at(self, event: str) -> int:
        """When an event happens."""
        rank = RANKS.get(event, _MIDDLE)
        jitter = (self._jitter * (rank + 7) % 1000) * (self._step // 2) // 1000
        return self._first + rank * self._step + jitter // SECOND * SECOND


def format_seconds(moment: int) -> str:
    """`2025-01-01T00:00:00Z`; a fraction of a second is left out."""
    return f"{format_timestamp(moment)[:19]}Z"
