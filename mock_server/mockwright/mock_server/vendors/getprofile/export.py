"""Exports: everything about one profile, generated unless it was created here."""

from __future__ import annotations

from mockwright.mock_server.answer.world import AnswerFunction, Outcome, World
from mockwright.mock_server.people import fake_profile
from mockwright.mock_server.request.calls import Call
from mockwright.mock_server.state.protocol import State
from mockwright.mock_server.timestamps import START
from mockwright.mock_server.vendors.cognigy.contact_profile import (
    ContactProfile,
    find_contact_profile,
)
from mockwright.mock_server.vendors.dumgum.profiles.unknown import require_known
from mockwright.mock_server.vendors.dumgum.profiles.webhook import choose_language
from mockwright.mock_server.vendors.getprofile.biographies import FakeProfile, make_biography
from mockwright.mock_server.vendors.getprofile.contact_biography import read_biography
from mockwright.mock_server.vendors.getprofile.export_body import Ids, write_export
from mockwright.mock_server.vendors.profile_ids import (
    external_id_of,
    internal_id_of,
    is_numbered,
    is_uuid,
)
from mockwright.openapi.operations import Operation


def compile_export(_operation: Operation) -> AnswerFunction:
    """The answer function of exports."""

    def export_profile(call: Call, world: World) -> Outcome:
        asked = call.parameters["path", "id"]
        require_known(asked, world)
        contact = _find_contact(asked, world.state)
        ids = _identify(asked, contact, world.seed)
        if contact is None:
            biography = make_biography(_find_somebody(ids, world.seed), ids.internal, world.seed)
        else:
            biography = read_biography(contact, ids.internal, world.seed)
        now = START if world.clock is None else world.clock()
        return Outcome(value=write_export(ids, biography, now))

    return export_profile


def _find_somebody(ids: Ids, seed: int) -> FakeProfile:
    """The person of `mockwright profiles` for a numbered id, otherwise one for the UUID.

    A UUID does not show whether its external id is numbered.
    """
    known_by = ids.external if is_numbered(ids.external) else ids.internal
    language = choose_language(known_by, seed)
    role = "persona" if known_by.startswith("persona-") else "user"
    return FakeProfile(fake_profile(seed, known_by, language, role), language)


def _find_contact(asked: str, state: State) -> ContactProfile | None:
    """The requested contact profile; the case of a UUID does not matter."""
    contact = find_contact_profile(asked, state)
    if contact is None and is_uuid(asked):
        return find_contact_profile(asked.lower(), state)
    return contact


def _identify(asked: str, contact: ContactProfile | None, seed: int) -> Ids:
    """Both ids: the requested one, and the one that belongs to it."""
    if not is_uuid(asked):
        return Ids(internal_id_of(asked if contact is None else contact["_id"], seed), asked)
    internal = asked.lower()
    if contact is None:
        return Ids(internal, external_id_of(internal, seed))
    names = [name for name in contact.get("contactIds", ()) if not is_uuid(name)]
    return Ids(internal, (names or [contact["_id"]])[0])
