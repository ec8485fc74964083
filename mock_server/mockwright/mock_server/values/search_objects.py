"""Search objects: which optional fields to have, and what further names there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from mockwright.mock_server.values.parts import field_group
from mockwright.mock_server.values.patterns import PatternTooHard, TextPattern
from mockwright.mock_server.values.search import Attempt, InstanceSearch, NoInstance
from mockwright.openapi.document_files import Located

_MAX_GROWTH = 60
_NAMES_EACH = 8


def make_object(search: InstanceSearch, attempt: Attempt) -> dict[str, Any]:
    """An object: first with all optional fields, then as few as possible, then any of them.

    Raises `NoInstance` if a required field has none.
    """
    maker = _ObjectMaker(search, attempt)
    if attempt.round == 1:
        return maker.grow()
    return maker.fill(maker.choose(attempt.round))


class _ObjectMaker:
    def __init__(self, search: InstanceSearch, attempt: Attempt) -> None:
        self._search = search
        self._attempt = attempt
        merged, members = attempt.candidate.merged, attempt.candidate.members
        self._merged, self._members = merged, members
        hidden = {name for name in merged.fields if search.nodes.is_hidden(merged, name)}
        self._required = self._close(merged.required - hidden)
        self._optional = [name for name in merged.fields if name not in self._required | hidden]
        self._least = merged.keywords.get("minProperties", 0)
        self._most = merged.keywords.get("maxProperties")

    def _close(self, names: Iterable[str]) -> set[str]:
        """The names, and those that they require by `dependentRequired`."""
        closed, pending = set[str](), [*names]
        while pending:
            name = pending.pop()
            if name not in closed:
                closed.add(name)
                for member in self._members:
                    pending += member.value.get("dependentRequired", {}).get(name, ())
        return closed

    def choose(self, again: int) -> list[str]:
        """The optional fields to have."""
        wanted = [name for name in self._optional if self._is_wanted(name)]
        if again:
            wanted = [name for name in self._optional if self._attempt.stream.below(2)]
        room = len(wanted) if self._most is None else max(0, self._most - len(self._required))
        return wanted[:room]

    def _is_wanted(self, name: str) -> bool:
        return self._search.is_wanted(field_group(self._members, name), self._attempt)

    def fill(self, optional: Sequence[str]) -> dict[str, Any]:
        """The object with its required fields and these optional ones, if they have instances."""
        made: dict[str, Any] = {}
        failed: dict[str, Any] = {}
        required = self._close([*self._required, *optional]) - {*optional}
        for name in self._in_order({*required, *optional}):
            try:
                made[name] = self._field(name)
            except NoInstance as error:
                if name in required:
                    failed[name] = error.value
        if failed:
            raise NoInstance({**made, **failed})
        for name in self._further_names(made):
            if len(made) >= self._least:
                break
            self._add(made, name)
        return made

    def _in_order(self, names: Iterable[str]) -> list[str]:
        """The names as the schemas list them, then the others by name."""
        known = set(names)
        listed = [name for name in self._merged.fields if name in known]
        return [*listed, *sorted(known.difference(listed))]

    def _field(self, name: str) -> Any:
        """A value of a field. Raises `NoInstance`."""
        group = field_group(self._members, name)
        proposed = self._attempt.candidate.proposals.get(name)
        if proposed:
            is_valid = self._search.checks.of(group)
            for value in proposed:
                if is_valid(value):
                    return value
        return self._search.generate(group, self._attempt, name)

    def _add(self, made: dict[str, Any], name: str) -> None:
        """Add a field if it has an instance."""
        if name not in made:
            try:
                made[name] = self._field(name)
            except NoInstance:
                return

    def grow(self) -> dict[str, Any]:
        """The object with its required fields only, and then each optional one that it bears."""
        is_valid = self._attempt.node.is_valid
        made = self.fill([])
        is_good = is_valid(made)
        for name in self.choose(0)[:_MAX_GROWTH] if is_good else self._optional[:_MAX_GROWTH]:
            more = dict(made)
            for each in self._in_order(self._close([name])):
                self._add(more, each)
            if is_valid(more):
                made, is_good = more, True
        return {name: made[name] for name in self._in_order(made)}

    def _further_names(self, made: Mapping[str, Any]) -> Iterator[str]:
        """Names for fields that nothing requires: documented, of patterns, then any."""
        if len(made) >= self._least:
            return
        yield from (name for name in self._optional if self._is_wanted(name))
        yield from self._optional
        is_allowed = self._search.checks.of(self._name_schemas())
        count = min(self._least - len(made), 10_000) + _NAMES_EACH
        names = self._invented_names(count)
        yield from (name for name in names if is_allowed(name))

    def _name_schemas(self) -> list[Located]:
        return [m.child("propertyNames") for m in self._members if "propertyNames" in m.value]

    def _invented_names(self, count: int) -> Iterator[str]:
        stream, schemas = self._attempt.stream, self._name_schemas()
        for pattern in self._name_patterns():
            for number in range(count * 2):
                low = number % _NAMES_EACH
                text = pattern.make_between(stream, low, None) if low else None
                yield pattern.make(stream) if text is None else text
        if schemas:
            for _ in range(count * 2):
                try:
                    name = self._search.generate(schemas, self._attempt, None)
                except NoInstance:
                    break
                if isinstance(name, str):
                    yield name
        yield from (f"field{number + 1}" for number in range(count))

    def _name_patterns(self) -> Iterator[TextPattern]:
        for member in self._members:
            for pattern in member.value.get("patternProperties", ()):
                try:
                    yield TextPattern(pattern)
                except PatternTooHard:
                    continue
