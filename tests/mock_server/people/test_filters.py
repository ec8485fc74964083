"""Filters choose people, fixed values replace fields, and impossible wishes are refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from mockwright.mock_server.people import LANGUAGES, REFERENCE_DATE
from mockwright.mock_server.people.ages import age_at
from mockwright.mock_server.people.columns import WishIsBroken
from mockwright.mock_server.people.filters import read_filters
from mockwright.mock_server.people.overrides import compile_overrides, read_overrides
from mockwright.people import fake_profile, fake_profiles


def test_filters_choose_people() -> None:
    """Everyone who is chosen matches every filter."""
    where = {"gender": "WOMAN", "age": "30..40", "country": "FR"}
    for person in fake_profiles(20, languages=["fr", "FR_BE"], where=where):
        assert (person["gender"], person["countryCode"]) == ("WOMAN", "FR")
        assert 30 <= age_at(date.fromisoformat(person["birthdate"]), REFERENCE_DATE) <= 40


def test_a_filter_does_not_change_anyone() -> None:
    """Who is chosen is the same person as without a filter."""
    chosen = [*fake_profiles(5, seed=3, languages=["DE"], where={"features.unitSystem": "METRIC"})]
    assert chosen == [fake_profile(3, person["id"], "DE") for person in chosen]


@pytest.mark.parametrize(
    ("where", "name", "values"),
    [
        ({"gender": "WOMAN,MAN"}, "gender", {"WOMAN", "MAN"}),
        ({"gender": ["TRANS_MAN", "MAN"]}, "gender", {"TRANS_MAN", "MAN"}),
        ({"city": "Lyon"}, "city", {"Lyon"}),
    ],
)
def test_one_of_several_values_is_enough(
    where: dict[str, Any], name: str, values: set[str]
) -> None:
    """Alternatives are a list or separated by commas."""
    found = {person[name] for person in fake_profiles(200, languages=["FR"], where=where)}
    assert found == values


def test_one_item_of_a_list_is_enough() -> None:
    """A list matches if one of its items does."""
    chosen = fake_profiles(10, where={"interests": "MUSIC"})
    assert all("MUSIC" in person["features"]["interests"] for person in chosen)


@pytest.mark.parametrize("wish", ["180..", "..160", "170..170"])
def test_ranges_include_their_ends_and_may_be_open(wish: str) -> None:
    """A range has both of its ends, and one of them may be missing."""
    first, _, last = wish.partition("..")
    heights = [p["features"]["height"] for p in fake_profiles(20, where={"height": wish})]
    assert min(heights) >= int(first or 0)
    assert max(heights) <= int(last or 300)


@pytest.mark.parametrize(
    ("where", "problem"),
    [
        ({"hair": "x"}, "There is no field `hair`. Known: `age`, `id`"),
        ({"gendre": "MAN"}, "There is no field `gendre`. Did you mean `gender`?"),
        ({"age": "3"}, "No person has this `age`: all are 18 to 80 years old."),
        ({"age": "90.."}, "all are 18 to 80"),
        ({"age": "old"}, "Expected a whole number for `age`; received `old`."),
        ({"age": "40..30"}, "The range `40..30` of `age` is empty. Did you mean `30..40`?"),
        ({"birthdate": "soon"}, "Expected a date such as `1990-05-14` for `birthdate`"),
        ({"eyesColor": "GREN"}, "No person has `GREN` as `eyesColor`. Did you mean `GREEN`?"),
        ({"city": "Rom"}, "No person in the language FR has `Rom` as `city`."),
        ({"country": "JP"}, "No person in the language FR has `JP` as `countryCode`. Known: `FR`"),
        ({"pets": "Rex"}, "`pets` contains objects, which no filter can compare."),
    ],
)
def test_impossible_filters_are_refused(where: dict[str, Any], problem: str) -> None:
    """A filter that cannot be read, or that nobody can match, is an error with the reason."""
    with pytest.raises(WishIsBroken) as raised:
        read_filters(where, ["FR"])
    assert problem in str(raised.value)


def test_every_listed_value_can_be_found() -> None:
    """A filter with a value that a person has is accepted for every language."""
    for language in LANGUAGES:
        person = next(fake_profiles(1, languages=[language], where={"country": _country(language)}))
        assert person["countryCode"] == _country(language)


def _country(language: str) -> str:
    people = fake_profiles(50, languages=[language])
    return next(str(person["countryCode"]) for person in people if "countryCode" in person)


def test_fixed_values_replace_fields() -> None:
    """Fixed values are in every profile, and nothing else changes."""
    fixed = read_overrides({"city": "Lyon", "job": "Baker", "interests": "ART,YOGA"}, date.min)
    person = {"id": "user-0", "city": "Paris", "features": {"job": "Cook", "height": 170}}
    changed = {"job": "Baker", "interests": ["ART", "YOGA"], "height": 170}
    assert compile_overrides(fixed)(person) == {**person, "city": "Lyon", "features": changed}
    assert person["city"] == "Paris"


@pytest.mark.parametrize(
    ("fixed", "problem"),
    [
        ({"town": "Lyon"}, "There is no field `town`."),
        ({"gender": "WOMEN"}, "`WOMEN` is not a value of `gender`. Did you mean `WOMAN`?"),
        ({"height": "tall"}, "Expected a number for `height`; received `tall`."),
        ({"childrenCount": "1.5"}, "Expected a whole number for `childrenCount`"),
        ({"birthdate": "2007-01-02"}, "A person born on `2007-01-02` would be under 18"),
        ({"children": "2"}, "`children` contains objects, which cannot be set."),
    ],
)
def test_wrong_fixed_values_are_refused(fixed: dict[str, str], problem: str) -> None:
    """A value of another type, an undocumented one, and a minor are errors."""
    with pytest.raises(WishIsBroken) as raised:
        read_overrides(fixed, REFERENCE_DATE)
    assert problem in str(raised.value)
