"""Compile a schema to a tree of small functions; generating an instance only calls them.

The instance is the most ordinary one: the first alternative, all optional fields. What several
schemas ask for together is not weighed up; `is_certain` says whether that may be necessary.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mockwright.mock_server.request.calls import MISSING, Call
from mockwright.mock_server.seeding import RandomStream
from mockwright.mock_server.values.applicable import Alternatives, Applicability, Applicable
from mockwright.mock_server.values.certainty import is_certain
from mockwright.mock_server.values.checks import Checks
from mockwright.mock_server.values.discriminators import Discriminators
from mockwright.mock_server.values.echoes import Echo
from mockwright.mock_server.values.limits import MAX_PARTS, MAX_SIZE, MAX_USUAL_PARTS
from mockwright.mock_server.values.merged import Merged, kind_of, merge, types_of
from mockwright.mock_server.values.plausible.fields import Field
from mockwright.mock_server.values.plausible.options import Planner
from mockwright.mock_server.values.plausible.paging import Bounds
from mockwright.mock_server.values.plausible.positions import Position
from mockwright.mock_server.values.usual_objects import (
    FieldReader,
    LazyCheck,
    PlannedObject,
    name_of,
)
from mockwright.mock_server.values.usual_parts import (
    Maker,
    at_most,
    compile_scalar,
    make_list,
    make_nothing,
    make_page,
)
from mockwright.openapi.document_files import Located, Place
from mockwright.openapi.schemas import CompiledSchema

__all__ = ["Maker", "UsualInstance"]

MAX_DEPTH = 8
OPTIONAL_DEPTH = 5


class UsualInstance:
    """A compiled schema.

    `is_certain`: every instance conforms. `is_cut`: none does, because a part was cut off.
    """

    make: Maker
    is_certain: bool
    is_cut: bool
    optional_depth: int  # from here on, optional fields are left out

    def __init__(
        self, schema: CompiledSchema, alternative: int, planner: Planner | None = None
    ) -> None:
        root = [Located(value=schema.schema, place=schema.place)]
        for depth in range(OPTIONAL_DEPTH, -1, -1):
            compiler = _Compiler(schema, alternative, depth, planner)
            try:
                self.make = compiler.compile(root, 0, planner.root if planner else Position())
            except _TooManyParts:
                continue
            self.is_certain = compiler.is_certain
            self.is_cut = compiler.is_cut
            self.optional_depth = depth
            return


class _TooManyParts(Exception):
    """Raised if optional fields make the instance too large; then those deep inside are left out.

    Objects that refer to each other would otherwise fill the memory.
    """


class _Compiler:
    def __init__(
        self,
        schema: CompiledSchema,
        alternative: int,
        optional_depth: int,
        planner: Planner | None,
    ) -> None:
        self._alternative = alternative
        self._optional_depth = optional_depth
        self._library = schema.library
        self._checks = Checks(schema)
        discriminators = Discriminators(schema.library)
        self._applicable = Applicability(schema.library, discriminators, has_conditions=False)
        self._planner = planner
        self._ancestors: list[frozenset[Place]] = []
        self._parts = 0
        self._room = MAX_SIZE  # for what is being compiled; an array's items share the array's room
        self.is_certain = True
        self.is_cut = False

    def compile(self, group: Sequence[Located], depth: int, position: Position) -> Maker:
        """Compile the schemas of one value."""
        self._parts += 1
        if self._optional_depth and self._parts > MAX_USUAL_PARTS:
            raise _TooManyParts
        if self._parts > MAX_PARTS:
            return self._cut()
        found = self._applicable.find(group, self._choose)
        if found.refusals:
            self.is_certain = False
        merged = merge(found.members)
        self._ancestors.append(frozenset(member.place for member in found.members))
        if self._planner is not None:
            position = position.named(name_of(found.members))
        make = self._compile_value(merged, found, depth, position)
        self._ancestors.pop()
        expression = merged.keywords.get("x-echo")
        return self._compile_echo(expression, found.members, make) if expression else make

    def _cut(self) -> Maker:
        self.is_certain, self.is_cut = False, True
        return make_nothing

    def _members(self, group: Sequence[Located]) -> Sequence[Located]:
        """The schemas of the ordinary instance of a group."""
        was_certain = self.is_certain
        members = self._applicable.find(group, self._choose).members
        self.is_certain = was_certain  # nothing has been chosen
        return members

    def _choose(self, alternatives: Alternatives) -> Sequence[Located]:
        """Choose one alternative; not null if there is any other."""
        self.is_certain = self.is_certain and len(alternatives) == 1
        options = [option for (option,) in alternatives]
        solid = [option for option in options if types_of(option.value) != ["null"]]
        ending = [option for option in solid if not self._requires_itself(option)]
        options = ending or solid or options
        return [options[self._alternative % len(options)]]

    def _requires_itself(self, option: Located) -> bool:
        """Whether an alternative requires a value that is already being generated, without end."""
        located = self._library.resolve(option.value, option.place)
        if not isinstance(located.value, dict):
            return False
        fields = located.value.get("properties", {})
        for name in located.value.get("required", ()):
            child = located.place.child("properties", name)
            place = self._library.resolve(fields.get(name), child).place
            if any(place in ancestor for ancestor in self._ancestors):
                return True
        return False

    def _compile_echo(self, expression: str, members: Sequence[Located], fallback: Maker) -> Maker:
        echo = Echo(expression, self._checks.of(members))

        def make(_stream: RandomStream, call: Call) -> Any:
            value = echo.value(call)
            return fallback(echo.stream(call), call) if value is MISSING else value

        return make

    def _compile_value(
        self, merged: Merged, found: Applicable, depth: int, position: Position
    ) -> Maker:
        options = self._options(merged, found.members)
        if len(options) == 1:
            (only,) = options
            return lambda _draws, _call: only
        if options:
            return lambda stream, _: stream.pick(options)
        kind = kind_of(merged)
        self.is_certain = self.is_certain and is_certain(merged, found.members, kind)
        if kind == "object":
            return self._compile_object(merged, found.proposals, depth, position)
        if kind == "array":
            return self._compile_array(merged, depth, position)
        make = compile_scalar(merged, kind, self._room, position.name or None)
        if self._planner is not None and position.is_element:
            keywords = {"type": kind, **merged.keywords}
            field = Field(position.name, keywords, LazyCheck(self._checks, found.members))
            make = self._planner.prefer_named(field, make, position.owner)
        return lambda stream, _: make(stream)

    def _options(self, merged: Merged, members: Sequence[Located]) -> Sequence[Any]:
        """The values that the document itself gives: constant, examples, enumeration."""
        keywords = merged.keywords
        if not keywords.keys() & _SAYS_VALUES:
            return ()
        return self._checks.options(merged, members)

    def _compile_object(
        self, merged: Merged, proposals: Mapping[str, list[str]], depth: int, position: Position
    ) -> Maker:
        wanted = {
            name: group
            for name, group in merged.fields.items()
            if self._is_wanted(name, group, merged, depth)
        }
        planned = self._plan(wanted, proposals, position)
        fields = {
            name: self._compile_field(
                group, proposals.get(name, ()), depth + 1, planned.position_of(name)
            )
            for name, group in wanted.items()
        }
        for name in sorted(merged.required - fields.keys() - self._hidden(merged)):
            fields[name] = self.compile(merged.others, depth + 1, position.field(name))
        missing = min(merged.keywords.get("minProperties", 0), self._room) - len(fields)
        for number in range(max(0, missing)):
            fields[f"field{number + 1}"] = self.compile(merged.others, depth + 1, Position())
        return planned.compile_object(at_most(fields, merged))

    def _plan(
        self, wanted: Mapping[str, list[Located]], proposals: Iterable[str], position: Position
    ) -> PlannedObject:
        """How the fields of an object are filled; what a discriminator proposes stays."""
        if self._planner is None:
            return PlannedObject(position)
        names = wanted.keys() - proposals
        read = FieldReader(self._members, self._checks)
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
                return lambda _draws, _call: value
        return self.compile(group, depth, position)

    def _is_wanted(self, name: str, group: list[Located], merged: Merged, depth: int) -> bool:
        is_required = name in merged.required
        if any(member.value is False for member in group):
            self.is_certain = self.is_certain and not is_required
            return False
        if any(self._checks.is_hidden(member.value) for member in group):
            return False
        if depth > MAX_DEPTH and self._recurs(group):
            if is_required:
                self._cut()
            return False
        return is_required or not (depth >= self._optional_depth or self._recurs(group))

    def _hidden(self, merged: Merged) -> set[str]:
        """The fields that are absent in this direction."""
        return {
            name
            for name, group in merged.fields.items()
            if any(self._checks.is_hidden(member.value) for member in group)
        }

    def _recurs(self, group: list[Located]) -> bool:
        """Whether the group is already being compiled; its optional parts would recurse forever."""
        places = {member.place for member in self._members(group)}
        return any(places & ancestor for ancestor in self._ancestors)

    def _compile_array(self, merged: Merged, depth: int, position: Position) -> Maker:
        keywords, inner = merged.keywords, position.items()
        first = [self.compile(group, depth + 1, inner) for group in merged.prefix]
        low = keywords.get("minItems", 0)
        is_closed = any(member.value is False for member in merged.items)
        is_short = depth >= self._optional_depth or is_closed or self._recurs(merged.items)
        wanted = max(low, len(first) or (0 if is_short else 1))
        count = min(wanted, keywords.get("maxItems", wanted), max(self._room, len(first)))
        if count < low or (is_closed and count > len(first)):
            self._cut()
        more = max(0, count - len(first))
        make = self._compile_items(merged.items, depth + 1, more, inner) if more else make_nothing
        count_of = self._planner.find_length(position, keywords) if self._planner and more else None
        if count_of is not None and not first:
            return make_page(make, count_of, is_unique=bool(keywords.get("uniqueItems")))
        ordinary = make_list(first, make, count, is_unique=bool(keywords.get("uniqueItems")))
        if self._planner is None or not more:
            return ordinary
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


_SAYS_VALUES = {"const", "enum", "examples", "example"}
