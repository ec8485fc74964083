"""A hand-written script for profiles; a library gives names, towns and dates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from tests.bench.makers import common_fields as common


class PlainScript:
    """Profiles with words of a library. Timestamps and dates are texts."""

    random: Random
    choose: Callable[[Sequence[Any]], Any]
    whole_number: Callable[[int, int], int]
    some: Callable[[Sequence[str], int], Sequence[str]]
    womans_name: Callable[[], str]
    mans_name: Callable[[], str]
    sentence: Callable[[], str]
    last_year: Callable[[], str]
    next_year: Callable[[], str]
    birthdate: Callable[[], str]
    city: Callable[[], str]
    postal_code: Callable[[], str]
    job: Callable[[], str]

    def shows(self, field: str) -> bool:
        """Whether a profile has an optional field."""
        return self.random.random() < common.SHARES[field]

    def make_profile(self, number: int) -> dict[str, Any]:
        """One profile."""
        choose, shows = self.choose, self.shows
        gender = choose(common.GENDERS)
        name = self.womans_name() if "WOMAN" in gender else self.mans_name()
        profile: dict[str, Any] = {"id": f"user-{number}", "firstName": name}
        if shows("gender"):
            profile["gender"] = gender
        if shows("version"):
            profile["version"] = self.last_year()
        if shows("nickname"):
            profile["nickname"] = f"{name}{self.whole_number(1, 99)}"
        if shows("description"):
            profile["description"] = self.sentence()
        if shows("birthdate"):
            profile["birthdate"] = self.birthdate()
        self._add_place(profile)
        if shows("features"):
            profile["features"] = self._make_features()
        if shows("personality"):
            profile["personality"] = choose(common.PERSONALITIES)
        self._add_pictures(profile, f"{common.FOLDER}/{number}")
        if shows("expiresAt"):
            profile["expiresAt"] = self.next_year()
        self._add_household(profile)
        return profile

    def _add_place(self, profile: dict[str, Any]) -> None:
        if self.shows("countryCode"):
            profile["countryCode"] = "FR"
            if self.shows("city"):
                profile["city"] = self.city()
            if self.shows("postalCode"):
                profile["postalCode"] = self.postal_code()
        if self.shows("timeZone"):
            profile["timeZone"] = "Europe/Paris"

    def _add_pictures(self, profile: dict[str, Any], folder: str) -> None:
        if self.shows("mainPictureUrl"):
            profile["mainPictureUrl"] = f"{folder}/main.jpg"
        for field, most in common.MOST_PICTURES.items():
            if self.shows(field):
                count = self.whole_number(0, most)
                profile[field] = [f"{folder}/{number}.jpg" for number in range(count)]

    def _make_features(self) -> dict[str, Any]:
        choose, whole_number, shows = self.choose, self.whole_number, self.shows
        features: dict[str, Any] = {
            name: choose(values) for name, values in common.FEATURES.items() if shows("feature")
        }
        if shows("feature"):
            features["height"] = whole_number(150, 200)
        if shows("feature"):
            features["weight"] = whole_number(50, 110)
        if shows("feature"):
            features["job"] = self.job()
        if shows("feature"):
            count = whole_number(1, common.MOST_INTERESTS)
            features["interests"] = self.some(common.INTERESTS, count)
        if self.random.random() < common.EMPTY_LISTS:
            features["bdsmInterests"] = []
            features["sexualInterests"] = []
        if shows("feature"):
            features["lookingFor"] = choose(common.LOOKED_FOR)
        if shows("feature"):
            features["childrenCount"] = choose(common.CHILDREN)
        return features

    def _add_household(self, profile: dict[str, Any]) -> None:
        if self.shows("children"):
            count = self.choose(common.CHILDREN)
            profile["children"] = [self._make_child() for _ in range(count)]
        if self.shows("pets"):
            count = self.choose(common.PETS)
            profile["pets"] = [self._make_pet() for _ in range(count)]

    def _make_child(self) -> dict[str, Any]:
        return {"name": self.womans_name(), "gender": "WOMAN", "age": self.whole_number(0, 17)}

    def _make_pet(self) -> dict[str, Any]:
        choose = self.choose
        return {
            "name": self.mans_name(),
            "sex": choose(("MALE", "FEMALE")),
            "age": self.whole_number(0, 12),
            "breed": choose(common.BREEDS),
            "type": choose(common.ANIMALS),
        }
