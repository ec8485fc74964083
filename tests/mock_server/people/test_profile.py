"""Fake profiles are valid, adult, consistent and reproducible."""

from __future__ import annotations

import hashlib
import itertools
import re
import unicodedata
from datetime import date
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pytest

from mockwright.mock_server.people import (
    DATA_VERSION,
    LANGUAGES,
    PROFILE_FIELDS,
    REFERENCE_DATE,
    ROLES,
    RULES,
    LanguageIsUnknown,
    break_profile,
    fake_profile,
)
from mockwright.mock_server.people import distributions as usual
from mockwright.mock_server.people.contract import ENUMERATIONS, INTERESTS, PERSONALITIES
from mockwright.mock_server.people.person import Profile
from mockwright.mock_server.people.tables import tables_of
from mockwright.openapi.loading import load_document
from mockwright.openapi.schemas import CompiledSchema, SchemaLibrary
from mockwright.openapi.violations import Subject

COUNT = 20_000
PROMISE = "e7ce941e73c5658e8fcd77550763e64b3e314a2797ffe463431e7de0f4d2123d"
PROMISE_OF_ALL = "40e62de33cb1e9f76464302c60d1ffa8486875eb2ffe1b0c08799aa22458fab4"
BODY = Subject(location="body")
ES = "\N{CYRILLIC CAPITAL LETTER ES}"
LATE_LETTERS = {"LATIN": "R", "GREEK": "Σ", "CYRILLIC": ES, "HEBREW": "ר"}


@cache
def schema() -> CompiledSchema:
    """The contract's schema of a profile."""
    document = load_document("dumgum")
    library = SchemaLibrary(document.files, is_modern=True)
    place = document.place.child("components", "schemas", "Profile")
    compiled = library.compile(place, "request")
    library.translate()
    return compiled


@cache
def people() -> tuple[Profile, ...]:
    """20,000 profiles in all languages, users and personas."""
    return tuple(
        fake_profile(3, number, language_of(number), ROLES[number % 2]) for number in range(COUNT)
    )


def language_of(number: int) -> str:
    """The language for a number."""
    return LANGUAGES[number % len(LANGUAGES)]


def features(profile: Profile) -> Profile:
    """The features of a profile, if it has any."""
    found: Profile = profile.get("features", {})
    return found


def age_at(profile: Profile, day: date) -> int:
    """The age of a person on a date."""
    born = date.fromisoformat(profile["birthdate"])
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def test_every_profile_is_valid() -> None:
    """20,000 profiles in all languages are valid."""
    invalid = [profile for profile in people() if not schema().is_valid(profile)]
    assert invalid[:1] == []


def test_everybody_is_an_adult() -> None:
    """All people are 18 to 80 at the reference date."""
    ages = {age_at(person, REFERENCE_DATE) for person in people() if "birthdate" in person}
    assert (min(ages), max(ages)) == (18, 80)


@pytest.mark.parametrize("day", [date(2024, 2, 29), date(2026, 3, 1), date(2060, 12, 31)])
def test_everybody_is_an_adult_at_another_date(day: date) -> None:
    """Age, version and expiry follow any reference date."""
    made = [fake_profile(1, number, reference=day) for number in range(2000)]
    assert all(18 <= age_at(person, day) <= 80 for person in made if "birthdate" in person)
    assert all(person["expiresAt"] > str(day) for person in made if "expiresAt" in person)


def test_the_promise_is_kept() -> None:
    """Seed 0 gives the same 1,000 profiles, byte for byte, for this version of the data."""
    lines = [orjson.dumps(fake_profile(0, n, language_of(n))) for n in range(1000)]
    digest = hashlib.sha256(b"\n".join(lines)).hexdigest()
    assert (DATA_VERSION, digest) == (2, PROMISE)


def test_the_promise_is_kept_of_personas_and_of_broken_ones() -> None:
    """The 20,000 profiles of these tests, and how each is broken, have not changed."""
    lines = [orjson.dumps([person, *break_profile(person, 3)]) for person in people()]
    assert hashlib.sha256(b"\n".join(lines)).hexdigest() == PROMISE_OF_ALL


def test_nobody_depends_on_who_came_before() -> None:
    """A profile does not depend on earlier ones, and is the same by number and by id."""
    alone = fake_profile(0, 7, "FR", "persona")
    fake_profile(1, 7, "JA")
    assert fake_profile(0, "persona-7", "FR", "persona") == alone
    assert fake_profile(1, 7, "FR", "persona") != alone


@pytest.mark.parametrize("identifier", ["", "a b/ü?", "\ud800", "x" * 10_000])
def test_any_id_has_a_profile(identifier: str) -> None:
    """A profile can be generated for any id."""
    assert fake_profile(0, identifier)["id"] == identifier


def test_unknown_language_is_reported() -> None:
    """An unknown language is an error that lists the known ones."""
    with pytest.raises(LanguageIsUnknown, match=r"no language `XX`\. Known: EN, EN_GB"):
        fake_profile(0, 1, "XX")


def test_every_field_is_sometimes_there_and_sometimes_not() -> None:
    """Every field of users except the id is present in some profiles and absent in others."""
    users = people()[::2]
    for field in PROFILE_FIELDS[1:]:
        name, _, inner = field.partition(".")
        present = sum(inner in features(u) if inner else name in u for u in users)
        assert 0 < present < len(users), field


def test_interests_and_personalities_are_the_contracts() -> None:
    """Every interest and every personality of the contract occurs."""
    interests = {each for person in people() for each in features(person).get("interests", ())}
    personalities = {person["personality"] for person in people() if "personality" in person}
    assert interests == set(INTERESTS)
    assert personalities == set(PERSONALITIES)


def test_personas_have_a_time_zone() -> None:
    """Every persona has a time zone."""
    assert all("timeZone" in persona for persona in people()[1::2])


def test_names_fit_gender_and_language() -> None:
    """The first name fits the language and the gender."""
    for number, person in enumerate(people()):
        if "gender" in person and "firstName" in person:
            names = tables_of(language_of(number)).names
            feminine = person["gender"] in usual.FEMININE
            assert person["firstName"] in (names.women if feminine else names.men)


def test_places_fit_each_other() -> None:
    """City, postal code, country and time zone belong to one town of the language."""
    for number, person in enumerate(people()):
        towns = tables_of(language_of(number)).towns
        assert any(
            person.get("countryCode", town.country) == town.country
            and person.get("city", town.city) == town.city
            and person.get("postalCode", town.postal_codes[0]) in town.postal_codes
            and person.get("timeZone", town.time_zone) == town.time_zone
            for town in towns
        )
        assert "countryCode" in person or not {"city", "postalCode"} & set(person)


@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_are_rich(language: str) -> None:
    """Each language has 60 names for each gender, none in both, and a dozen towns with zones."""
    tables = tables_of(language)
    assert min(len(tables.names.women), len(tables.names.men)) >= 60
    assert set(tables.names.women) & set(tables.names.men) == set()
    assert len(set(tables.towns)) >= 12
    assert all(ZoneInfo(town.time_zone).key == town.time_zone for town in tables.towns)


def test_bodies_are_ordinary() -> None:
    """Height and weight give an ordinary body mass index, in the units of the profile."""
    for person in people():
        body = features(person)
        if "height" in body and "weight" in body:
            height, weight = body["height"], body["weight"]
            if body.get("unitSystem") == "IMPERIAL":
                height, weight = height * 2.54, weight / 2.2046
            assert 17 < weight / (height / 100) ** 2 < 33
            assert 135 <= height <= 210


def test_families_fit() -> None:
    """The number of children is correct, and the parent was 19 to 45 when they were born."""
    for person in people():
        if "children" in person:
            count = features(person).get("childrenCount")
            assert count in (None, len(person["children"]))
        for child in person.get("children", []):
            if "birthdate" in person:
                assert 19 <= age_at(person, REFERENCE_DATE) - child["age"] <= 45
        if "KIDS" in (features(person).get("livingWith") or ""):
            assert person.get("children", [{"age": 0}])[-1]["age"] < usual.AT_HOME_UNTIL


def test_households_fit() -> None:
    """A person who lives with a partner has one, and one who lives with parents is young."""
    for person in people():
        lives_with = features(person).get("livingWith") or ""
        status = features(person).get("maritalStatus")
        if lives_with.startswith("PARTNER"):
            assert status in {None, "MARRIED", "IN_RELATIONSHIP"}
        if lives_with == "PARENTS" and "birthdate" in person:
            assert age_at(person, REFERENCE_DATE) < usual.WITH_PARENTS_UNTIL


def test_pets_fit() -> None:
    """A pet's breed and age are possible for its kind."""
    for number, person in enumerate(people()):
        kinds = {pet.type: pet for pet in tables_of(language_of(number)).pets}
        for pet in person.get("pets", []):
            kind = kinds[pet["type"]]
            assert pet.get("breed") in {None, *kind.breeds}
            assert pet.get("age", 0) < kind.years


def test_the_sex_of_a_pet_fits_its_name() -> None:
    """A pet with a name that only one sex has is of this sex."""
    for number, person in enumerate(people()):
        sexes = {name.name: name.sex for name in tables_of(language_of(number)).pet_names}
        for pet in person.get("pets", []):
            assert pet.get("sex") in {None, sexes[pet["name"]] or pet.get("sex")}


def test_every_value_of_every_enumeration_occurs() -> None:
    """Every documented value of a field occurs, null included where the field may be null."""
    seen: dict[str, set[Any]] = {name: set() for name in ENUMERATIONS}
    for person in people():
        for name in seen:
            parent, _, inner = name.rpartition(".")
            seen[name] |= values_of(features(person) if parent else person, inner)
    assert seen == {name: set(values) for name, values in ENUMERATIONS.items()}


def values_of(fields: Profile, name: str) -> set[Any]:
    """The value of a field, the items of a list, or nothing."""
    value = fields.get(name, [])
    return set(value) if isinstance(value, list) else {value}


def test_no_number_of_a_nickname_is_a_minors() -> None:
    """The number of a nickname is from 30 to 99: not an age or a year of birth of a minor."""
    nicknames = [person["nickname"] for person in people() if "nickname" in person]
    numbers = {int(re.sub(r"\D", "", nickname)) for nickname in nicknames}
    assert (min(numbers), max(numbers)) == (30, 99)


def test_jobs_that_need_years_of_study_come_later() -> None:
    """Below 24, no person has a job that takes years of study."""
    for number, person in enumerate(people()):
        if "birthdate" in person and age_at(person, REFERENCE_DATE) < usual.STUDIED_FROM:
            tables = tables_of(language_of(number))
            young = {*itertools.chain(*tables.early_jobs, *tables.student)}
            assert features(person).get("job") in {None, *young}


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_of_names_reach_the_end_of_the_alphabet(language: str) -> None:
    """A list of names in alphabetical order is not cut off in the middle of the alphabet."""
    for names in tables_of(language).names:
        letters = [unicodedata.normalize("NFD", name)[0] for name in names]
        script = unicodedata.name(letters[0]).split()[0]
        assert letters != sorted(letters) or letters[-1] >= LATE_LETTERS[script]


def test_versions_and_expiries_fit() -> None:
    """A profile was changed before the reference date and expires after it."""
    day = str(REFERENCE_DATE)
    assert all(person["version"] < day for person in people() if "version" in person)
    assert all(person["expiresAt"] > f"{day}T24" for person in people() if "expiresAt" in person)


def test_nothing_is_sexual_and_pictures_are_nowhere() -> None:
    """Lists of sexual interests are empty, and picture URLs are under example.org."""
    for person in people():
        shown = features(person)
        assert shown.get("bdsmInterests", []) == shown.get("sexualInterests", []) == []
        text = orjson.dumps(person).decode()
        assert text.count("https://") == text.count("https://example.org/")


def test_surgery_is_reported_of_transgender_people_only() -> None:
    """Only transgender profiles have `surgeryStatus`."""
    reported = {p["gender"] for p in people() if "surgeryStatus" in features(p) and "gender" in p}
    assert reported == {"TRANS_WOMAN", "TRANSFEMININE", "TRANS_MAN", "TRANSMASCULINE"}


def test_broken_profiles_break_one_rule() -> None:
    """Every broken profile violates the rule that it names, and no other."""
    seen = set()
    for person in people()[:3000]:
        broken = break_profile(person, 0)
        found = [f"{v.pointer} {v.keyword}" for v in schema().check(broken.profile, BODY)]
        assert found == [broken.broken]
        seen.add(broken.broken)
    assert seen == set(RULES)
