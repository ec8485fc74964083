"""What the schemas of one value say together; each combination of schemas is merged once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mockwright.mock_server.values.applicable import Alternatives, Applicability, Applicable, Choose
from mockwright.mock_server.values.checks import Checks
from mockwright.mock_server.values.merged import Merged, merge
from mockwright.openapi.document_files import Located, Place

Key = tuple[Place, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """Schemas that apply together, merged; `hidden` are fields that are absent in this direction.

    `has_refusals` is whether one of the schemas is `false`.
    """

    members: Sequence[Located]
    merged: Merged
    hidden: frozenset[str]
    places: frozenset[Place]
    proposals: Mapping[str, Sequence[str]]
    has_refusals: bool


class Readings:
    """Reads groups of schemas, and remembers what it read.

    Objects that refer to each other apply in thousands of places.
    """

    def __init__(self, applicability: Applicability, checks: Checks) -> None:
        self._applicability = applicability
        self._checks = checks
        self._fixed: dict[Key, Reading] = {}
        self._known: dict[Key, Reading] = {}

    def of(self, group: Sequence[Located], choose: Choose) -> Reading:
        """What a group of schemas says, with the alternatives that are chosen."""
        key = tuple(located.place for located in group)
        if key in self._fixed:
            return self._fixed[key]
        has_chosen = False

        def note(alternatives: Alternatives) -> Sequence[Located]:
            nonlocal has_chosen
            has_chosen = True
            return choose(alternatives)

        reading = self._read(self._applicability.find(group, note))
        if not has_chosen:
            self._fixed[key] = reading
        return reading

    def _read(self, found: Applicable) -> Reading:
        key = tuple(member.place for member in found.members)
        if found.proposals or found.refusals:
            return self._create(key, found)
        if key not in self._known:
            self._known[key] = self._create(key, found)
        return self._known[key]

    def _create(self, key: Key, found: Applicable) -> Reading:
        merged = merge(found.members)
        fields = merged.fields.items()
        return Reading(
            members=found.members,
            merged=merged,
            hidden=frozenset(name for name, group in fields if self._checks.is_hidden(group)),
            places=frozenset(key),
            proposals=found.proposals,
            has_refusals=bool(found.refusals),
        )
