"""Generate the features of a person: body, looks, work, interests and family."""

from __future__ import annotations

from collections.abc import Iterator

import mockwright.mock_server.people.distributions as usual
from mockwright.mock_server.people.community import Complexion, Gender, Stage
from mockwright.mock_server.people.contract import INTERESTS
from mockwright.mock_server.people.person import Person, Profile
from mockwright.mock_server.people.random_stream import BITS, RANGE

_COUNT = len(INTERESTS)
# Interests are read from one of these circles: a few steps are different interests, in one slice.
_CIRCLES = tuple(
    [INTERESTS[step * stride % _COUNT] for step in range(2 * _COUNT)]
    for stride in range(1, _COUNT)
    if stride % 3 and stride % 11
)


def fake_features(person: Person) -> Profile:
    """Generate consistent features; a few of the nullable ones are null."""
    stream, community, gender, stage, marital_status, childrens_ages = person
    often, null_from = community.often, community.null_from
    ethnicity = community.ethnicities[next(stream) * len(community.ethnicities) >> BITS]
    orientation = gender.orientations[next(stream) * len(gender.orientations) >> BITS]
    wish = stage.wants_children[next(stream) * len(stage.wants_children) >> BITS]
    features: Profile = {}
    for name, value in (
        ("ethnicity", ethnicity),
        *_looks(stream, gender, stage, community.complexions[ethnicity]),
        ("maritalStatus", marital_status),
        ("job", _job(stream, gender, stage)),
        ("sexualOrientation", orientation),
        ("childrenCount", len(childrens_ages)),
        ("wantsChildren", wish),
        *_surgery(stream, gender),
    ):
        number = next(stream)
        if number < often:
            features[name] = value
        elif number >= null_from:
            features[name] = None
    is_imperial = next(stream) < community.imperial
    if is_imperial or next(stream) < often:
        features["unitSystem"] = "IMPERIAL" if is_imperial else "METRIC"
    _add_body(person, features, is_imperial=is_imperial)
    if next(stream) < often:
        features["interests"] = _interests(stream)
    if next(stream) < usual.EMPTY_LIST:
        features["bdsmInterests"] = []
        features["sexualInterests"] = []
    if next(stream) < often:
        features["lookingFor"] = [*gender.looks_for[orientation]]
    number = next(stream)
    if number < often:
        features["livingWith"] = _household(stream, stage.age, marital_status, childrens_ages)
    elif number >= null_from:
        features["livingWith"] = None
    return features


def _interests(stream: Iterator[int]) -> list[str]:
    """Different interests, at least one."""
    circle = _CIRCLES[next(stream) * len(_CIRCLES) >> BITS]
    start = next(stream) * _COUNT >> BITS
    return circle[start : start + 1 + (next(stream) * usual.MOST_INTERESTS >> BITS)]


def _add_body(person: Person, features: Profile, *, is_imperial: bool) -> None:
    """Add a height, and a weight that gives an ordinary body mass index."""
    stream, often = person.stream, person.community.often
    taller = usual.TALLER_BY[next(stream) * len(usual.TALLER_BY) >> BITS]
    height = person.gender.height + taller
    if next(stream) < often:
        features["height"] = (height * 100 + 127) // 254 if is_imperial else height
    if next(stream) < often:
        more = usual.HEAVIER_BY[next(stream) * len(usual.HEAVIER_BY) >> BITS]
        tenths = (person.stage.leanest + more) * height * height // 10_000
        if is_imperial:
            features["weight"] = (tenths * 22_046 + 50_000) // 100_000
        elif next(stream) < usual.WHOLE_KILOGRAMS or not tenths % 10:
            features["weight"] = (tenths + 5) // 10
        else:
            features["weight"] = tenths / 10


def _looks(
    stream: Iterator[int], gender: Gender, stage: Stage, complexion: Complexion
) -> tuple[tuple[str, str], ...]:
    """Eyes and hair of one complexion; grey hair becomes likelier with age."""
    colour = complexion.hair[next(stream) * len(complexion.hair) >> BITS]
    if next(stream) < stage.greys:
        colour = usual.GREYS[next(stream) * len(usual.GREYS) >> BITS]
    length = gender.hair_lengths[next(stream) * len(gender.hair_lengths) >> BITS]
    eyes = complexion.eyes[next(stream) * len(complexion.eyes) >> BITS]
    if length == "BALD":
        return ("eyesColor", eyes), ("hairLength", length)
    return ("eyesColor", eyes), ("hairColor", colour), ("hairLength", length)


def _job(stream: Iterator[int], gender: Gender, stage: Stage) -> str:
    chance = next(stream)
    jobs = gender.early_jobs if stage.is_early else gender.jobs
    if chance < stage.student:
        jobs = gender.student
    elif chance < stage.retired:
        jobs = gender.retired
    return jobs[next(stream) * len(jobs) >> BITS]


def _surgery(stream: Iterator[int], gender: Gender) -> tuple[tuple[str, str], ...]:
    """The surgery status, which only some genders have."""
    if gender.is_cisgender:
        return ()
    return (("surgeryStatus", usual.SURGERY[next(stream) * len(usual.SURGERY) >> BITS]),)


def _household(stream: Iterator[int], age: int, marital_status: str, children: list[int]) -> str:
    """Who the person lives with, by age, marital status and the ages of the children."""
    with_kids = (
        bool(children) and children[-1] < usual.AT_HOME_UNTIL and next(stream) < usual.KIDS_AT_HOME
    )
    if next(stream) < usual.LIVES_WITH_PARTNER.get(marital_status, 0):
        return "PARTNER_AND_KIDS" if with_kids else "PARTNER"
    if with_kids:
        return "KIDS"
    chance = next(stream)
    if age < usual.WITH_PARENTS_UNTIL and chance < usual.WITH_PARENTS:
        return "PARENTS"
    if age < usual.SHARES_UNTIL and chance >= RANGE - usual.SHARES:
        return "ROOMMATE"
    return "ALONE"
