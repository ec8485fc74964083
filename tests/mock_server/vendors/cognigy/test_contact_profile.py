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
    """What is kept under an id."""
    return find_contact_profile(name, app.pipeline.world.state)


def body_of(size: int) -> dict[str, Any]:
    """A body of so many bytes."""
    empty = len('{"profile":{"note":""}}')
    return {"profile": {"note": "a" * (size - empty)}}


def test_answer_is_what_was_sent() -> None:
    """Profile, state and contact ids come back, with defaults and without the project."""
    value = create(serve()).value
    assert value["profile"].items() >= FULL["profile"].items()  # type: ignore[attr-defined]
    assert value["profile"]["privacy_policy"] == {}
    assert (value["active"], value["contactIds"]) == (False, FULL["contactIds"])
    assert "projectId" not in value


def test_what_was_not_sent_is_not_answered() -> None:
    """Fields without a documented default stay away."""
    value = create(serve(), {}).value
    assert {"active", "contactIds"} & value.keys() == set()
    assert {"tasks", "memories", "email"} & value["profile"].keys() == set()


def test_time_is_the_mocks() -> None:
    """Times are whole seconds since 1970: those of the mock's time, else of the wall clock."""
    mock, real = create(serve()).value, create(serve(is_realtime=True)).value
    assert mock["createdAt"] == mock["lastChanged"] == 1_735_689_600
    assert real["createdAt"] == real["lastChanged"] > 1_735_689_600


def test_ids_are_hexadecimal_and_of_one_account() -> None:
    """Who created a profile is the same account for all profiles of a server."""
    app = serve()
    first, second = create(app).value, create(app, {}).value
    assert first["createdBy"] == first["lastChangedBy"] == second["createdBy"]
    ids = {first["_id"], second["_id"], first["createdBy"]}
    assert len(ids) == 3
    assert all(len(each) == 24 and set(each) <= set("0123456789abcdef") for each in ids)


def test_same_body_creates_another_profile() -> None:
    """Every repetition has an id of its own, in the same order after a reset."""
    app = serve()
    first = [create(app).value["_id"] for _ in range(4)]
    create(app, {})
    app.pipeline.world.state.restore({})
    again = [create(app).value["_id"] for _ in range(4)]
    assert (again, len(set(first))) == (first, 4)


def test_other_bodies_do_not_change_an_id() -> None:
    """What else was created has no part in an id."""
    busy = serve()
    create(busy, {})
    assert create(busy).body == create(serve()).body


def test_seed_changes_the_ids() -> None:
    """Another seed gives other ids and another account."""
    first, second = create(serve()).value, create(serve(seed=1)).value
    assert first["_id"] != second["_id"]
    assert first["createdBy"] != second["createdBy"]


def test_profile_is_found_by_each_of_its_ids() -> None:
    """Its id, its contact ids and the UUID of its exports lead to what was answered."""
    app = serve()
    value = create(app).value
    names = [value["_id"], *value["contactIds"], internal_id_of(value["_id"], 0)]
    assert [stored(app, name) for name in names] == [value] * 4
    assert stored(app, "other") is None


def test_contact_id_leads_to_the_newest_profile() -> None:
    """Of two profiles with a contact id, the one that was created last has it."""
    app = serve()
    older, newer = create(app).value, create(app).value
    assert stored(app, "max@example.org") == newer
    assert stored(app, older["_id"]) == older


def test_preferred_200_stores_the_profile() -> None:
    """`Prefer: code=200` changes the status and nothing else."""
    app, other = serve(), serve()
    preferred, plain = create(app, prefer="code=200"), create(other)
    assert (preferred.status, plain.status) == (200, 201)
    assert preferred.body == plain.body
    assert stored(app, "max@example.org") == preferred.value


@pytest.mark.parametrize("prefer", ["dynamic=true", "example=full", "code=200, example=full"])
def test_instances_and_examples_are_not_stored(prefer: str) -> None:
    """What is only shown is not kept."""
    app = serve()
    assert create(app, prefer=prefer).status in {200, 201}
    assert app.pipeline.world.state.snapshot() == {}


def test_refused_profile_is_not_stored() -> None:
    """A body that breaks the contract leaves nothing behind."""
    app = serve()
    assert create(app, {"contactIds": []}).status == 400
    assert app.pipeline.world.state.snapshot() == {}


def test_largest_body_is_accepted() -> None:
    """65 kB without white space are not too much."""
    app = serve()
    assert create(app, body_of(LIMIT)).status == 201
    spaced = json.dumps(body_of(LIMIT), indent=400).encode()
    assert create(app, spaced, **{"content-type": "application/json"}).status == 201


def test_larger_body_is_refused() -> None:
    """One byte more is a 413 in the vendor's shape, and nothing is stored."""
    app = serve()
    reply = create(app, body_of(LIMIT + 1))
    assert (reply.status, reply.value["title"]) == (413, "Content Too Large Error")
    assert "66,560 bytes: it has 66,561 without white space" in reply.value["detail"]
    assert "R47" in reply.value["detail"]
    assert app.pipeline.world.state.snapshot() == {}


def test_great_numbers_survive() -> None:
    """An integer beyond 64 bits within an object is kept to the last digit."""
    app = serve()
    create(app, {"profile": {"more": {"number": 10**30 + 1}}, "contactIds": ["a"]})
    assert stored(app, "a")["profile"]["more"] == {"number": 10**30 + 1}


def test_records_keep_their_schemas() -> None:
    """Whatever is stored may be put back by way of the control surface."""
    app = serve()
    for _ in range(3):
        create(app)
    records = app.pipeline.world.state.snapshot()
    kinds = {contact_profile.KIND, contact_profile.ID_KIND, contact_profile.REPEATS_KIND}
    assert {kind for kind, _ in records} == kinds
    for (kind, _), record in records.items():
        Draft202012Validator(find_vendors().record_schemas[kind]).validate(json.loads(record))
