"""Fake bodies: what each API carries of somebody who does not exist."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mock_server.fake_profiles import LANGUAGES, find_population
from mock_server.fake_profiles.person import Profile

Maker = Callable[[int], Profile]


def make_bodies(api: str, seed: int, role: str, languages: Sequence[str] = ()) -> Maker:
    """A function that makes the body of a number; the languages, or all, take turns."""
    populations = [find_population(seed, language, role) for language in languages or LANGUAGES]
    count = len(populations)
    _ = api
    return lambda number: populations[number % count].fake_profile(number)
