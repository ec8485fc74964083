"""The profile of somebody who does not exist: a function of seed, number, language and role."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import NamedTuple

import mock_server.fake_profiles.distributions as usual
from mock_server.fake_profiles.draws import Draw, below, draws_from, pick
from mock_server.fake_profiles.features import fake_features
from mock_server.fake_profiles.household import fake_children, fake_pets
from mock_server.fake_profiles.person import Person, Profile, make_person
from mock_server.fake_profiles.tables import tables_of
from mock_server.seeding import request_key

# Another profile for the same arguments is another version of the data, told in the CHANGELOG.
DATA_VERSION = 1
REFERENCE_DATE = date(2025, 1, 1)
ROLES = ("user", "persona")
PROFILE_FIELDS = (
    "id", "gender", "version", "firstName", "nickname", "description", "birthdate", "countryCode",
    "city", "postalCode", "timeZone",
    "features.ethnicity", "features.height", "features.weight", "features.eyesColor",
    "features.hairColor", "features.hairLength", "features.maritalStatus", "features.job",
    "features.interests", "features.bdsmInterests", "features.sexualInterests",
    "features.lookingFor", "features.sexualOrientation", "features.childrenCount",
    "features.wantsChildren", "features.surgeryStatus", "features.unitSystem",
    "features.livingWith",
    "personality", "mainPictureUrl", "pictures", "privatePictures", "expiresAt", "children",
    "pets",
)  # fmt: skip

_OPERATION = b"fake_profile"
_PICTURES = "https://example.org/pictures"
_DAYS_OF_A_YEAR = 365
_OLDEST = 80


def fake_profile(
    seed: int,
    who: int | str,
    language: str = "EN",
    role: str = "user",
    reference: date = REFERENCE_DATE,
) -> Profile:
    """The profile of a number or an id; number 7 of the users is the one whose id is `user-7`.

    The person is 18 to 80 years old at the reference date, when the profile holds. It works for
    years from 1000 on. Raises `LanguageIsUnknown`.
    """
    identifier = who if isinstance(who, str) else f"{role}-{who}"
    key = request_key(
        seed,
        _OPERATION,
        language.encode(),
        role.encode(),
        identifier.encode("utf-8", "surrogatepass"),
    )
    draw = draws_from(key)
    person = make_person(draw, tables_of(language), language, role)
    profile: Profile = {"id": identifier}
    calendar = _calendar_of(reference)
    _add_identity(person, profile, calendar)
    _add_place(person, profile)
    if person.shows("features"):
        profile["features"] = fake_features(person)
    if person.shows("personality"):
        profile["personality"] = pick(draw, usual.PERSONALITIES)
    _add_pictures(person, profile, f"{_PICTURES}/{key[-8:].hex()}")
    if person.shows("expiresAt"):
        days = 1 + below(draw, usual.EXPIRES_WITHIN)
        profile["expiresAt"] = _moment(draw, calendar.today + days)
    if person.shows("children"):
        profile["children"] = fake_children(person)
    if person.shows("pets"):
        profile["pets"] = fake_pets(person)
    return profile


class _Calendar(NamedTuple):
    """Days by their number: the reference date, and the same day some years before it."""

    today: int
    years_before: tuple[int, ...]


@lru_cache(maxsize=8)
def _calendar_of(reference: date) -> _Calendar:
    day = reference
    if (day.month, day.day) == (2, 29):  # not every year has it
        day = day.replace(day=28)
    years = range(_OLDEST + 1)
    days = (day.replace(year=day.year - age).toordinal() for age in years)
    return _Calendar(today=reference.toordinal(), years_before=tuple(days))


def _moment(draw: Draw, day: int) -> str:
    """Some second of a day."""
    minutes, seconds = divmod(below(draw, 24 * 60 * 60), 60)
    return f"{date.fromordinal(day).isoformat()}T{minutes // 60:02}:{minutes % 60:02}:{seconds:02}Z"


def _add_identity(person: Person, profile: Profile, calendar: _Calendar) -> None:
    """Gender, version, names, description and birthdate; at least one of the two names."""
    draw = person.draw
    if person.shows("gender"):
        profile["gender"] = person.gender
    if person.shows("version"):
        days = 1 + below(draw, usual.CHANGED_WITHIN)
        profile["version"] = _moment(draw, calendar.today - days)
    day = calendar.years_before[person.age] - below(draw, _DAYS_OF_A_YEAR)
    birthdate = date.fromordinal(day).isoformat()
    name = pick(draw, person.words(person.tables.names))
    has_nickname = person.shows("nickname")
    if person.shows("firstName") or not has_nickname:
        profile["firstName"] = name
    if has_nickname:
        profile["nickname"] = _nickname(draw, name, birthdate)
    if person.shows("description"):
        profile["description"] = pick(draw, person.tables.about)
    if person.shows("birthdate"):
        profile["birthdate"] = birthdate


def _nickname(draw: Draw, name: str, birthdate: str) -> str:
    """The name with the year of birth or another number."""
    number = birthdate[2:4]
    if draw() >= usual.BIRTH_YEAR_IN_NICKNAME:
        number = str(1 + below(draw, 99))
    short = name.replace(" ", "").replace("-", "").replace("'", "")
    form = draw() & 3
    if form == 0:
        return f"{short}{number}"
    return f"{short}_{number}" if form == 1 else f"{short.lower()}{number}"


def _add_place(person: Person, profile: Profile) -> None:
    """A town with its country, a postal code of it and its time zone.

    Without the country, town and postal code would be ignored, so that they are not there either.
    """
    draw = person.draw
    town = pick(draw, person.tables.towns)
    if person.shows("countryCode"):
        profile["countryCode"] = town.country
        if person.shows("city"):
            profile["city"] = town.city
        if person.shows("postalCode"):
            profile["postalCode"] = pick(draw, town.postal_codes)
    if person.shows("timeZone"):
        profile["timeZone"] = town.time_zone


def _add_pictures(person: Person, profile: Profile, folder: str) -> None:
    """Addresses of pictures that are nowhere."""
    draw = person.draw
    if person.shows("mainPictureUrl"):
        profile["mainPictureUrl"] = f"{folder}/main.jpg"
    if person.shows("pictures"):
        count = below(draw, usual.MOST_PICTURES + 1)
        profile["pictures"] = [f"{folder}/{number}.jpg" for number in range(1, count + 1)]
    if person.shows("privatePictures"):
        count = below(draw, usual.MOST_PRIVATE_PICTURES + 1)
        profile["privatePictures"] = [
            f"{folder}/private-{number}.jpg" for number in range(1, count + 1)
        ]
