"""The ways to generate a value for a group of schemas: which alternatives, and which type."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mockwright.mock_server.seeding import RandomStream
from mockwright.mock_server.values.applicable import Alternatives, Applicability, Applicable
from mockwright.mock_server.values.certainty import is_certain
from mockwright.mock_server.values.checks import Check, Checks
from mockwright.mock_server.values.echoes import Echo
from mockwright.mock_server.values.heights import Heights
from mockwright.mock_server.values.merged import Merged, common_types, implied_kind, merge, types_of
from mockwright.mock_server.values.parts import field_group, item_group
from mockwright.openapi.document_files import Located, Place

OPTIONS = "options"  # the kind of a value that the document itself gives

_KINDS = ("string", "integer", "number", "boolean", "object", "array", "null")
_MAX_LOOKS = 400
_MAX_CANDIDATES = 60

Key = tuple[Place, ...]
ScalarMaker = Callable[[RandomStream], Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """One way to generate a value: the schemas to follow, and the type."""

    kind: str
    members: Sequence[Located]
    merged: Merged
    proposals: Mapping[str, Sequence[str]]
    options: Sequence[Any]
    height: float
    is_certain: bool
    makers: dict[str | None, ScalarMaker] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Node:
    """A group of schemas that one value has to conform to, and the ways to generate it."""

    key: Key
    is_valid: Check
    candidates: Sequence[Candidate]
    by_height: Sequence[Candidate]
    places: frozenset[Place]
    echo: Echo | None


class Nodes:
    """The nodes of one schema; each group of schemas is looked at once."""

    def __init__(
        self, applicability: Applicability, checks: Checks, heights: Heights, first: int
    ) -> None:
        """`first` is the number of the alternative to begin with."""
        self._applicability = applicability
        self._checks = checks
        self._heights = heights
        self._first = first
        self._known: dict[Key, Node] = {}

    def of(self, group: Sequence[Located]) -> Node:
        """The node of a group of schemas."""
        key = tuple(dict.fromkeys(located.place for located in group))
        if key not in self._known:
            self._known[key] = self._create(key, group)
        return self._known[key]

    def _create(self, key: Key, group: Sequence[Located]) -> Node:
        is_possible = all(self._heights.of(located) < math.inf for located in group)
        candidates = [*self._candidates(group)] if is_possible else []
        expression = next(
            (c.merged.keywords["x-echo"] for c in candidates if "x-echo" in c.merged.keywords), None
        )
        is_valid = self._checks.of(group)
        return Node(
            key=key,
            is_valid=is_valid,
            candidates=candidates,
            by_height=sorted(candidates, key=lambda candidate: candidate.height),
            places=frozenset(m.place for c in candidates for m in c.members),
            echo=Echo(expression, is_valid) if isinstance(expression, str) else None,
        )

    def _candidates(self, group: Sequence[Located]) -> Iterator[Candidate]:
        """The candidates: the first type of each combination, then the other types."""
        ways = [[*self._kinds(found, group)] for found in self._combinations(group)]
        ordered = itertools.chain.from_iterable(itertools.zip_longest(*ways))
        possible = (way for way in ordered if way is not None and way.height < math.inf)
        yield from itertools.islice(possible, _MAX_CANDIDATES)

    def _combinations(self, group: Sequence[Located]) -> Iterator[Applicable]:
        """The combinations of alternatives, as far as they do not contradict each other.

        First the same number everywhere, as alternatives often correspond; then all others.
        """
        seen: set[Key] = set()
        first = _Numbers([], rest=self._first)
        looks = [first]
        self._applicability.find(group, first.choose)
        looks += [_Numbers([], rest=n + self._first) for n in range(1, max(first.sizes, default=1))]
        digits: list[int] | None = []
        for number in range(_MAX_LOOKS):
            if number < len(looks):
                numbers = _Numbers([], rest=looks[number].rest)
            elif digits is None:
                return
            else:
                numbers = _Numbers(digits, rest=0)
            found = self._applicability.find(group, numbers.choose)
            if number >= len(looks):
                digits = numbers.following()
            key = tuple(member.place for member in found.members)
            if key not in seen and not found.refusals:
                seen.add(key)
                yield found

    def _kinds(self, found: Applicable, group: Sequence[Located]) -> Iterator[Candidate]:
        merged = merge(found.members)
        options = self._checks.options(merged, group)
        if options:
            yield self._candidate(OPTIONS, found, merged, options)
        if "const" in merged.keywords or "enum" in merged.keywords:
            return
        types = common_types(found.members)
        kinds = _KINDS if types is None else types
        likely = implied_kind(merged) if types is None else next(iter(types), "")
        for kind in sorted(kinds, key=lambda kind: (kind == "null", kind != likely)):
            yield self._candidate(kind, found, merged, ())

    def _candidate(
        self, kind: str, found: Applicable, merged: Merged, options: Sequence[Any]
    ) -> Candidate:
        certain = not found.proposals and is_certain(merged, found.members, kind)
        return Candidate(
            kind=kind,
            members=found.members,
            merged=merged,
            proposals=found.proposals,
            options=options,
            height=self._height(kind, found.members, merged),
            is_certain=bool(options) or certain,
        )

    def _height(self, kind: str, members: Sequence[Located], merged: Merged) -> float:
        """The least depth of an instance of this type."""
        groups: list[Sequence[Located]] = []
        if kind == "object":
            required = [name for name in merged.required if not self.is_hidden(merged, name)]
            groups = [field_group(members, name) for name in required]
        if kind == "array":
            least = min(merged.keywords.get("minItems", 0), len(merged.prefix) + 1)
            groups = [item_group(members, index) for index in range(least)]
        parts = [self._heights.of(located) for group in groups for located in group]
        return (kind in {"object", "array"}) + max(parts, default=0)

    def is_hidden(self, merged: Merged, name: str) -> bool:
        """Whether a field is absent in this direction."""
        group = merged.fields.get(name, ())
        return any(self._checks.is_hidden(located.value) for located in group)


class _Numbers:
    """Chooses alternatives by their numbers, in the order in which they are met."""

    def __init__(self, digits: Sequence[int], *, rest: int) -> None:
        """`rest` is the number where there are no more digits."""
        self.rest = rest
        self.sizes: list[int] = []
        self._digits = digits

    def choose(self, alternatives: Alternatives) -> Sequence[Located]:
        """Choose an alternative; those that are only null come last."""
        index = len(self.sizes)
        self.sizes.append(len(alternatives))
        digit = self._digits[index] if index < len(self._digits) else self.rest
        ordered = sorted(alternatives, key=_is_null)
        return ordered[digit % len(ordered)]

    def following(self) -> list[int] | None:
        """The next digits; None after the last."""
        sizes = self.sizes
        digits = [*self._digits, *[0] * len(sizes)][: len(sizes)]
        while digits:
            if digits[-1] + 1 < sizes[len(digits) - 1]:
                return [*digits[:-1], digits[-1] + 1]
            digits.pop()
        return None


def _is_null(alternative: Sequence[Located]) -> bool:
    return len(alternative) == 1 and types_of(alternative[0].value) == ["null"]
