"""Fake bodies: what each API transmits about a fictitious person."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mockwright.mock_server.people import LANGUAGES, REFERENCE_DATE, find_population
from mockwright.mock_server.timestamps import START
from mockwright.mock_server.vendors.cognigy.fake_contact import make_project_id, write_contact
from mockwright.mock_server.vendors.getprofile.biographies import FakeProfile, make_biography
from mockwright.mock_server.vendors.getprofile.export_body import Ids, write_export
from mockwright.mock_server.vendors.profile_ids import internal_id_of

Body = dict[str, Any]
Writer = Callable[[FakeProfile], Body]


def make_bodies(
    api: str, seed: int, role: str, languages: Sequence[str] = ()
) -> Callable[[int], Body]:
    """Return a function from a number to a body; the given languages, or all, alternate.

    For `dumgum` the body is the profile, for `cognigy` the request that creates a contact profile,
    and for `getprofile` the mock's export for the person's id. Raises `KeyError` for another API.
    """
    spoken = languages or LANGUAGES
    populations = [find_population(seed, language, role) for language in spoken]
    count = len(populations)

    def make_profile(number: int) -> Body:
        return populations[number % count].fake_profile(number)

    if api == "dumgum":
        return make_profile
    write = _WRITERS[api](seed)
    return lambda number: write(FakeProfile(make_profile(number), spoken[number % count]))


def _compile_contact(seed: int) -> Writer:
    project_id = make_project_id(seed)
    return lambda fake: write_contact(fake.profile, project_id, REFERENCE_DATE)


def _compile_export(seed: int) -> Writer:
    def write(fake: FakeProfile) -> Body:
        external = fake.profile["id"]
        internal = internal_id_of(external, seed)
        biography = make_biography(fake, internal, seed)
        return write_export(Ids(internal, external), biography, START)

    return write


_WRITERS: Mapping[str, Callable[[int], Writer]] = {
    "cognigy": _compile_contact,
    "getprofile": _compile_export,
}
