"""Negotiation: choose the representation of a response for a client."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mockwright.mock_server.answer.representations import EMPTY, Representation
from mockwright.openapi.media_types import choose, covers, named_types, normalize

Offers = dict[str, Representation]


class Negotiation:
    """The representations of one response, ordered by how well they can be written."""

    def __init__(self, representations: Iterable[Representation]) -> None:
        known = list(representations)
        is_single = len(known) == 1  # the quality of the only one makes no difference
        self._known = known if is_single else sorted(known, key=lambda each: each.quality)

    @property
    def usual(self) -> Representation | None:
        """The representation for clients that accept any type."""
        return self._known[0] if self._known else None

    def having(self, example: str | None) -> Sequence[Representation]:
        """The representations with an example of this name; all, if none has it."""
        return [r for r in self._known if example in r.media_type.examples] or self._known

    def choose(self, accept: str, example: str | None) -> Representation | None:
        """The representation that `Accept` prefers; an empty body only if there is no other."""
        offers = _list_offers(self.having(example), accept)
        writable = {name: each for name, each in offers.items() if _is_writable(each)}
        for offered in (writable, offers):
            name = choose(accept, offered)
            if name is not None:
                return offered[name]
        return None


def _list_offers(representations: Iterable[Representation], accept: str) -> Offers:
    """The types that can be sent: for a documented range, the types in `Accept` as well.

    A type that is documented by name takes precedence over a range that covers it.
    """
    offers: Offers = {}
    for each in sorted(representations, key=lambda each: each.is_range):
        offers.setdefault(each.content_type, each)
        if each.is_range:
            documented = normalize(each.media_type.name)
            names = (name for name in named_types(accept) if covers(documented, name))
            for name in names:
                offers.setdefault(name, each.with_type(name))
    return offers


def _is_writable(representation: Representation) -> bool:
    """Whether a body can be written in a notation that the document or the type defines."""
    is_chosen_by_us = representation.is_range and not representation.has_notation
    return representation.quality != EMPTY and not is_chosen_by_us
