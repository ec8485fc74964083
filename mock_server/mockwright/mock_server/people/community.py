"""The distributions shared by people of one language, by gender, age and role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import mockwright.mock_server.people.distributions as usual
from mockwright.mock_server.people.random_stream import RANGE
from mockwright.mock_server.people.tables import Tables, Texts, repeat, tables_of

_JOINED = str.maketrans("", "", " -'")
_AGES = repeat(
    (age, share * 60 // (last - first + 1))
    for first, last, share in usual.AGES
    for age in range(first, last + 1)
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Gender:
    """Distributions for one gender and language; the height is the mean in cm."""

    name: str
    is_cisgender: bool
    height: int
    names: Texts
    short_names: Texts
    jobs: Texts
    early_jobs: Texts
    student: Texts
    retired: Texts
    hair_lengths: Texts
    orientations: Texts
    looks_for: Mapping[str, Texts]


@dataclass(frozen=True, kw_only=True, slots=True)
class Stage:
    """Distributions for one age; numbers other than the age are shares of all draws.

    `leanest` is the lowest body mass index of this age, in tenths; `is_early` says that a job which
    needs years of study comes later.
    """

    age: int
    leanest: int
    greys: int
    student: int
    retired: int
    is_early: bool
    marital: Texts
    children: tuple[int, ...]
    wants_children: Texts


@dataclass(frozen=True, kw_only=True, slots=True)
class Complexion:
    """The colours of eyes and hair that occur together."""

    eyes: Texts
    hair: Texts


@dataclass(frozen=True, kw_only=True, slots=True)
class Community:
    """Distributions for one language and role; shares are shares of all draws.

    `has` is the share of profiles with a field, `often` that of profiles with a feature; a draw of
    at least `null_from` replaces a feature by null.
    """

    tables: Tables
    has: Mapping[str, int]
    often: int
    null_from: int
    imperial: int
    genders: tuple[Gender, ...]
    stages: tuple[Stage, ...]
    ethnicities: Texts
    complexions: Mapping[str, Complexion]


def make_community(language: str, role: str) -> Community:
    """The distributions for a language and a role. Raises `LanguageIsUnknown`."""
    tables = tables_of(language)
    has = {field: usual.share(percent) for field, percent in usual.PRESENCE[role].items()}
    genders = {name: _make_gender(name, language, tables) for name in set(usual.GENDERS)}
    looks = "IT" if language in usual.MEDITERRANEAN_LANGUAGES else language
    ethnicities = usual.ETHNICITIES.get(looks, usual.ETHNICITIES[""])
    return Community(
        tables=tables,
        has=has,
        often=has["feature"],
        null_from=RANGE - has["null"],
        imperial=usual.IMPERIAL.get(language, 0),
        genders=tuple(genders[name] for name in usual.GENDERS),
        stages=_STAGES,
        ethnicities=ethnicities,
        complexions={name: _find_complexion(name, language) for name in ethnicities},
    )


def _make_gender(name: str, language: str, tables: Tables) -> Gender:
    is_feminine = name in usual.FEMININE
    kind = "women" if is_feminine else "men"
    orientations = usual.ORIENTATIONS[kind]
    looks_for = {each: _looked_for(each, is_feminine=is_feminine) for each in orientations}
    return Gender(
        name=name,
        is_cisgender=name in usual.CISGENDER,
        height=usual.HEIGHT[name] + usual.TALLER.get(language, 0),
        names=(names := getattr(tables.names, kind)),
        short_names=tuple(name.translate(_JOINED) for name in names),
        jobs=getattr(tables.jobs, kind),
        early_jobs=getattr(tables.early_jobs, kind),
        student=getattr(tables.student, kind),
        retired=getattr(tables.retired, kind),
        hair_lengths=usual.HAIR_LENGTHS[kind],
        orientations=orientations,
        looks_for=looks_for,
    )


def _looked_for(orientation: str, *, is_feminine: bool) -> Texts:
    if orientation == "HETEROSEXUAL":
        return usual.LOOKS_FOR_MEN if is_feminine else usual.LOOKS_FOR_WOMEN
    if orientation == "LESBIAN":
        return usual.LOOKS_FOR_WOMEN
    return usual.LOOKS_FOR_MEN if orientation == "GAY" else usual.LOOKS_FOR_BOTH


def _find_complexion(ethnicity: str, language: str) -> Complexion:
    name = "northern" if language in usual.NORTHERN else "southern"
    if ethnicity in usual.DARK:
        name = "dark"
    elif ethnicity == "MEDITERRANEAN":
        name = "southern"
    return Complexion(eyes=usual.EYES[name], hair=usual.HAIR[name])


def _make_stage(age: int) -> Stage:
    return Stage(
        age=age,
        leanest=usual.LEANEST + (min(age, usual.MASS_STOPS_AT) - 18) * 3 // 4,
        greys=(age - usual.GREY_FROM) * usual.GREY_A_YEAR,
        student=usual.STUDENT if age < usual.STUDENT_UNTIL else 0,
        retired=usual.RETIRED if age >= usual.RETIRED_FROM else 0,
        is_early=age < usual.STUDIED_FROM,
        marital=_by_age(usual.MARITAL, age),
        children=_by_age(usual.CHILDREN, age),
        wants_children=_by_age(usual.WANTS_CHILDREN, age),
    )


def _by_age(rows: tuple[tuple[int, tuple[Any, ...]], ...], age: int) -> tuple[Any, ...]:
    """The first row whose age limit is above the given age."""
    return next(options for until, options in rows if age < until)


_STAGE_OF_AGE = {age: _make_stage(age) for age in set(_AGES)}
_STAGES = tuple(_STAGE_OF_AGE[age] for age in _AGES)
