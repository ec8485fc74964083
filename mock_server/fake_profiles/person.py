"""A person: what every part of one profile has to agree on, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import mock_server.fake_profiles.distributions as usual
from mock_server.fake_profiles.draws import BITS, RANGE, Draw, below, pick
from mock_server.fake_profiles.tables import ByGender, Tables, Texts, repeat

Profile = dict[str, Any]

_AGES = repeat(
    (age, share * 60 // (last - first + 1))
    for first, last, share in usual.AGES
    for age in range(first, last + 1)
)
PRESENCE: Mapping[str, Mapping[str, int]] = {
    role: {field: usual.share(percent) for field, percent in fields.items()}
    for role, fields in usual.PRESENCE.items()
}


class Person(NamedTuple):
    """Whom a profile describes. `has` tells for each field how often it is there."""

    draw: Draw
    tables: Tables
    language: str
    has: Mapping[str, int]
    gender: str
    is_feminine: bool
    age: int
    marital_status: str
    childrens_ages: list[int]

    def words(self, words: ByGender) -> Texts:
        """The words for this gender."""
        return words.women if self.is_feminine else words.men

    def shows(self, field: str) -> bool:
        """Whether the profile has the field."""
        return self.draw() < self.has[field]

    def by_gender(self, options: Mapping[str, Texts]) -> str:
        """One of the options for this gender."""
        return pick(self.draw, options["women" if self.is_feminine else "men"])


def make_person(draw: Draw, tables: Tables, language: str, role: str) -> Person:
    """Somebody whose age, gender and family fit each other."""
    gender = pick(draw, usual.GENDERS)
    age = pick(draw, _AGES)
    marital_status = pick(draw, by_age(usual.MARITAL, age))
    return Person(
        draw=draw,
        tables=tables,
        language=language,
        has=PRESENCE[role],
        gender=gender,
        is_feminine=gender in usual.FEMININE,
        age=age,
        marital_status=marital_status,
        childrens_ages=_childrens_ages(draw, age, marital_status),
    )


def by_age(rows: tuple[tuple[int, tuple[Any, ...]], ...], age: int) -> tuple[Any, ...]:
    """The first row whose age is not reached yet."""
    for until, options in rows:
        if age < until:
            return options
    return rows[-1][1]


def _childrens_ages(draw: Draw, age: int, marital_status: str) -> list[int]:
    """From the oldest child on; the parent was 19 to 36 at its birth and 45 at most at the last."""
    count = pick(draw, by_age(usual.CHILDREN, age))
    is_unlikely = marital_status == "SINGLE" and age < usual.SINGLE_PARENTS_UNTIL
    if not count or (is_unlikely and draw() >= usual.SINGLE_PARENTS):
        return []
    first = usual.FIRST_CHILD_AT
    ages = [age - first - below(draw, min(usual.FIRST_CHILD_BY, age) - first + 1)]
    for _ in range(count - 1):
        younger = ages[-1] - pick(draw, usual.YEARS_BETWEEN_CHILDREN)
        if younger < 0 or age - younger > usual.LAST_CHILD_BY:
            break
        ages.append(younger)
    return ages


def bell(draw: Draw, middle: int, half_range: int) -> int:
    """A whole number around the middle, with a standard deviation of 0.58 of the half range."""
    return middle + ((draw() + draw() + draw() + draw() - 2 * RANGE) * half_range >> BITS)
