"""An order of profiles, and its division into independent ranges of numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from mockwright.contracts.profiles.formats import PARQUET, Layout, make_layout
from mockwright.contracts.profiles.projection import Fields, project_fields
from mockwright.mock_server.people import FIELDS
from mockwright.mock_server.people.filters import Filter
from mockwright.mock_server.people.overrides import Overrides

_ROW_GROUP = 4096
_LARGEST_CHUNK = 64  # blocks over 128 kB are slow: malloc maps and unmaps each one
_LARGEST_CHOICE = 1024  # of which often only a few profiles match
LAST_NUMBER = 1 << 62


class Order(NamedTuple):
    """Which profiles to generate, and in which format.

    Of filtered profiles, `wanted` are taken from `start` on; a value of a `unique` column occurs
    once. Without `columns`, the bodies have all their fields.
    """

    wanted: int
    start: int
    seed: int
    languages: tuple[str, ...]
    role: str
    reference: date
    api: str
    format_name: str
    is_invalid: bool
    filters: tuple[Filter, ...] = ()
    unique: tuple[str, ...] = ()
    overrides: Overrides | None = None
    columns: tuple[str, ...] = ()

    @property
    def layout(self) -> Layout:
        """The layout of the output."""
        return make_layout(self.format_name, self.fields, has_reasons=self.is_invalid)

    @property
    def fields(self) -> Fields:
        """The fields of the output with their types."""
        return project_fields(FIELDS[self.api], self.columns)

    @property
    def is_choosy(self) -> bool:
        """Whether some numbers are left out."""
        return bool(self.filters or self.unique)

    def plan(self) -> Iterator[range]:
        """The numbers in chunks; text formats start with one profile, which is printed at once."""
        if self.is_choosy:
            return plan_chunks(
                range(self.start, self.start + LAST_NUMBER), _LARGEST_CHUNK, _LARGEST_CHOICE
            )
        numbers = range(self.start, self.start + self.wanted)
        if self.format_name == PARQUET:
            return plan_chunks(numbers, _ROW_GROUP, _ROW_GROUP)
        return plan_chunks(numbers, 1, _LARGEST_CHUNK)


def plan_chunks(numbers: range, first: int, largest: int) -> Iterator[range]:
    """The numbers in chunks that double in size up to `largest`."""
    start, size = numbers.start, first
    while start < numbers.stop:
        stop = min(start + size, numbers.stop)
        yield range(start, stop)
        start, size = stop, min(2 * size, largest)
