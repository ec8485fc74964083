"""Generate the profile of a fictional person from seed, number, language and role."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import mockwright.mock_server.people.distributions as usual
from mockwright.mock_server.people.community import make_community
from mockwright.mock_server.people.contract import FIELDS, PERSONALITIES, name_columns
from mockwright.mock_server.people.features import fake_features
from mockwright.mock_server.people.household import fake_children, fake_pets
from mockwright.mock_server.people.person import Person, Profile, make_person
from mockwright.mock_server.people.random_stream import BITS, stream_draws
from mockwright.mock_server.seeding import begin_key

# If the same arguments give a different profile, this version changes, as the CHANGELOG says.
DATA_VERSION = 2
REFERENCE_DATE = date(2025, 1, 1)
ROLES = ("user", "persona")
PROFILE_FIELDS = tuple(name_columns(FIELDS["dumgum"]))

_OPERATION = b"fake_profile"
_PICTURES = "https://example.org/pictures"
_SHARED = tuple(f"/{number}.jpg" for number in range(1, usual.MOST_PICTURES + 1))
_PRIVATE = tuple(f"/private-{number}.jpg" for number in range(1, usual.MOST_PRIVATE_PICTURES + 1))
_MINUTES = 24 * 60
# One time for each minute of a day; the seconds are arbitrary but look random.
_TIMES = tuple(f"T{n // 60:02}:{n % 60:02}:{n * 37 % 60:02}Z" for n in range(_MINUTES))
_DAYS_OF_A_YEAR = 365
_OLDEST = 80
_LOWEST_IN_NICKNAME = str(usual.LEAST_IN_NICKNAME)
_YEARS = _OLDEST - 17


def fake_profile(
    seed: int,
    who: int | str,
    language: str = "EN",
    role: str = "user",
    reference: date = REFERENCE_DATE,
) -> Profile:
    """The profile for a number or an id; number 7 of the users has the id `user-7`.

    The person is 18 to 80 years old at the reference date, when the profile is valid. Works for
    years from 1000 on. Raises `LanguageIsUnknown`.
    """
    return find_population(seed, language, role, reference).fake_profile(who)


class Population:
    """All people of one seed, language and role, at a reference date."""

    def __init__(self, seed: int, language: str, role: str, reference: date) -> None:
        """Raises `LanguageIsUnknown`."""
        self._role = role
        self._community = make_community(language, role)
        self._calendar = _make_calendar(reference)
        self._key_of = begin_key(seed, _OPERATION, language.encode(), role.encode())

    def fake_profile(self, who: int | str) -> Profile:
        """The profile for a number or an id."""
        identifier = who if isinstance(who, str) else f"{self._role}-{who}"
        key = self._key_of(identifier.encode("utf-8", "surrogatepass"))
        stream = stream_draws(key)
        community, calendar = self._community, self._calendar
        has = community.has
        person = make_person(stream, community)
        profile: Profile = {"id": identifier}
        _add_identity(person, profile, calendar)
        _add_place(person, profile)
        if next(stream) < has["features"]:
            profile["features"] = fake_features(person)
        if next(stream) < has["personality"]:
            profile["personality"] = PERSONALITIES[next(stream) * len(PERSONALITIES) >> BITS]
        _add_pictures(person, profile, f"{_PICTURES}/{key[-8:].hex()}")
        if next(stream) < has["expiresAt"]:
            profile["expiresAt"] = _moment(stream, calendar.days_after)
        if next(stream) < has["children"]:
            profile["children"] = fake_children(person)
        if next(stream) < has["pets"]:
            profile["pets"] = fake_pets(person)
        return profile


@lru_cache(maxsize=128)
def find_population(
    seed: int, language: str, role: str, reference: date = REFERENCE_DATE
) -> Population:
    """The population for these arguments; recently used ones are cached."""
    return Population(seed, language, role, reference)


class _Calendar(NamedTuple):
    """Date tables around a reference date: the same day in earlier years, and dates as text."""

    years_before: tuple[int, ...]
    days_before: tuple[str, ...]
    days_after: tuple[str, ...]


@lru_cache(maxsize=8)
def _make_calendar(reference: date) -> _Calendar:
    day = reference
    if (day.month, day.day) == (2, 29):  # 29 February is not in every year
        day = day.replace(day=28)
    today = reference.toordinal()
    before = range(today - 1, today - 1 - usual.CHANGED_WITHIN, -1)
    after = range(today + 1, today + 1 + usual.EXPIRES_WITHIN)
    return _Calendar(
        years_before=tuple(
            day.replace(year=day.year - age).toordinal() for age in range(_OLDEST + 1)
        ),
        days_before=tuple(date.fromordinal(each).isoformat() for each in before),
        days_after=tuple(date.fromordinal(each).isoformat() for each in after),
    )


def _moment(stream: Iterator[int], days: tuple[str, ...]) -> str:
    """A random minute of one of the days."""
    return days[next(stream) * len(days) >> BITS] + _TIMES[next(stream) * _MINUTES >> BITS]


@lru_cache(maxsize=_YEARS * 366)
def _date_text(ordinal: int) -> str:
    """A date of birth; cached, as there are far fewer of them than people."""
    return date.fromordinal(ordinal).isoformat()


def _add_identity(person: Person, profile: Profile, calendar: _Calendar) -> None:
    """Add gender, version, names, description and birthdate; at least one of the two names."""
    stream, community, gender, stage, _, _ = person
    has = community.has
    if next(stream) < has["gender"]:
        profile["gender"] = gender.name
    if next(stream) < has["version"]:
        profile["version"] = _moment(stream, calendar.days_before)
    day = calendar.years_before[stage.age] - (next(stream) * _DAYS_OF_A_YEAR >> BITS)
    birthdate = _date_text(day)
    which = next(stream) * len(gender.names) >> BITS
    has_nickname = next(stream) < has["nickname"]
    if next(stream) < has["firstName"] or not has_nickname:
        profile["firstName"] = gender.names[which]
    if has_nickname:
        profile["nickname"] = _nickname(stream, gender.short_names[which], birthdate)
    if next(stream) < has["description"]:
        about = community.tables.about
        profile["description"] = about[next(stream) * len(about) >> BITS]
    if next(stream) < has["birthdate"]:
        profile["birthdate"] = birthdate


def _nickname(stream: Iterator[int], short: str, birthdate: str) -> str:
    """The name in one word, with the year of birth or another number.

    No number reads as the age or the year of birth of a minor.
    """
    number = birthdate[2:4]
    if next(stream) >= usual.BIRTH_YEAR_IN_NICKNAME or number < _LOWEST_IN_NICKNAME:
        number = str(usual.LEAST_IN_NICKNAME + (next(stream) * usual.NUMBERS_IN_NICKNAME >> BITS))
    form = next(stream) & 3
    if form == 0:
        return f"{short}{number}"
    return f"{short}_{number}" if form == 1 else f"{short.lower()}{number}"


def _add_place(person: Person, profile: Profile) -> None:
    """Add a town with its country, one of its postal codes and its time zone.

    Without a country, town and postal code would be ignored, so they are left out as well.
    """
    stream, has, towns = person.stream, person.community.has, person.community.tables.towns
    country, time_zone, city, postal_codes = towns[next(stream) * len(towns) >> BITS]
    if next(stream) < has["countryCode"]:
        profile["countryCode"] = country
        if next(stream) < has["city"]:
            profile["city"] = city
        if next(stream) < has["postalCode"]:
            profile["postalCode"] = postal_codes[next(stream) * len(postal_codes) >> BITS]
    if next(stream) < has["timeZone"]:
        profile["timeZone"] = time_zone


def _add_pictures(person: Person, profile: Profile, folder: str) -> None:
    """Add the URLs of pictures, which do not exist."""
    stream, has = person.stream, person.community.has
    if next(stream) < has["mainPictureUrl"]:
        profile["mainPictureUrl"] = f"{folder}/main.jpg"
    if next(stream) < has["pictures"]:
        count = next(stream) * (usual.MOST_PICTURES + 1) >> BITS
        profile["pictures"] = [folder + name for name in _SHARED[:count]]
    if next(stream) < has["privatePictures"]:
        count = next(stream) * (usual.MOST_PRIVATE_PICTURES + 1) >> BITS
        profile["privatePictures"] = [folder + name for name in _PRIVATE[:count]]
