"""Search objects: which optional fields to have, and what further names there are."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from mockwright.mock_server.values.candidates import Node
from mockwright.mock_server.values.patterns import PatternTooHard, TextPattern
from mockwright.mock_server.values.search import Attempt, InstanceSearch, NoInstance
from mockwright.openapi.document_files import Located

_MAX_GROWTH = 60
_NAMES_EACH = 8
_SPOILING_ROUND = 2
_UNLIKELY: tuple[Any, ...] = (None, 0, "", False, [], {})


def make_object(search: InstanceSearch, attempt: Attempt) -> dict[str, Any]:
    """An object: first with all optional fields, then as few as possible, then any of them.

    Raises `NoInstance` if a required field has none.
    """
    maker = _ObjectMaker(search, attempt)
    if attempt.round == 1:
        return maker.grow()
    if attempt.round == _SPOILING_ROUND:
        return maker.spoil()
    return maker.fill(maker.choose(attempt.round))


class _ObjectMaker:
    def __init__(self, search: InstanceSearch, attempt: Attempt) -> None:
        self._search = search
        self._attempt = attempt
        candidate = attempt.candidate
        merged, hidden = candidate.merged, candidate.hidden
        self._merged, self._members = merged, candidate.members
        self._required = self._close(merged.required - hidden)
        self._optional = [name for name in merged.fields if name not in self._required | hidden]
        self._least = merged.keywords.get("minProperties", 0)
        self._most = merged.keywords.get("maxProperties")

    def _close(self, names: Iterable[str]) -> set[str]:
        """The names, and the names that they require by `dependentRequired`."""
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
        return self._search.is_wanted(self._node(name), self._attempt)

    def _node(self, name: str) -> Node:
        return self._search.nodes.field(self._attempt.candidate, name)

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
        node = self._node(name)
        for value in self._attempt.candidate.proposals.get(name, ()):
            if node.is_valid(value):
                return value
        return self._search.generate(node, self._attempt, name)

    def _add(self, made: dict[str, Any], name: str) -> None:
        """Add a field if it has an instance."""
        if name not in made:
            try:
                made[name] = self._field(name)
            except NoInstance:
                return

    def grow(self) -> dict[str, Any]:
        """The object with its required fields only, and then each optional one that it bears."""
        is_valid = self._attempt.part.node.is_valid
        made = self.fill([])
        is_good = is_valid(made)
        for name in self.choose(0)[:_MAX_GROWTH] if is_good else self._optional[:_MAX_GROWTH]:
            more = dict(made)
            for each in self._in_order(self._close([name])):
                self._add(more, each)
            if is_valid(more):
                made, is_good = more, True
        return {name: made[name] for name in self._in_order(made)}

    def spoil(self) -> dict[str, Any]:
        """The object with a field that other alternatives of `oneOf` do not accept.

        Alternatives often have optional fields only. Then an object conforms to just one of them if
        a field of the others has a value that they refuse.
        """
        made = self.fill(self.choose(0))
        for rival in self._rivals():
            if not rival.is_valid(made) or rival.first is None:
                continue
            for name in rival.first.merged.fields:
                refuses = self._search.nodes.field(rival.first, name).is_valid
                accepts = self._node(name).is_valid
                values = (value for value in _UNLIKELY if accepts(value) and not refuses(value))
                made.update((name, value) for value in itertools.islice(values, 1))
                if not rival.is_valid(made):
                    break
        return made

    def _rivals(self) -> Iterator[Node]:
        """The alternatives of `oneOf` that are not to be met."""
        places = self._attempt.candidate.places
        for member in self._members:
            for option in member.children("oneOf"):
                if option.place not in places:
                    yield self._search.nodes.of([option])

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
                text = pattern.make(stream) if text is None else text
                yield text
                yield f"{text}{number + 1}"  # where the pattern has no end
        if schemas:
            node = self._search.nodes.of(schemas)
            for _ in range(count * 2):
                try:
                    name = self._search.generate(node, self._attempt, None)
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
