"""Compile a schema to a tree of small functions; generating an instance only calls them.

The instance is the most ordinary one: the first alternative, all optional fields. What several
schemas ask for together is not weighed up; `is_certain` says whether that may be necessary.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mockwright.mock_server.request.calls import MISSING, Call
from mockwright.mock_server.seeding import RandomStream
from mockwright.mock_server.values.applicable import Alternatives, Applicability
from mockwright.mock_server.values.certainty import is_certain
from mockwright.mock_server.values.checks import Checks
from mockwright.mock_server.values.discriminators import Discriminators
from mockwright.mock_server.values.echoes import Echo
from mockwright.mock_server.values.limits import MAX_NESTING, MAX_PARTS, MAX_SIZE, MAX_USUAL_PARTS
from mockwright.mock_server.values.merged import Merged, kind_of, types_of
from mockwright.mock_server.values.plausible.fields import Field
from mockwright.mock_server.values.plausible.options import Planner
from mockwright.mock_server.values.plausible.paging import Bounds
from mockwright.mock_server.values.plausible.positions import Position
from mockwright.mock_server.values.readings import Reading, Readings
from mockwright.mock_server.values.scalars import compile_scalar
from mockwright.mock_server.values.usual_objects import (
    FieldReader,
    LazyCheck,
    PlannedObject,
    name_of,
)
from mockwright.mock_server.values.usual_parts import (
    IsCutOff,
    Maker,
    TooManyParts,
    at_most,
    make_list,
    make_nothing,
    make_page,
)
from mockwright.openapi.document_files import Located, Place
from mockwright.openapi.schemas import CompiledSchema, SchemaLibrary

__all__ = ["Maker", "UsualInstance"]

MAX_DEPTH = 8
# From which depth on optional fields are left out: the first of these with which there are not too
# many parts.
_OPTIONAL_DEPTHS = (5, 2, 1, 0)


class UsualInstance:
    """A compiled schema.

    `make` is None if no instance is ordinary: a part is required that is too large or has no end.
    `is_certain` is whether every instance conforms; from `optional_depth` on, optional fields are
    left out.
    """

    make: Maker | None
    is_certain: bool
    optional_depth: int

    def __init__(
        self, schema: CompiledSchema, alternative: int, planner: Planner | None = None
    ) -> None:
        root = [Located(value=schema.schema, place=schema.place)]
        checks = Checks(schema)
        discriminators = Discriminators(schema.library)
        applicability = Applicability(schema.library, discriminators, has_conditions=False)
        sources = _Sources(
            library=schema.library,
            checks=checks,
            readings=Readings(applicability, checks),
            planner=planner,
        )
        for depth in _OPTIONAL_DEPTHS:
            compiler = _Compiler(sources, alternative, depth)
            self.optional_depth = depth
            try:
                self.make = compiler.compile(root, 0, planner.root if planner else Position())
            except TooManyParts:
                continue
            except IsCutOff:
                self.make = None
            self.is_certain = compiler.is_certain and self.make is not None
            return


@dataclass(frozen=True, kw_only=True, slots=True)
class _Sources:
    """What a compiler reads: the document's schemas, and what is known about names."""

    library: SchemaLibrary
    checks: Checks
    readings: Readings
    planner: Planner | None


class _Compiler:
    def __init__(self, sources: _Sources, alternative: int, optional_depth: int) -> None:
        self._library = sources.library
        self._checks = sources.checks
        self._readings = sources.readings
        self._planner = sources.planner
        self._alternative = alternative
        self._optional_depth = optional_depth
        self._around = Counter[Place]()  # the schemas of the values around the present one
        self._parts = 0
        self._room = MAX_SIZE  # for what is being compiled; an array's items share the array's room
        self._required: dict[Place, frozenset[Place]] = {}
        self._has_choice = False
        self.is_certain = True

    def compile(self, group: Sequence[Located], depth: int, position: Position) -> Maker:
        """Compile the schemas of one value."""
        self._parts += 1
        if self._parts > MAX_USUAL_PARTS:
            if self._optional_depth:
                raise TooManyParts
            if self._has_choice:  # another alternative may be smaller
                raise IsCutOff
        if self._parts > MAX_PARTS or depth > MAX_NESTING:
            raise IsCutOff
        reading = self._readings.of(group, self._choose)
        self.is_certain = self.is_certain and not reading.has_refusals
        self._around.update(reading.places)
        if self._planner is not None:
            position = position.named(name_of(reading.members))
        options = self._checks.options(reading.merged, group, reading.members)
        make = _pick(options) if options else self._compile_value(reading, depth, position)
        self._around -= Counter(reading.places)
        expression = reading.merged.keywords.get("x-echo")
        return self._compile_echo(expression, reading.members, make) if expression else make

    def _choose(self, alternatives: Alternatives) -> Sequence[Located]:
        """Choose one alternative; not null if there is any other."""
        if len(alternatives) > 1:
            self.is_certain, self._has_choice = False, True
        number = self._alternative
        solid = [(option,) for (option,) in alternatives if types_of(option.value) != ["null"]]
        ending = (option for option in solid if not self._requires_itself(option[0]))
        # No more alternatives are looked at than are needed: there may be thousands.
        options = [*itertools.islice(ending, number + 1)] or solid or alternatives
        return options[number % len(options)]

    def _requires_itself(self, option: Located) -> bool:
        """Whether an alternative requires a value that is already being generated, without end."""
        if option.place not in self._required:
            self._required[option.place] = frozenset(self._required_places(option))
        return not self._required[option.place].isdisjoint(self._around)

    def _required_places(self, option: Located) -> Iterator[Place]:
        """The schemas of the fields that an alternative requires."""
        located = self._library.resolve(option.value, option.place)
        if isinstance(located.value, dict):
            fields = located.value.get("properties", {})
            for name in located.value.get("required", ()):
                child = located.place.child("properties", name)
                yield self._library.resolve(fields.get(name), child).place

    def _compile_echo(self, expression: str, members: Sequence[Located], fallback: Maker) -> Maker:
        echo = Echo(expression, self._checks.of(members))

        def make(_stream: RandomStream, call: Call) -> Any:
            value = echo.value(call)
            return fallback(echo.stream(call), call) if value is MISSING else value

        return make

    def _compile_value(self, reading: Reading, depth: int, position: Position) -> Maker:
        merged = reading.merged
        kind = kind_of(merged)
        self.is_certain = self.is_certain and is_certain(merged, reading.members, kind)
        if kind == "object":
            return self._compile_object(reading, depth, position)
        if kind == "array":
            return self._compile_array(merged, depth, position)
        make = compile_scalar(merged, kind, self._room, position.name or None)
        if self._planner is not None and position.is_element:
            keywords = {"type": kind, **merged.keywords}
            field = Field(position.name, keywords, LazyCheck(self._checks, reading.members))
            make = self._planner.prefer_named(field, make, position.owner)
        return lambda stream, _: make(stream)

    def _compile_object(self, reading: Reading, depth: int, position: Position) -> Maker:
        merged, proposals = reading.merged, reading.proposals
        wanted = {
            name: group
            for name, group in merged.fields.items()
            if name not in reading.hidden and self._is_wanted(name, group, merged, depth)
        }
        planned = self._plan(wanted, proposals, position)
        fields = {
            name: self._compile_field(
                group, proposals.get(name, ()), depth + 1, planned.position_of(name)
            )
            for name, group in wanted.items()
        }
        for name in sorted(merged.required - fields.keys() - reading.hidden):
            fields[name] = self.compile(merged.others, depth + 1, position.field(name))
        missing = min(merged.keywords.get("minProperties", 0), self._room) - len(fields)
        for number in range(max(0, missing)):
            fields[f"field{number + 1}"] = self.compile(merged.others, depth + 1, Position())
        return planned.compile_object(at_most(fields, merged))

    def _plan(
        self, wanted: Mapping[str, list[Located]], proposals: Iterable[str], position: Position
    ) -> PlannedObject:
        """How the fields of an object are filled; values that a discriminator proposes stay."""
        if self._planner is None:
            return PlannedObject(position)
        names = wanted.keys() - proposals
        read = FieldReader(lambda group: self._peek(group).members, self._checks)
        fields = [read.field(name, wanted[name]) for name in wanted if name in names]
        return PlannedObject(position, self._planner, fields)

    def _compile_field(
        self, group: Sequence[Located], proposed: Sequence[str], depth: int, position: Position
    ) -> Maker:
        """Compile a field; of what a discriminator proposes, the first that the field allows."""
        if proposed:
            self.is_certain = False
            is_valid = self._checks.of(group)
            value = next((value for value in proposed if is_valid(value)), None)
            if value is not None:
                return lambda _stream, _call: value
        return self.compile(group, depth, position)

    def _is_wanted(self, name: str, group: list[Located], merged: Merged, depth: int) -> bool:
        is_required = name in merged.required
        if any(member.value is False for member in group):
            self.is_certain = self.is_certain and not is_required
            return False
        if depth > MAX_DEPTH and self._recurs(group):
            if is_required:
                raise IsCutOff
            return False
        return is_required or not (depth >= self._optional_depth or self._recurs(group))

    def _recurs(self, group: list[Located]) -> bool:
        """Whether the group is already being compiled; its optional parts would recurse forever."""
        return not self._peek(group).places.isdisjoint(self._around)

    def _peek(self, group: Sequence[Located]) -> Reading:
        """What the schemas of a group say, before its alternatives are chosen for good."""
        state = self.is_certain, self._has_choice
        reading = self._readings.of(group, self._choose)
        self.is_certain, self._has_choice = state
        return reading

    def _compile_array(self, merged: Merged, depth: int, position: Position) -> Maker:
        keywords, inner = merged.keywords, position.items()
        first = [self.compile(group, depth + 1, inner) for group in merged.prefix]
        low = keywords.get("minItems", 0)
        is_closed = any(member.value is False for member in merged.items)
        is_short = depth >= self._optional_depth or is_closed or self._recurs(merged.items)
        wanted = max(low, len(first) or (0 if is_short else 1))
        count = min(wanted, keywords.get("maxItems", wanted), max(self._room, len(first)))
        if count < low or (is_closed and count > len(first)):
            raise IsCutOff
        more = max(0, count - len(first))
        make = self._compile_items(merged.items, depth + 1, more, inner) if more else make_nothing
        is_unique = bool(keywords.get("uniqueItems"))
        ordinary = make_list(first, make, count, is_unique=is_unique)
        if self._planner is None or not more:
            return ordinary
        count_of = self._planner.find_length(position, keywords)
        if count_of is not None and not first:
            return make_page(make, count_of, is_unique=is_unique)
        bounds = Bounds(low, keywords.get("maxItems"))
        return self._planner.repeat_sent(position, make, bounds, ordinary)

    def _compile_items(
        self, group: Sequence[Located], depth: int, count: int, position: Position
    ) -> Maker:
        room = self._room
        self._room = max(1, room // count)
        make = self.compile(group, depth, position)
        self._room = room
        return make


def _pick(options: Sequence[Any]) -> Maker:
    if len(options) > 1:
        return lambda stream, _: stream.pick(options)
    (only,) = options
    return lambda _stream, _call: only
