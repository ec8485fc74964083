"""Search arrays: how many items, which of them are what the array has to contain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mockwright.mock_server.values.parts import item_group
from mockwright.mock_server.values.search import Attempt, InstanceSearch, NoInstance
from mockwright.mock_server.values.usual_parts import mark_of
from mockwright.openapi.document_files import Located

_DRAWS = 20
_MAX_OTHER_LENGTHS = 8


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
        self._contained = [
            member.child("contains")
            for member in members
            if "contains" in member.value
            for _ in range(member.value.get("minContains", 1))
        ]
        self._low = max(merged.keywords.get("minItems", 0), len(self._contained))
        self._high = merged.keywords.get("maxItems")

    def make(self) -> list[Any]:
        count = self._count()
        extra = self._contained_at(count)
        items: list[Any] = []
        marks: set[Any] = set()
        for index in range(count):
            group = [*item_group(self._members, index), *extra.get(index, ())]
            try:
                item = self._item(group, marks)
            except NoInstance as error:
                if index >= self._low:
                    break
                raise NoInstance([*items, error.value]) from None
            items.append(item)
            if self._is_unique:
                marks.add(mark_of(item))
        return items

    def _count(self) -> int:
        again = self._attempt.round
        if again:
            count = self._low + (again - 1) % _MAX_OTHER_LENGTHS
        else:
            prefix = len(self._merged.prefix)
            group = item_group(self._members, prefix)
            is_short = not self._search.is_wanted(group, self._attempt)
            count = max(self._low, prefix or (0 if is_short else 1))
        return count if self._high is None else min(count, self._high)

    def _contained_at(self, count: int) -> dict[int, list[Located]]:
        """The schemas that an item has to conform to so that the array contains it, by index."""
        found: dict[int, list[Located]] = {}
        for number, schema in enumerate(self._contained):
            # At the end, because the first items may be described one by one.
            index = (count - 1 - number - self._attempt.round) % max(1, count)
            found.setdefault(index, []).append(schema)
        return found

    def _item(self, group: Sequence[Located], marks: set[Any]) -> Any:
        """An item; where items have to differ, one that is not there yet. Raises `NoInstance`."""
        name = self._attempt.name
        item = self._search.generate(group, self._attempt, name)
        for _ in range(_DRAWS if marks else 0):
            if mark_of(item) not in marks:
                return item
            item = self._search.generate(group, self._attempt, name)
        if marks and mark_of(item) in marks:
            raise NoInstance(item)
        return item
