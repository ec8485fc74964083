"""The facts on which all parts of one profile must agree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import mockwright.mock_server.people.distributions as usual
from mockwright.mock_server.people.community import Community, Gender, Stage
from mockwright.mock_server.people.random_stream import BITS

Profile = dict[str, Any]


class Person(NamedTuple):
    """The person that a profile describes, and the random stream for the remaining choices."""

    stream: Iterator[int]
    community: Community
    gender: Gender
    stage: Stage
    marital_status: str
    childrens_ages: list[int]


def make_person(stream: Iterator[int], community: Community) -> Person:
    """Generate a person whose age, gender and family are consistent."""
    genders, stages = community.genders, community.stages
    gender = genders[next(stream) * len(genders) >> BITS]
    stage = stages[next(stream) * len(stages) >> BITS]
    marital_status = stage.marital[next(stream) * len(stage.marital) >> BITS]
    count = stage.children[next(stream) * len(stage.children) >> BITS]
    ages = _childrens_ages(stream, stage.age, marital_status, count) if count else []
    return Person(stream, community, gender, stage, marital_status, ages)


def _childrens_ages(stream: Iterator[int], age: int, marital_status: str, count: int) -> list[int]:
    """Ages, oldest first; the parent was 19 to 36 at the first birth and at most 45 at the last."""
    is_unlikely = marital_status == "SINGLE" and age < usual.SINGLE_PARENTS_UNTIL
    if is_unlikely and next(stream) >= usual.SINGLE_PARENTS:
        return []
    first, gaps = usual.FIRST_CHILD_AT, usual.YEARS_BETWEEN_CHILDREN
    ages = [age - first - (next(stream) * (min(usual.FIRST_CHILD_BY, age) - first + 1) >> BITS)]
    for _ in range(count - 1):
        younger = ages[-1] - gaps[next(stream) * len(gaps) >> BITS]
        if younger < 0 or age - younger > usual.LAST_CHILD_BY:
            break
        ages.append(younger)
    return ages
