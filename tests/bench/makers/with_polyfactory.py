# ruff: noqa: N815 -- the fields have the names of the contract
"""Profiles by factories of polyfactory, with Faker's names, towns and dates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypedDict

from polyfactory import Use
from polyfactory.factories import TypedDictFactory

from tests.bench.makers import common_fields as common
from tests.bench.makers.timing import run
from tests.bench.makers.with_tuned_faker import create_script

words = create_script()
choose, whole_number, shows = words.choose, words.whole_number, words.shows


def sometimes(field: str, make: Callable[[], Any]) -> Use[[], Any]:
    """A field with the common frequency; otherwise it is None and removed later."""
    return Use(lambda: make() if shows(field) else None)


def seldom_empty() -> Use[[], Any]:
    """A list that is seldom empty."""
    return Use(lambda: [] if words.random.random() < common.EMPTY_LISTS else None)


def enumerated(field: str) -> Use[[], Any]:
    """An optional feature with one of its values."""
    values = common.FEATURES[field]
    return sometimes("feature", lambda: choose(values))


class Child(TypedDict):
    name: str
    gender: str
    age: int


class Pet(TypedDict):
    name: str
    sex: str
    age: int
    breed: str
    type: str


class Features(TypedDict):
    ethnicity: str | None
    height: int | None
    weight: int | None
    eyesColor: str | None
    hairColor: str | None
    hairLength: str | None
    maritalStatus: str | None
    job: str | None
    interests: list[str] | None
    bdsmInterests: list[str] | None
    sexualInterests: list[str] | None
    lookingFor: list[str] | None
    sexualOrientation: str | None
    childrenCount: int | None
    wantsChildren: str | None
    unitSystem: str | None
    livingWith: str | None


class Profile(TypedDict):
    id: str
    gender: str | None
    version: str | None
    firstName: str
    nickname: str | None
    description: str | None
    birthdate: str | None
    countryCode: str | None
    city: str | None
    postalCode: str | None
    timeZone: str | None
    features: Features | None
    personality: str | None
    mainPictureUrl: str | None
    pictures: list[str] | None
    privatePictures: list[str] | None
    expiresAt: str | None
    children: list[Child] | None
    pets: list[Pet] | None


class ChildFactory(TypedDictFactory[Child]):
    name = Use(words.womans_name)
    gender = "WOMAN"
    age = Use(whole_number, 0, 17)


class PetFactory(TypedDictFactory[Pet]):
    name = Use(words.mans_name)
    sex = Use(choose, ("MALE", "FEMALE"))
    age = Use(whole_number, 0, 12)
    breed = Use(choose, common.BREEDS)
    type = Use(choose, common.ANIMALS)


class FeaturesFactory(TypedDictFactory[Features]):
    ethnicity = enumerated("ethnicity")
    height = sometimes("feature", lambda: whole_number(150, 200))
    weight = sometimes("feature", lambda: whole_number(50, 110))
    eyesColor = enumerated("eyesColor")
    hairColor = enumerated("hairColor")
    hairLength = enumerated("hairLength")
    maritalStatus = enumerated("maritalStatus")
    job = sometimes("feature", words.job)
    interests = sometimes(
        "feature", lambda: words.some(common.INTERESTS, whole_number(1, common.MOST_INTERESTS))
    )
    bdsmInterests = seldom_empty()
    sexualInterests = seldom_empty()
    lookingFor = sometimes("feature", lambda: choose(common.LOOKED_FOR))
    sexualOrientation = enumerated("sexualOrientation")
    childrenCount = sometimes("feature", lambda: choose(common.CHILDREN))
    wantsChildren = enumerated("wantsChildren")
    unitSystem = enumerated("unitSystem")
    livingWith = enumerated("livingWith")


def addresses(field: str) -> Use[[], Any]:
    """An optional list of URLs."""
    most = common.MOST_PICTURES[field]
    names = tuple(f"{common.FOLDER}/{number}.jpg" for number in range(most))
    return sometimes(field, lambda: [*names[: whole_number(0, most)]])


class ProfileFactory(TypedDictFactory[Profile]):
    gender = sometimes("gender", lambda: choose(common.GENDERS))
    version = sometimes("version", words.last_year)
    firstName = Use(words.womans_name)
    nickname = sometimes("nickname", lambda: f"{words.womans_name()}{whole_number(1, 99)}")
    description = sometimes("description", words.sentence)
    birthdate = sometimes("birthdate", words.birthdate)
    countryCode = sometimes("countryCode", lambda: "FR")
    city = sometimes("city", words.city)
    postalCode = sometimes("postalCode", words.postal_code)
    timeZone = sometimes("timeZone", lambda: "Europe/Paris")
    features = sometimes("features", lambda: drop_none(FeaturesFactory.build()))
    personality = sometimes("personality", lambda: choose(common.PERSONALITIES))
    mainPictureUrl = sometimes("mainPictureUrl", lambda: f"{common.FOLDER}/main.jpg")
    pictures = addresses("pictures")
    privatePictures = addresses("privatePictures")
    expiresAt = sometimes("expiresAt", words.next_year)
    children = sometimes("children", lambda: ChildFactory.batch(choose(common.CHILDREN)))
    pets = sometimes("pets", lambda: PetFactory.batch(choose(common.PETS)))


def drop_none(value: Any) -> dict[str, Any]:
    """The fields that are not None."""
    return {name: each for name, each in value.items() if each is not None}


def make_profile(number: int) -> dict[str, Any]:
    """One profile."""
    return drop_none(ProfileFactory.build(id=f"user-{number}"))


if __name__ == "__main__":
    run(make_profile)
