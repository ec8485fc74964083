"""Generate the features of a person: body, looks, work, interests and family."""

from __future__ import annotations

from collections.abc import Iterator

import mockwright.mock_server.people.distributions as usual
from mockwright.mock_server.people.community import Complexion, Gender, Stage
from mockwright.mock_server.people.contract import INTERESTS
from mockwright.mock_server.people.draws import BITS, RANGE
from mockwright.mock_server.people.person import Person, Profile

_COUNT = len(INTERESTS)
# Interests are read from one of these circles: a few steps are different interests, in one slice.
_CIRCLES = tuple(
    [INTERESTS[step * stride % _COUNT] for step in range(2 * _COUNT)]
    for stride in range(1, _COUNT)
    if stride % 3 and stride % 11
)


def fake_features(person: Person) -> Profile:
    """Generate consistent features; a few of the nullable ones are null."""
    draws, community, gender, stage, marital_status, childrens_ages = person
    often, null_from = community.often, community.null_from
    ethnicity = community.ethnicities[next(draws) * len(community.ethnicities) >> BITS]
    orientation = gender.orientations[next(draws) * len(gender.orientations) >> BITS]
    wish = stage.wants_children[next(draws) * len(stage.wants_children) >> BITS]
    features: Profile = {}
    for name, value in (
        ("ethnicity", ethnicity),
        *_looks(draws, gender, stage, community.complexions[ethnicity]),
        ("maritalStatus", marital_status),
        ("job", _job(draws, gender, stage)),
        ("sexualOrientation", orientation),
        ("childrenCount", len(childrens_ages)),
        ("wantsChildren", wish),
        *_surgery(draws, gender),
    ):
        number = next(draws)
        if number < often:
            features[name] = value
        elif number >= null_from:
            features[name] = None
    is_imperial = next(draws) < community.imperial
    if is_imperial or next(draws) < often:
        features["unitSystem"] = "IMPERIAL" if is_imperial else "METRIC"
    _add_body(person, features, is_imperial=is_imperial)
    if next(draws) < often:
        circle = _CIRCLES[next(draws) * len(_CIRCLES) >> BITS]
        start = next(draws) * _COUNT >> BITS
        end = start + 1 + (next(draws) * usual.MOST_INTERESTS >> BITS)
        features["interests"] = circle[start:end]
    if next(draws) < usual.EMPTY_LIST:
        features["bdsmInterests"] = []
        features["sexualInterests"] = []
    if next(draws) < often:
        features["lookingFor"] = [*gender.looks_for[orientation]]
    if next(draws) < often:
        features["livingWith"] = _household(draws, stage.age, marital_status, childrens_ages)
    return features


def _add_body(person: Person, features: Profile, *, is_imperial: bool) -> None:
    """Add a height, and a weight that gives an ordinary body mass index."""
    draws, often = person.draws, person.community.often
    taller = usual.TALLER_BY[next(draws) * len(usual.TALLER_BY) >> BITS]
    height = person.gender.height + taller
    if next(draws) < often:
        features["height"] = (height * 100 + 127) // 254 if is_imperial else height
    if next(draws) < often:
        more = usual.HEAVIER_BY[next(draws) * len(usual.HEAVIER_BY) >> BITS]
        tenths = (person.stage.leanest + more) * height * height // 10_000
        if is_imperial:
            features["weight"] = (tenths * 22_046 + 50_000) // 100_000
        elif next(draws) < usual.WHOLE_KILOGRAMS or not tenths % 10:
            features["weight"] = (tenths + 5) // 10
        else:
            features["weight"] = tenths / 10


def _looks(
    draws: Iterator[int], gender: Gender, stage: Stage, complexion: Complexion
) -> tuple[tuple[str, str], ...]:
    """Eyes and hair of one complexion; grey hair becomes likelier with age."""
    colour = complexion.hair[next(draws) * len(complexion.hair) >> BITS]
    if next(draws) < stage.greys:
        colour = usual.GREYS[next(draws) * len(usual.GREYS) >> BITS]
    length = gender.hair_lengths[next(draws) * len(gender.hair_lengths) >> BITS]
    eyes = complexion.eyes[next(draws) * len(complexion.eyes) >> BITS]
    if length == "BALD":
        return ("eyesColor", eyes), ("hairLength", length)
    return ("eyesColor", eyes), ("hairColor", colour), ("hairLength", length)


def _job(draws: Iterator[int], gender: Gender, stage: Stage) -> str:
    chance = next(draws)
    jobs = gender.jobs
    if chance < stage.student:
        jobs = gender.student
    elif chance < stage.retired:
        jobs = gender.retired
    return jobs[next(draws) * len(jobs) >> BITS]


def _surgery(draws: Iterator[int], gender: Gender) -> tuple[tuple[str, str], ...]:
    """The surgery status, which only some genders have."""
    if gender.is_cisgender:
        return ()
    return (("surgeryStatus", usual.SURGERY[next(draws) * len(usual.SURGERY) >> BITS]),)


def _household(draws: Iterator[int], age: int, marital_status: str, children: list[int]) -> str:
    """Who the person lives with, by age, marital status and the ages of the children."""
    with_kids = (
        bool(children) and children[-1] < usual.AT_HOME_UNTIL and next(draws) < usual.KIDS_AT_HOME
    )
    if next(draws) < usual.LIVES_WITH_PARTNER.get(marital_status, 0):
        return "PARTNER_AND_KIDS" if with_kids else "PARTNER"
    if with_kids:
        return "KIDS"
    chance = next(draws)
    if age < usual.WITH_PARENTS_UNTIL and chance < usual.WITH_PARENTS:
        return "PARENTS"
    if age < usual.SHARES_UNTIL and chance >= RANGE - usual.SHARES:
        return "ROOMMATE"
    return "ALONE"
