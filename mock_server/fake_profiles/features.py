"""Features: what a profile says of body, looks, work, interests and family of a person."""

from __future__ import annotations

from collections.abc import Mapping

import mock_server.fake_profiles.distributions as usual
from mock_server.fake_profiles.draws import RANGE, Draw, below, pick
from mock_server.fake_profiles.person import Person, Profile, bell, by_age

_COUNT = len(usual.INTERESTS)
# Interests are read off one of these circles: a few steps are different interests, in one slice.
_CIRCLES = tuple(
    tuple(usual.INTERESTS[step * stride % _COUNT] for step in range(2 * _COUNT))
    for stride in range(1, _COUNT)
    if stride % 3 and stride % 11
)


def fake_features(person: Person) -> Profile:
    """Features that fit each other; of those that may be null, a few are."""
    features: Profile = {}
    draw, often = person.draw, person.has["feature"]
    ethnicity = _ethnicity(person)
    _add(person, features, {"ethnicity": ethnicity})
    is_imperial = draw() < usual.IMPERIAL.get(person.language, 0)
    _add_body(person, features, is_imperial=is_imperial)
    _add_looks(person, features, ethnicity)
    _add(person, features, {"maritalStatus": person.marital_status, "job": _job(person)})
    if draw() < often:
        circle = pick(draw, _CIRCLES)
        start = below(draw, _COUNT)
        features["interests"] = list(circle[start : start + 1 + below(draw, usual.MOST_INTERESTS)])
    if draw() < usual.EMPTY_LIST:
        features["bdsmInterests"] = []
        features["sexualInterests"] = []
    _add_preferences(person, features)
    _add_family(person, features)
    if is_imperial or draw() < often:
        features["unitSystem"] = "IMPERIAL" if is_imperial else "METRIC"
    if draw() < often:
        features["livingWith"] = _household(person)
    return features


def _add(person: Person, features: Profile, fields: Mapping[str, object]) -> None:
    """Add each field, or null in its place, or nothing."""
    draw, often, rarely = person.draw, person.has["feature"], person.has["null"]
    for name, value in fields.items():
        number = draw()
        if number < often:
            features[name] = value
        elif number >= RANGE - rarely:
            features[name] = None


def _ethnicity(person: Person) -> str:
    language = "IT" if person.language in usual.MEDITERRANEAN_LANGUAGES else person.language
    return pick(person.draw, usual.ETHNICITIES.get(language, usual.ETHNICITIES[""]))


def _add_body(person: Person, features: Profile, *, is_imperial: bool) -> None:
    """Height, and a weight that makes an ordinary body mass index of it."""
    draw, often = person.draw, person.has["feature"]
    middle = usual.HEIGHT[person.gender] + usual.TALLER.get(person.language, 0)
    height = bell(draw, middle, usual.HEIGHT_SPREAD)
    years = min(person.age, usual.MASS_STOPS_AT) - 18
    parts = below(draw, usual.MASS_PART) + below(draw, usual.MASS_PART)
    tenths = (usual.LEANEST + parts + years * 3 // 4) * height * height // 10_000
    if draw() < often:
        features["height"] = (height * 100 + 127) // 254 if is_imperial else height
    if draw() < often:
        features["weight"] = _pounds(tenths) if is_imperial else _kilograms(draw, tenths)


def _pounds(tenths: int) -> int:
    return (tenths * 22_046 + 50_000) // 100_000


def _kilograms(draw: Draw, tenths: int) -> int | float:
    if draw() < usual.WHOLE_KILOGRAMS or not tenths % 10:
        return (tenths + 5) // 10
    return tenths / 10


def _add_looks(person: Person, features: Profile, ethnicity: str) -> None:
    """Eyes and hair as they go together, and grey with the years."""
    draw = person.draw
    complexion = "northern" if person.language in usual.NORTHERN else "southern"
    if ethnicity in usual.DARK:
        complexion = "dark"
    elif ethnicity == "MEDITERRANEAN":
        complexion = "southern"
    colour = pick(draw, usual.HAIR[complexion])
    if draw() < (person.age - usual.GREY_FROM) * usual.GREY_A_YEAR:
        colour = pick(draw, usual.GREYS)
    length = person.by_gender(usual.HAIR_LENGTHS)
    looks = {"eyesColor": pick(draw, usual.EYES[complexion])}
    if length != "BALD":
        looks["hairColor"] = colour
    looks["hairLength"] = length
    _add(person, features, looks)


def _job(person: Person) -> str:
    draw, tables = person.draw, person.tables
    chance = draw()
    if person.age < usual.STUDENT_UNTIL and chance < usual.STUDENT:
        jobs = tables.student
    elif person.age >= usual.RETIRED_FROM and chance < usual.RETIRED:
        jobs = tables.retired
    else:
        jobs = tables.jobs
    return pick(draw, person.words(jobs))


def _add_preferences(person: Person, features: Profile) -> None:
    """Whom the person looks for, as the orientation says; and what only some are asked."""
    draw = person.draw
    orientation = person.by_gender(usual.ORIENTATIONS)
    if draw() < person.has["feature"]:
        features["lookingFor"] = list(_looked_for(orientation, is_feminine=person.is_feminine))
    _add(person, features, {"sexualOrientation": orientation})
    if person.gender not in usual.CISGENDER:
        _add(person, features, {"surgeryStatus": pick(draw, usual.SURGERY)})


def _looked_for(orientation: str, *, is_feminine: bool) -> tuple[str, ...]:
    if orientation == "HETEROSEXUAL":
        return usual.LOOKS_FOR_MEN if is_feminine else usual.LOOKS_FOR_WOMEN
    if orientation == "LESBIAN":
        return usual.LOOKS_FOR_WOMEN
    return usual.LOOKS_FOR_MEN if orientation == "GAY" else usual.LOOKS_FOR_BOTH


def _add_family(person: Person, features: Profile) -> None:
    wish = pick(person.draw, by_age(usual.WANTS_CHILDREN, person.age))
    family = {"childrenCount": len(person.childrens_ages), "wantsChildren": wish}
    _add(person, features, family)


def _household(person: Person) -> str:
    """With whom the person lives, given partner, children and age."""
    draw = person.draw
    with_kids = (
        bool(person.childrens_ages)
        and person.childrens_ages[-1] < usual.AT_HOME_UNTIL
        and draw() < usual.KIDS_AT_HOME
    )
    if draw() < usual.LIVES_WITH_PARTNER.get(person.marital_status, 0):
        return "PARTNER_AND_KIDS" if with_kids else "PARTNER"
    if with_kids:
        return "KIDS"
    chance = draw()
    if person.age < usual.WITH_PARENTS_UNTIL and chance < usual.WITH_PARENTS:
        return "PARENTS"
    if person.age < usual.SHARES_UNTIL and chance >= RANGE - usual.SHARES:
        return "ROOMMATE"
    return "ALONE"
