"""Fictitious people: valid profiles, always adults, identical for the same seed.

>>> from mockwright.people import fake_profile, fake_profiles
>>> fake_profile(0, 7, "FR")["firstName"] == fake_profile(0, "user-7", "FR")["firstName"]
True
>>> [person["id"] for person in fake_profiles(3, seed=7, languages=["DE"], role="persona")]
['persona-0', 'persona-1', 'persona-2']
>>> women = fake_profiles(2, languages=["fr"], where={"gender": "WOMAN", "age": "30..40"})
>>> [person["gender"] for person in women]
['WOMAN', 'WOMAN']

`break_profile` changes a profile so that it breaks one named rule of the contract, for tests of
servers that have to refuse it.

>>> from mockwright.people import break_profile
>>> broken = break_profile(fake_profile(0, 7, "FR"), 0)
>>> bool(broken.broken)
True

These names are stable; import them from here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import count as counter
from itertools import islice

from mockwright.mock_server.people import (
    DATA_VERSION,
    LANGUAGES,
    REFERENCE_DATE,
    ROLES,
    LanguageIsUnknown,
    break_profile,
    fake_profile,
    find_population,
    read_language,
)
from mockwright.mock_server.people.columns import WishIsBroken
from mockwright.mock_server.people.filters import Wishes, compile_filters, read_filters
from mockwright.mock_server.people.person import Profile

__all__ = [
    "DATA_VERSION",
    "LANGUAGES",
    "REFERENCE_DATE",
    "ROLES",
    "LanguageIsUnknown",
    "Profile",
    "WishIsBroken",
    "break_profile",
    "fake_profile",
    "fake_profiles",
]


def fake_profiles(  # noqa: PLR0913 -- independent options with defaults, named in every call
    count: int,
    *,
    seed: int = 0,
    languages: Sequence[str] = (),
    role: str = "user",
    reference: date = REFERENCE_DATE,
    where: Wishes | None = None,
) -> Iterator[Profile]:
    """The first `count` people of a seed who match, one at a time; the languages take turns.

    `where` has the wanted value, values or range by field: `{"gender": "WOMAN", "age": "30..40",
    "country": ["FR", "BE"]}`. A filter chooses people and does not change them. `languages` are
    codes such as `FR` or `de-DE`, by default all. `mockwright profiles` prints the same people.
    Raises `LanguageIsUnknown` and `WishIsBroken`; without a match, it does not end.
    """
    spoken = [read_language(language) for language in languages] or LANGUAGES
    matches = compile_filters(read_filters(where or {}, spoken), reference)
    populations = [find_population(seed, language, role, reference) for language in spoken]
    people = (populations[number % len(populations)].fake_profile(number) for number in counter())
    return islice(filter(matches, people), count)
