"""Exports: everything about one profile, made up unless it was created here."""

from __future__ import annotations

from typing import Any, NamedTuple

from mock_server.answers.biographies import Biography, make_biography
from mock_server.answers.contact_biography import read_biography
from mock_server.answers.contact_profile import ContactProfile, find_contact_profile
from mock_server.answers.moments import START, format_moment
from mock_server.answers.profile_ids import external_id_of, internal_id_of, is_uuid
from mock_server.answers.unknown_profiles import require_known
from mock_server.answers.world import AnswerFunction, Outcome, World
from mock_server.calls import Call
from mock_server.state import State
from openapi.operations import Operation


def compile_export(_operation: Operation) -> AnswerFunction:
    """The answer function of exports."""

    def export_profile(call: Call, world: World) -> Outcome:
        asked = call.parameters["path", "id"]
        require_known(asked, world)
        contact = _find_contact(asked, world.state)
        ids = _identify(asked, contact, world.seed)
        if contact is None:
            biography = make_biography(ids.internal, world.seed)
        else:
            biography = read_biography(contact, ids.internal, world.seed)
        now = START if world.clock is None else world.clock()
        return Outcome(value=_write_export(ids, biography, now))

    return export_profile


class _Ids(NamedTuple):
    """The UUID of a profile and the caller's name for it."""

    internal: str
    external: str


def _find_contact(asked: str, state: State) -> ContactProfile | None:
    """The contact profile that is asked for; UUIDs are the same in either case."""
    contact = find_contact_profile(asked, state)
    if contact is None and is_uuid(asked):
        return find_contact_profile(asked.lower(), state)
    return contact


def _identify(asked: str, contact: ContactProfile | None, seed: int) -> _Ids:
    """Both ids: the one that was asked for, and the one that belongs to it."""
    if not is_uuid(asked):
        return _Ids(internal_id_of(asked if contact is None else contact["_id"], seed), asked)
    internal = asked.lower()
    if contact is None:
        return _Ids(internal, external_id_of(internal))
    names = [name for name in contact.get("contactIds", ()) if not is_uuid(name)]
    return _Ids(internal, (names or [contact["_id"]])[0])


def _write_export(ids: _Ids, biography: Biography, now: int) -> dict[str, Any]:
    updated = format_moment(biography.updated)
    return {
        "profile": {
            "id": ids.internal,
            "externalId": ids.external,
            "summary": biography.summary,
            "summaryVersion": biography.summary_version,
            "summaryUpdatedAt": None if biography.summary is None else updated,
            "createdAt": format_moment(biography.created),
            "updatedAt": updated,
        },
        "traits": biography.traits,
        "memories": biography.memories,
        "messages": biography.messages,
        "exportedAt": format_moment(max(now, biography.updated)),
    }
