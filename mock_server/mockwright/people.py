"""Fictitious people: valid profiles, always adults, identical for the same seed.

>>> from mockwright.people import fake_profile, fake_profiles
>>> fake_profile(0, 7, "FR")["firstName"] == fake_profile(0, "user-7", "FR")["firstName"]
True
>>> [person["id"] for person in fake_profiles(3, seed=7, languages=["DE"], role="persona")]
['persona-0', 'persona-1', 'persona-2']

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

from mockwright.mock_server.people import (
    DATA_VERSION,
    LANGUAGES,
    REFERENCE_DATE,
    ROLES,
    LanguageIsUnknown,
    break_profile,
    fake_profile,
    find_population,
)
from mockwright.mock_server.people.person import Profile

__all__ = [
    "DATA_VERSION",
    "LANGUAGES",
    "REFERENCE_DATE",
    "ROLES",
    "LanguageIsUnknown",
    "Profile",
    "break_profile",
    "fake_profile",
    "fake_profiles",
]


def fake_profiles(
    count: int, *, seed: int = 0, languages: Sequence[str] = (), role: str = "user"
) -> Iterator[Profile]:
    """The first `count` people of a seed, one at a time; the languages, or all, take turns.

    `mockwright profiles` prints the same people. Raises `LanguageIsUnknown`.
    """
    spoken = languages or LANGUAGES
    populations = [find_population(seed, language, role) for language in spoken]
    for number in range(count):
        yield populations[number % len(populations)].fake_profile(number)
