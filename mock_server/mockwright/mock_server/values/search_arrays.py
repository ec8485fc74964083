"""Search arrays: how many items, which of them are what the array has to contain."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from mockwright.mock_server.values.candidates import Node
from mockwright.mock_server.values.checks import Check
from mockwright.mock_server.values.distinct_items import mark_of
from mockwright.mock_server.values.parts import item_group
from mockwright.mock_server.values.search import Attempt, InstanceSearch, NoInstance
from mockwright.openapi.document_files import Located

_MAX_OTHER_LENGTHS = 8
_MAX_SHOWN = 100


def make_array(search: InstanceSearch, attempt: Attempt) -> list[Any]:
    """An array: first of the ordinary length, then of the least and of other lengths.

    Raises `NoInstance` if an item that has to be there has none.
    """
    return _ArrayMaker(search, attempt).make()


class _ArrayMaker:
    def __init__(self, search: InstanceSearch, attempt: Attempt) -> None:
        self._search = search
        self._attempt = attempt
        merged, members = attempt.candidate.merged, attempt.candidate.members
        self._merged, self._members = merged, members
        self._is_unique = merged.keywords.get("uniqueItems") is True
        self._contains = [
            (member.child("contains"), member.value.get("minContains", 1), _most_of(member.value))
            for member in members
            if "contains" in member.value
        ]
        self._contained = [schema for schema, low, _ in self._contains for _ in range(low)]
        # One item may be several of what is to be contained.
        contained = max((low for _, low, _ in self._contains), default=0)
        self._low: int = max(merged.keywords.get("minItems", 0), contained)
        self._high: int | None = merged.keywords.get("maxItems")

    def make(self) -> list[Any]:
        count = self._count()
        extra = self._contained_at(count)
        items: list[Any] = []
        marks: set[Any] = set()
        for index in range(count):
            node = self._node(index, extra.get(index, ()))
            try:
                item = self._search.generate(
                    node, self._attempt, self._attempt.part.name, self._rule(items, marks)
                )
            except NoInstance as error:
                if index >= self._low:
                    break
                missing = min(self._low - index, _MAX_SHOWN)
                raise NoInstance([*items, *[error.value] * missing]) from None
            items.append(item)
            if self._is_unique:
                marks.add(mark_of(item))
        return items

    def _node(self, index: int, contained: Sequence[Located]) -> Node:
        if not contained:
            return self._search.nodes.item(self._attempt.candidate, index)
        return self._search.nodes.of([*item_group(self._members, index), *contained])

    def _count(self) -> int:
        again = self._attempt.round
        if again:
            count = self._low + (again - 1) % _MAX_OTHER_LENGTHS
        else:
            prefix = len(self._merged.prefix)
            node = self._search.nodes.item(self._attempt.candidate, prefix)
            is_short = not self._search.is_wanted(node, self._attempt)
            count = max(self._low, len(self._contained), prefix or (0 if is_short else 1))
        return count if self._high is None else min(count, self._high)

    def _contained_at(self, count: int) -> dict[int, list[Located]]:
        """The schemas that an item has to conform to so that the array contains it, by index."""
        found: dict[int, list[Located]] = {}
        again = self._attempt.round
        for number, schema in enumerate(self._contained):
            # At the end, because the first items may be described one by one. Every other time, one
            # item is all that has to be contained.
            offset = again if again % 2 else number + again
            index = (count - 1 - offset) % max(1, count)
            found.setdefault(index, []).append(schema)
        return found

    def _rule(self, items: Sequence[Any], marks: set[Any]) -> Check | None:
        """What the next item has to keep: it differs, and is not one of too many of a kind."""
        rules: list[Check] = [lambda item: mark_of(item) not in marks] if marks else []
        for schema, _, most in self._contains:
            is_kind = self._search.checks.of([schema])
            if sum(map(is_kind, items)) >= most:
                rules.append(_negated(is_kind))
        return (lambda item: all(rule(item) for rule in rules)) if rules else None


def _negated(check: Check) -> Check:
    return lambda item: not check(item)


def _most_of(schema: Mapping[str, Any]) -> float:
    most: float = schema.get("maxContains", math.inf)
    return most
