"""The ways to generate a value for a group of schemas: which alternatives, and which type."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

from mockwright.mock_server.seeding import RandomStream
from mockwright.mock_server.values.applicable import (
    Alternatives,
    Applicability,
    Applicable,
    choose_nothing,
)
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
NOWHERE: frozenset[Place] = frozenset()
ScalarMaker = Callable[[RandomStream], Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """One way to generate a value: the schemas to follow, and the type.

    `hidden` are the fields that are absent in this direction. `makers` and `parts` keep what was
    compiled: functions by the name of the property and a number, nodes by the name of the field or
    the index of the item.
    """

    kind: str
    members: Sequence[Located]
    merged: Merged
    proposals: Mapping[str, Sequence[str]]
    options: Sequence[Any]
    height: float
    is_certain: bool
    hidden: frozenset[str]
    places: frozenset[Place]
    makers: dict[tuple[str | None, int], ScalarMaker] = field(default_factory=dict)
    parts: dict[str | int, Node] = field(default_factory=dict)


class Node:
    """A group of schemas that one value has to conform to, and the ways to generate it.

    The first way nearly always leads to an instance; the others are looked for when they are
    needed.
    """

    def __init__(self, key: Key, is_valid: Check, find: Callable[[], Iterator[Candidate]]) -> None:
        self.key = key
        self.is_valid = is_valid
        self._find = find

    @cached_property
    def first(self) -> Candidate | None:
        """The first candidate; None if there is no instance."""
        return next(self._find(), None)

    @cached_property
    def first_places(self) -> frozenset[Place]:
        """The schemas that the first candidate follows."""
        return self.first.places if self.first else NOWHERE

    @cached_property
    def candidates(self) -> Sequence[Candidate]:
        """All candidates."""
        found = [*self._find()]
        return [self.first, *found[1:]] if self.first else []

    @cached_property
    def by_height(self) -> Sequence[Candidate]:
        """All candidates; candidates that end a recursion come first."""
        return sorted(self.candidates, key=lambda candidate: candidate.height)

    @cached_property
    def places(self) -> frozenset[Place]:
        """The schemas that any candidate follows."""
        return NOWHERE.union(*(candidate.places for candidate in self.candidates))

    @cached_property
    def echo(self) -> Echo | None:
        """What is taken from the request instead."""
        expression = self.first.merged.keywords.get("x-echo") if self.first else None
        return Echo(expression, self.is_valid) if isinstance(expression, str) else None


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

    def field(self, candidate: Candidate, name: str) -> Node:
        """The node of a field of a candidate."""
        if name in candidate.parts:
            return candidate.parts[name]
        node = self.of(field_group(candidate.members, name))
        if name in candidate.merged.fields:  # others may be invented, without end
            candidate.parts[name] = node
        return node

    def item(self, candidate: Candidate, index: int) -> Node:
        """The node of an item of a candidate; after the described ones, all are alike."""
        index = min(index, len(candidate.merged.prefix))
        if index not in candidate.parts:
            candidate.parts[index] = self.of(item_group(candidate.members, index))
        return candidate.parts[index]

    def _create(self, key: Key, group: Sequence[Located]) -> Node:
        find = partial(self._candidates, group)
        return Node(key, self._checks.of(group), find)

    def _candidates(self, group: Sequence[Located]) -> Iterator[Candidate]:
        """The candidates: the first type of each combination, then the other types."""
        if any(self._heights.of(located) == math.inf for located in group):
            return
        given = self._applicability.find(group, choose_nothing)
        merged = merge(given.members)
        if "const" in merged.keywords or "enum" in merged.keywords:
            # Whatever the alternatives say: there are no other values.
            options = self._checks.options(merged, group)
            if options:
                yield self._candidate(OPTIONS, given, merged, options)
            return
        yield from self._with_alternatives(group)

    def _with_alternatives(self, group: Sequence[Located]) -> Iterator[Candidate]:
        later: list[Candidate] = []
        count = 0
        for found in self._combinations(group):
            ways = (way for way in self._kinds(found, group) if way.height < math.inf)
            for number, way in enumerate(ways):
                if number:
                    later.append(way)
                elif count < _MAX_CANDIDATES:
                    count += 1
                    yield way
        yield from later[: max(0, _MAX_CANDIDATES - count)]

    def _combinations(self, group: Sequence[Located]) -> Iterator[Applicable]:
        """The combinations of alternatives, as far as they do not contradict each other."""
        seen: set[Key] = set()
        for found in self._looks(group):
            key = tuple(member.place for member in found.members)
            if key not in seen and not found.refusals:
                seen.add(key)
                yield found

    def _looks(self, group: Sequence[Located]) -> Iterator[Applicable]:
        """First the same number everywhere, as alternatives often correspond; then all others."""
        numbers = _Numbers([], rest=self._first)
        yield self._applicability.find(group, numbers.choose)
        for number in range(1, min(_MAX_LOOKS, max(numbers.sizes, default=1))):
            choose = _Numbers([], rest=self._first + number).choose
            yield self._applicability.find(group, choose)
        digits: list[int] | None = [] if numbers.sizes else None
        for _ in range(_MAX_LOOKS):
            if digits is None:
                return
            numbers = _Numbers(digits, rest=0)
            yield self._applicability.find(group, numbers.choose)
            digits = numbers.following()

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
        hidden = frozenset(n for n, group in merged.fields.items() if self._checks.is_hidden(group))
        return Candidate(
            kind=kind,
            members=found.members,
            merged=merged,
            proposals=found.proposals,
            options=options,
            height=self._height(kind, found.members, merged, hidden),
            hidden=hidden,
            places=frozenset(member.place for member in found.members),
            is_certain=bool(options) or certain,
        )

    def _height(
        self, kind: str, members: Sequence[Located], merged: Merged, hidden: frozenset[str]
    ) -> float:
        """The least depth of an instance of this type."""
        groups: list[Sequence[Located]] = []
        if kind == "object":
            groups = [field_group(members, name) for name in merged.required - hidden]
        if kind == "array":
            least = min(merged.keywords.get("minItems", 0), len(merged.prefix) + 1)
            groups = [item_group(members, index) for index in range(least)]
        parts = [self._heights.of(located) for group in groups for located in group]
        return (kind in {"object", "array"}) + max(parts, default=0)


class _Numbers:
    """Chooses alternatives by their numbers, in the order in which they are met."""

    def __init__(self, digits: Sequence[int], *, rest: int) -> None:
        """`rest` is the number where there are no more digits."""
        self.rest = rest
        self.sizes: list[int] = []
        self._digits = digits

    def choose(self, alternatives: Alternatives) -> Sequence[Located]:
        """Choose an alternative; alternatives that are only null come last."""
        index = len(self.sizes)
        self.sizes.append(len(alternatives))
        digit = self._digits[index] if index < len(self._digits) else self.rest
        is_large = len(alternatives) > _MAX_LOOKS
        ordered = alternatives if is_large else sorted(alternatives, key=_is_null)
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
