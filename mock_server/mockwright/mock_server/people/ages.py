"""The age of a person on a day."""

from __future__ import annotations

from datetime import date

YOUNGEST, OLDEST = 18, 80


def age_at(born: date, day: date) -> int:
    """The age, on a day, of a person born on another day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
