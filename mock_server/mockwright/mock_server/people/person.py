"""The facts on which all parts of one profile must agree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import mockwright.mock_server.people.distributions as usual
from mockwright.mock_server.people.community import Community, Gender, Stage
from mockwright.mock_server.people.draws import BITS

Profile = dict[str, Any]


class Person(NamedTuple):
    """The person that a profile describes, and the random stream for the remaining choices."""

    draws: Iterator[int]
    community: Community
    gender: Gender
    stage: Stage
    marital_status: str
    childrens_ages: list[int]


def make_person(draws: Iterator[int], community: Community) -> Person:
    """Generate a person whose age, gender and family are consistent."""
    genders, stages = community.genders, community.stages
    gender = genders[next(draws) * len(genders) >> BITS]
    stage = stages[next(draws) * len(stages) >> BITS]
    marital_status = stage.marital[next(draws) * len(stage.marital) >> BITS]
    count = stage.children[next(draws) * len(stage.children) >> BITS]
    ages = _childrens_ages(draws, stage.age, marital_status, count) if count else []
    return Person(draws, community, gender, stage, marital_status, ages)


def _childrens_ages(draws: Iterator[int], age: int, marital_status: str, count: int) -> list[int]:
    """Ages, oldest first; the parent was 19 to 36 at the first birth and at most 45 at the last."""
    is_unlikely = marital_status == "SINGLE" and age < usual.SINGLE_PARENTS_UNTIL
    if is_unlikely and next(draws) >= usual.SINGLE_PARENTS:
        return []
    first, gaps = usual.FIRST_CHILD_AT, usual.YEARS_BETWEEN_CHILDREN
    ages = [age - first - (next(draws) * (min(usual.FIRST_CHILD_BY, age) - first + 1) >> BITS)]
    for _ in range(count - 1):
        younger = ages[-1] - gaps[next(draws) * len(gaps) >> BITS]
        if younger < 0 or age - younger > usual.LAST_CHILD_BY:
            break
        ages.append(younger)
    return ages
