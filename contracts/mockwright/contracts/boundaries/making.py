"""Makes minimal valid values from a document's examples or by generating them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple

from mockwright.contracts.boundaries.members import members_of, root_of
from mockwright.mock_server.values.instances import compile_fake
from mockwright.openapi.document_files import Located, Place
from mockwright.openapi.operations import Operation
from mockwright.openapi.schemas import CompiledSchema
from mockwright.openapi.subschemas import walk_schemas

ALTERNATIVES = ("anyOf", "oneOf")

# Values that must be larger than this are not generated, because that would take too long.
_MAX_MINIMUMS = {"minLength": 20_000, "minItems": 1_000, "minProperties": 1_000}
_PLAIN: Sequence[Any] = ({}, [], "", 0, False, None)
_SEEDS = 4
_ALTERNATIVES = 3

IsValid = Callable[[Any], bool]


class Made(NamedTuple):
    """A value that was made, wrapped because None is a valid value."""

    value: Any


@dataclass(frozen=True, kw_only=True)
class Maker:
    """Makes values for the parts of one schema.

    `sources` are complete values whose parts are reused; if none fits, a value is generated
    from the part's own schema.
    """

    operation: Operation
    schema: CompiledSchema
    sources: Sequence[Any] = ()
    _fakes: dict[tuple[Place, int], Callable[[int], Any]] = field(default_factory=dict)

    @cached_property
    def base(self) -> Made | None:
        """The first valid source, else a generated value; None if no value is valid."""
        return next(map(Made, self.values()), None)

    def values(self) -> Iterator[Any]:
        """Valid values: sources first, then generated values, then the simplest ones."""
        made = self._made_values((root_of(self.schema),))
        yield from filter(self.schema.is_valid, chain(self.sources, made, _PLAIN))

    def fake(self, alternative: int) -> Callable[[int], Any]:
        """A function from a seed to a complete value, which may be invalid."""
        return self._fake(root_of(self.schema), alternative)

    def make(self, group: Sequence[Located], seed: int = 0) -> Any:
        """A value for the first of the schemas; it may be invalid under the others."""
        return self._fake(group[0], 0)(seed) if group else seed

    def extend(
        self, group: Sequence[Located], put: Callable[[Any], Any], path: Sequence[str | int]
    ) -> Made | None:
        """The smallest valid value for an absent part; None if nothing fits."""

        def is_valid(value: Any) -> bool:
            return self.schema.is_valid(put(value))

        for value in chain(self._find_sources(path), self._made_values(group)):
            if is_valid(value):
                return Made(shrink(value, is_valid))
        return None

    def values_of(self, option: Located, others: Sequence[Located], value: Any) -> Iterator[Any]:
        """Candidates for one alternative, derived from a value of any alternative."""
        if isinstance(value, dict):
            yield from self._objects_of(option, others, value)
        yield from self._fake_values((option,))

    def fit(
        self,
        option: Located,
        others: Sequence[Located],
        value: Any,
        put: Callable[[Any], Any],
    ) -> Any | None:
        """A value of this alternative that makes the whole value valid; None if there is none."""
        keeps_option = self._compiled(option).is_valid
        for candidate in (value, *self.values_of(option, others, value)):
            if keeps_option(candidate) and self.schema.is_valid(put(candidate)):
                return candidate
        return None

    def _objects_of(
        self, option: Located, others: Sequence[Located], value: dict[str, Any]
    ) -> Iterator[Any]:
        """The object with the alternative's required fields, without and with those of others."""
        target = self._resolve(option)
        wanted = {name: self._field(target, name) for name in _required(target)}
        wanted = {name: value.get(name, made) for name, made in wanted.items()}
        foreign = {n for other in others for n in _required(self._resolve(other))} - wanted.keys()
        yield {name: part for name, part in value.items() if name not in foreign} | wanted
        made = self._fake(option, 0)(0)
        if isinstance(made, dict):
            yield {**made, **value}
            yield {**value, **made}

    def _field(self, owner: Located, name: str) -> Any:
        """A value for a field, found anywhere in the sources or generated from its schema."""
        found = next(_find_fields(self.sources, name), None)
        if found is not None:
            return found
        fields = owner.value.get("properties", {})
        return self._fake(owner.child("properties", name), 0)(0) if name in fields else "text"

    def _resolve(self, located: Located) -> Located:
        return self.schema.library.resolve(located.value, located.place)

    def _find_sources(self, path: Sequence[str | int]) -> Iterator[Any]:
        """The parts of the sources at a path."""
        for source in self.sources:
            value = source
            try:
                for part in path:
                    value = value[part]
            except (LookupError, TypeError):
                continue
            yield value

    def _made_values(self, group: Sequence[Located]) -> Iterator[Any]:
        """Generated values, then the same values reduced to the fields of one alternative."""
        fakes = [*self._fake_values(group)]
        yield from fakes
        yield from (self._settle(group, fake) for fake in fakes[:1])

    def _settle(self, group: Sequence[Located], value: Any) -> Any:
        """The value with each object in it reduced to one alternative where necessary."""
        members = [*members_of(self.schema, group)]
        if isinstance(value, list):
            items = [member.child("items") for member in members if "items" in member.value]
            return [self._settle(items, item) for item in value]
        if not isinstance(value, dict):
            return value
        fields = {name: self._settle(_fields_of(members, name), value[name]) for name in value}
        checks = [self._compiled(member) for member in group]
        options = (
            candidate
            for member in members
            for keyword in ALTERNATIVES
            for option, others in choices(member, keyword)
            for candidate in self._objects_of(option, others, fields)
        )
        fitting = (v for v in chain([fields], options) if all(c.is_valid(v) for c in checks))
        return next(fitting, fields)

    def _fake_values(self, group: Sequence[Located]) -> Iterator[Any]:
        for member in group:
            for alternative in range(_ALTERNATIVES):
                make = self._fake(member, alternative)
                yield from (make(seed) for seed in range(_SEEDS))

    def _fake(self, member: Located, alternative: int) -> Callable[[int], Any]:
        key = (member.place, alternative)
        if key not in self._fakes:
            schema = self._compiled(member)
            is_modest = all(_is_modest(found.value) for found in self._reachable(member))
            self._fakes[key] = (
                compile_fake(self.operation, schema, alternative) if is_modest else _make_nothing
            )
        return self._fakes[key]

    def _reachable(self, member: Located) -> Sequence[Located]:
        return walk_schemas(self.schema.library.files, [member]).schemas

    def _compiled(self, member: Located) -> CompiledSchema:
        return self.schema.library.compile(member.place, self.schema.direction)


def _is_modest(schema: Mapping[str, Any]) -> bool:
    """Whether valid values can be small enough to generate."""
    return all(schema.get(keyword, 0) <= most for keyword, most in _MAX_MINIMUMS.items())


def _make_nothing(_: int) -> None:
    return None


def choices(member: Located, keyword: str) -> Iterator[tuple[Located, list[Located]]]:
    """Each alternative under a keyword, paired with the others."""
    options = member.children(keyword)
    for index, option in enumerate(options):
        yield option, [*options[:index], *options[index + 1 :]]


def shrink(value: Any, is_valid: IsValid) -> Any:
    """The value without the fields and items that its validity does not depend on."""
    if isinstance(value, dict):
        for name in list(value):
            rest = {other: part for other, part in value.items() if other != name}
            value = (
                rest if is_valid(rest) else {**value, name: _shrink_field(value, name, is_valid)}
            )
    elif isinstance(value, list):
        while value and is_valid(value[:-1]):
            value = value[:-1]
    return value


def _shrink_field(value: dict[str, Any], name: str, is_valid: IsValid) -> Any:
    return shrink(value[name], lambda part: is_valid({**value, name: part}))


def _fields_of(members: Sequence[Located], name: str) -> list[Located]:
    """The schemas of a field."""
    return [m.child("properties", name) for m in members if name in m.value.get("properties", ())]


def _required(located: Located) -> Sequence[str]:
    names: Sequence[str] = located.value.get("required", ())
    return names


def _find_fields(values: Sequence[Any], name: str) -> Iterator[Any]:
    """The values of a field at any depth."""
    pending = list(values)
    while pending:
        value = pending.pop(0)
        if isinstance(value, dict):
            if name in value:
                yield value[name]
            pending += value.values()
        elif isinstance(value, list):
            pending += value
