"""Load the words, names and towns of a language, once, from the files of this package."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import permutations
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import orjson

from mockwright.mock_server.people.contract import LANGUAGES

T = TypeVar("T")

FOLDER = Path(__file__).parent
_SAME_PEOPLE = {"HU_HU": "HU"}
_OWN_WORDS = {"EN": "en_us", "ES_LATAM": "es_latam", "PT_BR": "pt_br"}
_SINGLE_SENTENCES = 3

Texts = tuple[str, ...]


class LanguageIsUnknown(ValueError):
    """Raised for a language without tables."""


class Town(NamedTuple):
    """A town, its location, and some of its postal codes."""

    country: str
    time_zone: str
    city: str
    postal_codes: Texts


class Pet(NamedTuple):
    """A kind of animal: its word, its maximum age, and its breeds, common ones repeated."""

    type: str
    years: int
    breeds: Texts


class PetName(NamedTuple):
    """A name of pets, and the sex of the animals that have it, empty if it is either."""

    name: str
    sex: str


class ByGender(NamedTuple):
    """Words that differ by gender in some languages."""

    women: Texts
    men: Texts


class Tables(NamedTuple):
    """The vocabulary of one language; common values are repeated.

    `early_jobs` need no years of study.
    """

    names: ByGender
    towns: tuple[Town, ...]
    jobs: ByGender
    early_jobs: ByGender
    student: ByGender
    retired: ByGender
    about: Texts
    pets: tuple[Pet, ...]
    pet_names: tuple[PetName, ...]


@cache
def tables_of(language: str) -> Tables:
    """The tables for a language of the contract. Raises `LanguageIsUnknown`."""
    if language not in LANGUAGES:
        message = f"There is no language `{language}`. Known: {', '.join(LANGUAGES)}."
        raise LanguageIsUnknown(message)
    people = _SAME_PEOPLE.get(language, language)
    names = _read("names", people)
    towns = _read("towns", people)["towns"]
    words = _read("words", _OWN_WORDS.get(language, language.partition("_")[0].lower()))
    return Tables(
        names=_by_gender(names),
        towns=repeat((Town(place, zone, city, tuple(c)), n) for place, zone, n, city, c in towns),
        jobs=_by_gender(words["jobs"]),
        early_jobs=_by_gender(
            {who: _without(jobs, words["study"]) for who, jobs in words["jobs"].items()}
        ),
        student=_by_gender({who: [word] for who, word in words["student"].items()}),
        retired=_by_gender({who: [word] for who, word in words["retired"].items()}),
        about=_about(words["about"], words["gap"]),
        pets=repeat(
            (Pet(pet["type"], pet["years"], tuple(pet["breeds"])), pet["weight"])
            for pet in words["pets"]
        ),
        pet_names=tuple(PetName(*each) for each in words["pet_names"]),
    )


def repeat(weighted: Iterable[tuple[T, int]]) -> tuple[T, ...]:
    """Repeat each value as often as its weight says."""
    return tuple(value for value, weight in weighted for _ in range(weight))


def _read(kind: str, name: str) -> Any:
    return orjson.loads((FOLDER / kind / f"{name}.json").read_bytes())


def _by_gender(words: Mapping[str, Any]) -> ByGender:
    return ByGender(women=tuple(words["women"]), men=tuple(words["men"]))


def _without(jobs: list[str], positions: list[int]) -> list[str]:
    """The jobs at other positions."""
    return [job for position, job in enumerate(jobs) if position not in positions]


def _about(sentences: Iterable[str], gap: str) -> Texts:
    """Descriptions of one sentence, and of two different ones."""
    single = tuple(sentences)
    pairs = tuple(gap.join(pair) for pair in permutations(single, 2))
    return single * _SINGLE_SENTENCES + pairs
