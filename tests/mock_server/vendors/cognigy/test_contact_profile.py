from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from mockwright.mock_server.vendors.cognigy import contact_profile
from mockwright.mock_server.vendors.cognigy.contact_profile import find_contact_profile
from mockwright.mock_server.vendors.profile_ids import internal_id_of
from mockwright.mock_server.vendors.registry import find_vendors
from mockwright.mock_server.wsgi import Mockwright
from tests.mock_server.asking import Reply, ask, serve

KEY = {"x-api-key": "any-key"}
LIMIT = 66_560
FULL = {
    "profile": {"firstname": "Max", "memories": [{"text": "Likes tea."}], "customer": 4711},
    "active": False,
    "contactIds": ["max@example.org", "+33100000000"],
    "projectId": "64b7c0ffee5a1d2e3f405162",
}


def create(app: Mockwright, body: Any = FULL, **headers: str) -> Reply:
    """Create a contact profile."""
    return ask(app, "POST /new/v2.0/profiles", {**KEY, **headers}, body)


def stored(app: Mockwright, name: str) -> Any:
    """The contact profile stored under an id."""
    return find_contact_profile(name, app.pipeline.world.state)


def body_of(size: int) -> dict[str, Any]:
    """A valid body of `size` bytes without white space."""
    empty = len('{"profile":{"note":""}}')
    return {"profile": {"note": "a" * (size - empty)}}


def test_answer_is_what_was_sent() -> None:
    """The answer has the sent profile, state and contact ids, but not the project."""
    value = create(serve()).value
    assert value["profile"].items() >= FULL["profile"].items()  # type: ignore[attr-defined]
    assert value["profile"]["privacy_policy"] == {}
    assert (value["active"], value["contactIds"]) == (False, FULL["contactIds"])
    assert "projectId" not in value


def test_what_was_not_sent_is_not_answered() -> None:
    """The answer has no value for an unsent field without a documented default."""
    value = create(serve(), {}).value
    assert {"active", "contactIds"} & value.keys() == set()
    assert {"tasks", "memories", "email"} & value["profile"].keys() == set()


def test_time_is_the_mocks() -> None:
    """Timestamps are whole seconds of mock time, or of the wall clock with `--realtime`."""
    mock, real = create(serve()).value, create(serve(is_realtime=True)).value
    assert mock["createdAt"] == mock["lastChanged"] == 1_735_689_600
    assert real["createdAt"] == real["lastChanged"] > 1_735_689_600


def test_ids_are_hexadecimal_and_of_one_account() -> None:
    """Ids have 24 hexadecimal digits, and one account creates all profiles of a server."""
    app = serve()
    first, second = create(app).value, create(app, {}).value
    assert first["createdBy"] == first["lastChangedBy"] == second["createdBy"]
    ids = {first["_id"], second["_id"], first["createdBy"]}
    assert len(ids) == 3
    assert all(len(each) == 24 and set(each) <= set("0123456789abcdef") for each in ids)


def test_same_body_creates_another_profile() -> None:
    """Each repeated request creates another id, in the same order after a reset."""
    app = serve()
    first = [create(app).value["_id"] for _ in range(4)]
    create(app, {})
    app.pipeline.world.state.restore({})
    again = [create(app).value["_id"] for _ in range(4)]
    assert (again, len(set(first))) == (first, 4)


def test_other_bodies_do_not_change_an_id() -> None:
    """An id does not depend on other profiles that were created before."""
    busy = serve()
    create(busy, {})
    assert create(busy).body == create(serve()).body


def test_seed_changes_the_ids() -> None:
    """Another seed gives other profile ids and another account."""
    first, second = create(serve()).value, create(serve(seed=1)).value
    assert first["_id"] != second["_id"]
    assert first["createdBy"] != second["createdBy"]


def test_profile_is_found_by_each_of_its_ids() -> None:
    """A profile is found by its id, its contact ids and the UUID of its export."""
    app = serve()
    value = create(app).value
    names = [value["_id"], *value["contactIds"], internal_id_of(value["_id"], 0)]
    assert [stored(app, name) for name in names] == [value] * 4
    assert stored(app, "other") is None


def test_contact_id_leads_to_the_newest_profile() -> None:
    """A contact id that two profiles share leads to the newer one."""
    app = serve()
    older, newer = create(app).value, create(app).value
    assert stored(app, "max@example.org") == newer
    assert stored(app, older["_id"]) == older


def test_preferred_200_stores_the_profile() -> None:
    """`Prefer: code=200` changes only the status; the profile is still stored."""
    app, other = serve(), serve()
    preferred, plain = create(app, prefer="code=200"), create(other)
    assert (preferred.status, plain.status) == (200, 201)
    assert preferred.body == plain.body
    assert stored(app, "max@example.org") == preferred.value


@pytest.mark.parametrize("prefer", ["dynamic=true", "example=full", "code=200, example=full"])
def test_instances_and_examples_are_not_stored(prefer: str) -> None:
    """Answers from examples or generated from the schema store nothing."""
    app = serve()
    assert create(app, prefer=prefer).status in {200, 201}
    assert app.pipeline.world.state.snapshot() == {}


def test_refused_profile_is_not_stored() -> None:
    """A refused body stores nothing."""
    app = serve()
    assert create(app, {"contactIds": []}).status == 400
    assert app.pipeline.world.state.snapshot() == {}


def test_largest_body_is_accepted() -> None:
    """A body of 65 kB is accepted; white space is not counted."""
    app = serve()
    assert create(app, body_of(LIMIT)).status == 201
    spaced = json.dumps(body_of(LIMIT), indent=400).encode()
    assert create(app, spaced, **{"content-type": "application/json"}).status == 201


def test_larger_body_is_refused() -> None:
    """A body one byte over the limit gets a 413 in the vendor's format and stores nothing."""
    app = serve()
    reply = create(app, body_of(LIMIT + 1))
    assert (reply.status, reply.value["title"]) == (413, "Content Too Large Error")
    assert "66,560 bytes: it has 66,561 without white space" in reply.value["detail"]
    assert "R47" in reply.value["detail"]
    assert app.pipeline.world.state.snapshot() == {}


def test_great_numbers_survive() -> None:
    """An integer beyond 64 bits in a nested object is stored exactly."""
    app = serve()
    create(app, {"profile": {"more": {"number": 10**30 + 1}}, "contactIds": ["a"]})
    assert stored(app, "a")["profile"]["more"] == {"number": 10**30 + 1}


def test_records_keep_their_schemas() -> None:
    """Every stored record conforms to the schema of its kind."""
    app = serve()
    for _ in range(3):
        create(app)
    records = app.pipeline.world.state.snapshot()
    kinds = {contact_profile.KIND, contact_profile.ID_KIND, contact_profile.REPEATS_KIND}
    assert {kind for kind, _ in records} == kinds
    for (kind, _), record in records.items():
        Draft202012Validator(find_vendors().record_schemas[kind]).validate(json.loads(record))
