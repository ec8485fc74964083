"""Fake bodies: what each API carries of somebody who does not exist."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mockwright.mock_server.people import LANGUAGES, REFERENCE_DATE, find_population
from mockwright.mock_server.timestamps import START
from mockwright.mock_server.vendors.cognigy.fake_contact import make_project_id, write_contact
from mockwright.mock_server.vendors.getprofile.biographies import Somebody, make_biography
from mockwright.mock_server.vendors.getprofile.export_body import Ids, write_export
from mockwright.mock_server.vendors.profile_ids import internal_id_of

Body = dict[str, Any]
Writer = Callable[[Somebody], Body]


def make_bodies(
    api: str, seed: int, role: str, languages: Sequence[str] = ()
) -> Callable[[int], Body]:
    """A function that makes the body of a number; the languages, or all, take turns.

    For `dumgum` it is the profile, for `cognigy` the body that creates a contact profile, and for
    `getprofile` what the mock exports for the person's id. Raises `KeyError` for another API.
    """
    spoken = languages or LANGUAGES
    populations = [find_population(seed, language, role) for language in spoken]
    count = len(populations)

    def make_profile(number: int) -> Body:
        return populations[number % count].fake_profile(number)

    if api == "dumgum":
        return make_profile
    write = _WRITERS[api](seed)
    return lambda number: write(Somebody(make_profile(number), spoken[number % count]))


def _compile_contact(seed: int) -> Writer:
    project_id = make_project_id(seed)
    return lambda somebody: write_contact(somebody.profile, project_id, REFERENCE_DATE)


def _compile_export(seed: int) -> Writer:
    def write(somebody: Somebody) -> Body:
        external = somebody.profile["id"]
        internal = internal_id_of(external, seed)
        biography = make_biography(somebody, internal, seed)
        return write_export(Ids(internal, external), biography, START)

    return write


_WRITERS: Mapping[str, Callable[[int], Writer]] = {
    "cognigy": _compile_contact,
    "getprofile": _compile_export,
}
