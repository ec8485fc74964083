from __future__ import annotations

from typing import Any

import pytest

from mockwright.mock_server.vendors.profile_ids import internal_id_of
from mockwright.mock_server.wsgi import Mockwright
from tests.mock_server.asking import Reply, ask, journal, serve

UUID = "550e8400-e29b-41d4-a716-446655440000"
KEY = {"authorization": "Bearer any-key", "x-api-key": "any-key"}
CONTACT = {
    "profile": {"firstname": "Max", "memories": [{"id": "m-1", "text": "Likes tea."}]},
    "contactIds": ["max@example.org", UUID],
}


def export(app: Mockwright, profile_id: str) -> Reply:
    """The export of a profile."""
    return ask(app, f"GET /api/profiles/{profile_id}/export", KEY)


def create(app: Mockwright, body: Any = CONTACT) -> str:
    """Create a contact profile and return its id."""
    identifier: str = ask(app, "POST /new/v2.0/profiles", KEY, body).value["_id"]
    return identifier


def ids_of(reply: Reply) -> tuple[str, str]:
    """The internal and the external id."""
    return reply.value["profile"]["id"], reply.value["profile"]["externalId"]


@pytest.mark.parametrize("asked", ["user-123", "a", "ü", "64b7c0ffee5a1d2e3f405162"])
def test_external_id_is_found(asked: str) -> None:
    """An id that is not a UUID is an external id, and the export has its internal id."""
    assert ids_of(export(serve(), asked)) == (internal_id_of(asked, 0), asked)


def test_uuid_is_the_internal_id() -> None:
    """A UUID in either case is an internal id, and its external id leads to the same export."""
    app = serve()
    reply = export(app, UUID)
    assert ids_of(reply)[0] == UUID
    assert export(app, UUID.upper()).body == reply.body
    assert export(app, ids_of(reply)[1]).body == reply.body


def test_internal_id_has_the_same_biography() -> None:
    """The internal id leads to the same export as the external id, except for the external id."""
    app = serve()
    by_name = export(app, "user-123").value
    by_uuid = export(app, by_name["profile"]["id"]).value
    by_uuid["profile"]["externalId"] = "user-123"
    assert by_uuid == by_name


def test_profile_is_the_same_whatever_was_asked_before() -> None:
    """An export does not depend on earlier requests, but on the seed."""
    busy = serve()
    for number in range(5):
        export(busy, f"user-{number}")
    create(busy)
    assert export(busy, "user-123").body == export(serve(), "user-123").body
    assert export(busy, "user-123").body != export(serve(seed=1), "user-123").body


def test_export_changes_nothing() -> None:
    """An export stores nothing."""
    app = serve()
    export(app, "user-123")
    assert app.pipeline.world.state.snapshot() == {}


def test_export_is_made_now() -> None:
    """Only the time of an export depends on the clock."""
    mock, real = export(serve(), "a").value, export(serve(is_realtime=True), "a").value
    assert mock.pop("exportedAt") == "2025-01-01T00:00:00.000Z" < real.pop("exportedAt")
    assert mock == real


def test_what_is_created_is_exported() -> None:
    """A contact profile is exported by its id and each contact id."""
    app = serve()
    identifier = create(app)
    replies = [export(app, name) for name in (identifier, "max@example.org")]
    assert {ids_of(reply)[0] for reply in replies} == {internal_id_of(identifier, 0)}
    for reply in replies:
        traits = {trait["key"]: trait["value"] for trait in reply.value["traits"]}
        assert (traits["firstname"], reply.value["profile"]["summary"]) == ("Max", "Max.")
        assert [memory["content"] for memory in reply.value["memories"]] == ["Likes tea."]
        assert reply.value["messages"] == []


def test_contact_is_exported_by_its_uuids() -> None:
    """A contact is exported by its internal id and by a UUID among its contact ids."""
    app = serve()
    internal = internal_id_of(create(app), 0)
    found = [ids_of(export(app, name)) for name in (internal, internal.upper(), UUID, UUID.upper())]
    assert found == [(internal, "max@example.org")] * 2 + [(UUID, "max@example.org")] * 2


def test_contact_without_other_names_has_its_id() -> None:
    """Without contact ids the external id of a contact is the id that it was created with."""
    app = serve()
    identifier = create(app, {})
    assert ids_of(export(app, internal_id_of(identifier, 0)))[1] == identifier


def test_contact_that_is_forgotten_is_made_up_again() -> None:
    """After a reset the generated profile is exported again."""
    app = serve()
    before = export(app, "max@example.org").body
    create(app)
    assert export(app, "max@example.org").body != before
    app.pipeline.world.state.restore({})
    assert export(app, "max@example.org").body == before


def test_contact_that_lost_its_record_is_made_up() -> None:
    """A contact id whose record is missing leads to the generated profile."""
    app = serve()
    records = app.pipeline.world.state
    create(app)
    left = {key: value for key, value in records.snapshot().items() if key[0].endswith("_id")}
    records.restore(left)
    assert export(app, "max@example.org").body == export(serve(), "max@example.org").body


@pytest.mark.parametrize("asked", ["missing-7", "max@example.org"])
def test_unknown_profile_is_not_found(asked: str) -> None:
    """An id that matches `--unknown-profiles` gets a 404, and the journal names the option."""
    app = serve(vendor_options={"unknown_profiles": ("missing-*", "max@*")})
    create(app)
    reply = export(app, asked)
    error = {
        "message": "Profile not found",
        "type": "not_found_error",
        "code": "profile_not_found",
    }
    assert (reply.status, reply.value) == (404, {"error": error})
    assert "--unknown-profiles" in journal(app)[-1]["problem"]


@pytest.mark.parametrize(("prefer", "status"), [("code=200", 200), ("code=404", 404)])
def test_preferred_status_is_answered(prefer: str, status: int) -> None:
    """`Prefer: code` selects the usual answer or an error."""
    reply = ask(serve(), "GET /api/profiles/user-7/export", {**KEY, "prefer": prefer})
    assert reply.status == status
    assert reply.value.get("profile", {}).get("externalId") == ("user-7" if status == 200 else None)
