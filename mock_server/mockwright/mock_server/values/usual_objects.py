"""Between schemas and the values that suit names: fields of an object, and who fills them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from mockwright.mock_server.request.calls import Call
from mockwright.mock_server.seeding import RandomStream
from mockwright.mock_server.values.checks import Check, Checks
from mockwright.mock_server.values.merged import kind_of, merge
from mockwright.mock_server.values.plausible.fields import Field
from mockwright.mock_server.values.plausible.options import Planner
from mockwright.mock_server.values.plausible.positions import Position
from mockwright.openapi.document_files import Located

Maker = Callable[[RandomStream, Call], Any]
# Returns the schemas that apply to a value together.
FindMembers = Callable[[Sequence[Located]], Sequence[Located]]

_COMPONENT_PARTS = 4  # `/components/schemas/Name`


class LazyCheck:
    """Whether a value conforms to a group of schemas; nothing is compiled before the first one."""

    __slots__ = ("_check", "_checks", "_group")

    def __init__(self, checks: Checks, group: Sequence[Located]) -> None:
        """Prepare to check values of the group."""
        self._checks, self._group = checks, group
        self._check: Check | None = None

    def __call__(self, value: Any) -> bool:
        """Whether a value conforms."""
        if self._check is None:
            self._check = self._checks.of(self._group)
        return self._check(value)


class FieldReader:
    """Reads what is known about the fields of objects."""

    def __init__(self, find_members: FindMembers, checks: Checks) -> None:
        """`find_members` follows references and chooses alternatives."""
        self._find_members = find_members
        self._checks = checks

    def field(self, name: str, group: Sequence[Located]) -> Field:
        """A field with its merged keywords."""
        members = self._find_members(group)
        merged = merge(members)
        keywords = {"type": kind_of(merged), **merged.keywords}
        has_fields = bool(merged.fields or (merged.items and self._have_fields(merged.items)))
        return Field(name, keywords, LazyCheck(self._checks, members), has_fields)

    def _have_fields(self, items: Sequence[Located]) -> bool:
        return bool(merge(self._find_members(items)).fields)


class PlannedObject:
    """An object with the fields that its name or the request may decide about.

    Without a planner there are none, and the schema alone decides.
    """

    def __init__(
        self, position: Position, planner: Planner | None = None, fields: Iterable[Field] = ()
    ) -> None:
        """Announce the fields to the planner, which looks for the answered list."""
        self._position = position
        self._planner = planner
        self._fields = {field.name: field for field in fields}
        if planner is not None and position.is_root:
            planner.enter(position, self._fields.values())

    def position_of(self, name: str) -> Position:
        """The position of the value of a field."""
        field = self._fields.get(name)
        if self._planner is None or field is None:
            return self._position.field(name)
        return self._planner.child(self._position, field)

    def compile_object(self, makers: Mapping[str, Maker]) -> Maker:
        """A function that makes the object; `makers` are those of the schema alone."""
        filled = self._compile_filled(makers) if self._planner is not None else None
        if filled is not None:
            return filled
        pairs = tuple(makers.items())
        return lambda stream, call: {name: make(stream, call) for name, make in pairs}

    def _compile_filled(self, makers: Mapping[str, Maker]) -> Maker | None:
        if self._planner is None:
            return None
        kept = [field for name, field in self._fields.items() if name in makers]
        return self._planner.compile_object(self._position, kept, makers)


def name_of(members: Iterable[Located]) -> str:
    """The name of the component that describes a value; empty if there is none."""
    for member in members:
        parts = member.place.pointer.split("/")
        if len(parts) == _COMPONENT_PARTS and parts[-2] == "schemas":
            return parts[-1]
    return ""
