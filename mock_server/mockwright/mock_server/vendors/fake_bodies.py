"""Fake bodies: what each API transmits about a fictitious person."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from mockwright.mock_server.people import LANGUAGES, REFERENCE_DATE, find_population
from mockwright.mock_server.timestamps import START
from mockwright.mock_server.vendors.cognigy.fake_contact import make_project_id, write_contact
from mockwright.mock_server.vendors.getprofile.biographies import FakeProfile, make_biography
from mockwright.mock_server.vendors.getprofile.export_body import Ids, write_export
from mockwright.mock_server.vendors.profile_ids import internal_id_of

Body = dict[str, Any]
Writer = Callable[[FakeProfile], Body]


def compile_people(
    seed: int, role: str, languages: Sequence[str] = (), reference: date = REFERENCE_DATE
) -> Callable[[int], FakeProfile]:
    """Return a function from a number to a person; the given languages, or all, alternate.

    Raises `LanguageIsUnknown`.
    """
    spoken = languages or LANGUAGES
    populations = [find_population(seed, language, role, reference) for language in spoken]
    count = len(populations)

    def make_person(number: int) -> FakeProfile:
        which = number % count
        return FakeProfile(populations[which].fake_profile(number), spoken[which])

    return make_person


def compile_writer(api: str, seed: int, reference: date = REFERENCE_DATE) -> Writer:
    """Return a function from a person to the body of an API.

    For `dumgum` the body is the profile, for `cognigy` the request that creates a contact profile,
    and for `getprofile` the mock's export for the person's id. Raises `KeyError` for another API.
    """
    return _WRITERS[api](seed, reference)


def make_bodies(
    api: str, seed: int, role: str, languages: Sequence[str] = ()
) -> Callable[[int], Body]:
    """Return a function from a number to the body of an API, at the usual reference date."""
    make_person, write = compile_people(seed, role, languages), compile_writer(api, seed)
    return lambda number: write(make_person(number))


def _compile_profile(seed: int, reference: date) -> Writer:
    _ = seed, reference
    return lambda fake: fake.profile


def _compile_contact(seed: int, reference: date) -> Writer:
    project_id = make_project_id(seed)
    return lambda fake: write_contact(fake.profile, project_id, reference)


def _compile_export(seed: int, reference: date) -> Writer:
    _ = reference

    def write(fake: FakeProfile) -> Body:
        external = fake.profile["id"]
        internal = internal_id_of(external, seed)
        biography = make_biography(fake, internal, seed)
        return write_export(Ids(internal, external), biography, START)

    return write


_WRITERS: Mapping[str, Callable[[int, date], Writer]] = {
    "dumgum": _compile_profile,
    "cognigy": _compile_contact,
    "getprofile": _compile_export,
}
