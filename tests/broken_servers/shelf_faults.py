"""Servers that each break one rule of state in `shelves.yaml`, with the checks that find it."""
# ruff: noqa: D102, ARG002 -- each method is named after its rule, and some ignore their arguments

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tests.broken_servers.shelves import Fields, Shelves


class ShelfFault(NamedTuple):
    """A broken server: its class, and the checks that must find it."""

    start: Callable[[], Shelves]
    checks: frozenset[str]


SHELF_FAULTS: dict[str, ShelfFault] = {}


def breaks(*checks: str) -> Callable[[type[Shelves]], type[Shelves]]:
    """Register a broken server under its name."""

    def enter(kind: type[Shelves]) -> type[Shelves]:
        SHELF_FAULTS[kind.__name__] = ShelfFault(kind, frozenset(checks))
        return kind

    return enter


@breaks("created-differs", "update-not-seen")
class ReadsAnother(Shelves):
    def shown(self, shelf: Fields) -> Fields:
        return {**next(iter(self.stored.values())), "id": shelf["id"], "label": "Another shelf"}


@breaks("created-differs", "update-not-seen")
class KeepsNoWidth(Shelves):
    def shown(self, shelf: Fields) -> Fields:
        return {**shelf, "width": 79}


@breaks("update-not-seen")
class UpdatesNothing(Shelves):
    def update(self, shelf: str, fields: Fields) -> None:
        return


@breaks("update-not-seen")
class ChangesNoJar(Shelves):
    def changed(self, fields: Fields) -> Fields:
        return {}


@breaks("created-not-listed")
class ListsOldOnes(Shelves):
    def listed(self) -> list[Fields]:
        return super().listed()[:1]


@breaks("deleted-still-listed")
class ListsDeletedOnes(Shelves):
    def __init__(self) -> None:
        super().__init__()
        self.deleted: list[Fields] = []

    def remove(self, shelf: str) -> None:
        self.deleted.append(self.stored[shelf])
        super().remove(shelf)

    def listed(self) -> list[Fields]:
        return [*self.deleted[-1:], *super().listed()]


@breaks("used-after-deletion")
class DeletesNothing(Shelves):
    def remove(self, shelf: str) -> None:
        return


@breaks("page-size-ignored")
class IgnoresTheLimit(Shelves):
    def size(self, limit: int) -> int:
        return max(limit, 2)


@breaks("pages-repeat")
class IgnoresTheOffset(Shelves):
    def first(self, offset: int) -> int:
        return 0


@breaks("stale-update-accepted")
class IgnoresTheTag(Shelves):
    def is_outdated(self, tag: str, stored: Fields) -> bool:
        return False
