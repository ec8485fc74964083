from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from mockwright.mock_server.control.state import MAX_SNAPSHOT_BYTES, SnapshotRules
from mockwright.mock_server.control.surface import ControlParts, add_control
from mockwright.mock_server.journal.entries import Journal
from mockwright.mock_server.journal.peers import Peers
from mockwright.mock_server.request.guard import Guard
from mockwright.mock_server.settings import Settings
from mockwright.mock_server.state.memory import MemoryState
from mockwright.mock_server.state.protocol import Key, State, StateUnavailable
from mockwright.mock_server.steering.faults.plan import open_plan
from mockwright.mock_server.vendors.registry import find_vendors
from mockwright.openapi.routing import Router
from tests.mock_server.entries import record, still
from tests.mock_server.state.state_kinds import KINDS, opened

PROBLEM_JSON = "application/problem+json"
COUNT = {
    "type": "object",
    "required": ["count"],
    "additionalProperties": False,
    "properties": {"count": {"$ref": "#/$defs/count"}},
    "$defs": {"count": {"type": "integer", "minimum": 1}},
}
SCHEMAS: Mapping[str, Any] = {"count": COUNT, "note": {"type": "string"}, "pair": {}}
OLD: dict[Key, bytes] = {("note", "b"): b'"old"', ("count", "z"): b'{"count":7}'}
UNKNOWN = "Expected only documented fields; received the field"
NEW = {"kind": "note", "key": "new", "value": "hello"}


class Surface:
    """A control surface with a state, and a journal with one entry."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.journal = Journal(clock=still)
        record(self.journal)
        app = Flask(__name__)
        # The smallest limit that a setting allows; a snapshot may be larger.
        app.config["MAX_CONTENT_LENGTH"] = 100
        parts = ControlParts(
            documents=(),
            router=Router([]),
            peers=Peers(self.journal),
            guard=Guard(),
            token=None,
            about={},
            state=state,
            faults=open_plan(Settings(), (), None),
            record_schemas=SCHEMAS,
        )
        add_control(app, parts)
        self.client: FlaskClient = app.test_client()

    def put(self, snapshot: Any) -> TestResponse:
        """Restore a snapshot: bytes are sent unchanged, any other value as JSON."""
        body = snapshot if isinstance(snapshot, bytes) else json.dumps(snapshot).encode()
        return self.client.put("/_mock/state", data=body, content_type="application/json")


@pytest.fixture(params=KINDS)
def surface(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Surface]:
    """A control surface for each kind of state, with two records."""
    with opened(request.param, tmp_path / "state.db") as state:
        state.restore(OLD)
        yield Surface(state)


@pytest.fixture
def plain() -> Surface:
    """A control surface for state in memory, with two records."""
    state = MemoryState()
    state.restore(OLD)
    return Surface(state)


def of(*records: Any) -> dict[str, Any]:
    """A snapshot of these records."""
    return {"format": 1, "records": list(records)}


def test_snapshot_has_every_record_in_order(surface: Surface) -> None:
    """A snapshot lists each record's kind, key and value, ordered by kind and key."""
    answer = surface.client.get("/_mock/state")
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    assert answer.json == of(
        {"kind": "count", "key": "z", "value": {"count": 7}},
        {"kind": "note", "key": "b", "value": "old"},
    )


def test_restore_replaces_everything(surface: Surface) -> None:
    """A restore replaces all records."""
    answer = surface.put(of(NEW))
    assert (answer.status_code, answer.json) == (200, {"records": 1})
    assert surface.state.snapshot() == {("note", "new"): b'"hello"'}


def test_nothing_can_be_restored(surface: Surface) -> None:
    """Restoring a snapshot without records removes all."""
    assert surface.put(of()).json == {"records": 0}
    assert surface.state.snapshot() == {}


def test_snapshot_comes_back_byte_for_byte(surface: Surface) -> None:
    """A snapshot restored elsewhere gives the same records and the same snapshot."""
    records: dict[Key, bytes] = {
        ("count", "/~ é"): b'{"count":123456789012345678901234567890}',
        ("note", ""): '"\\u0000 😀"'.encode(),
    }
    surface.state.restore(records)
    taken = surface.client.get("/_mock/state").data
    surface.state.restore({})
    assert surface.put(taken).status_code == 200
    assert surface.state.snapshot() == records
    assert surface.client.get("/_mock/state").data == taken


def test_values_keep_the_order_of_their_fields(plain: Surface) -> None:
    """A restored record keeps the order of its fields."""
    plain.put(
        b'{"records": [{"value": {"b": 1, "a": 2}, "key": "k", "kind": "pair"}], "format": 1}'
    )
    assert plain.state.snapshot() == {("pair", "k"): b'{"b":1,"a":2}'}


FAULTS: dict[str, tuple[Any, list[tuple[str, str]]]] = {
    "no object": ([], [("#", "Expected an object; received an array, [].")]),
    "nothing": (b"", [("#", "Expected an object; received null.")]),
    "empty object": (
        {},
        [
            ("#/format", "Expected the field `format`; received nothing."),
            ("#/records", "Expected the field `records`; received nothing."),
        ],
    ),
    "another format": (
        {"format": 2, "records": [5]},
        [
            ("#/format", "Expected 1; received 2."),
            ("#/records/0", "Expected an object; received 5."),
        ],
    ),
    "format as text": ({"format": "1", "records": []}, [("#/format", 'Expected 1; received "1".')]),
    "another field": (
        {**of(), "recrods": []},
        [
            (
                "#/recrods",
                f"{UNKNOWN} `recrods`. Did you mean `records`?",
            )
        ],
    ),
    "record without value": (
        of(NEW, {"kind": "note", "key": "k"}),
        [("#/records/1/value", "Expected the field `value`; received nothing.")],
    ),
    "key that is not text": (
        of({**NEW, "key": 5}),
        [("#/records/0/key", "Expected a string; received 5.")],
    ),
    "unknown kind": (
        of({**NEW, "kind": "notes"}),
        [("#/records/0/kind", "`notes` is not a kind of record. Did you mean `note`?")],
    ),
    "kind out of nowhere": (
        of({**NEW, "kind": "zzz"}),
        [("#/records/0/kind", "`zzz` is not a kind of record. Known: `count`, `note`, `pair`.")],
    ),
    "wrong values": (
        of({**NEW, "value": None}, {"kind": "count", "key": "", "value": {"count": 0, "x/y": 1}}),
        [
            ("#/records/0/value", "Expected a string; received null."),
            ("#/records/1/value/count", "Expected a number of at least 1; received 0."),
            (
                "#/records/1/value/x~1y",
                f"{UNKNOWN} `x/y`.",
            ),
        ],
    ),
    "duplicates": (
        of(NEW, {**NEW, "kind": "count", "value": {"count": 1}}, NEW, NEW),
        [
            (f"#/records/{n}", "The record is already at `#/records/0`. Send each once.")
            for n in (2, 3)
        ],
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_broken_snapshot_is_refused(plain: Surface, name: str) -> None:
    """Each fault in a snapshot is reported with its place, and the state is unchanged."""
    snapshot, faults = FAULTS[name]
    answer = plain.put(snapshot)
    reported = json.loads(answer.data)
    assert (answer.status_code, answer.content_type) == (400, PROBLEM_JSON)
    assert [(error["pointer"], error["detail"]) for error in reported["errors"]] == faults
    assert f"At `{faults[0][0]}`: {faults[0][1]}" in reported["detail"]
    assert plain.state.snapshot() == OLD


def test_one_fault_keeps_everything_out(surface: Surface) -> None:
    """One invalid record in a snapshot prevents the whole restore."""
    answer = surface.put(of(NEW, {**NEW, "key": "other", "value": 5}))
    assert (answer.status_code, surface.state.snapshot()) == (400, OLD)


def test_faults_are_limited(plain: Surface) -> None:
    """At most a hundred faults are listed, but all are counted."""
    reported = json.loads(plain.put(of(*[{**NEW, "kind": "zzz"}] * 300)).data)
    assert (len(reported["errors"]), "has 599 faults" in reported["detail"]) == (100, True)


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"{", "The body is not valid JSON"),
        (b'{"format":1,"format":1,"records":[]}', "duplicate key"),
    ],
)
def test_body_that_is_no_json_is_refused(plain: Surface, body: bytes, detail: str) -> None:
    """An unreadable body is a 400 that says where."""
    answer = plain.put(body)
    assert answer.status_code == 400
    assert detail in json.loads(answer.data)["detail"]
    assert plain.state.snapshot() == OLD


def test_snapshot_may_be_larger_than_other_bodies(plain: Surface) -> None:
    """A snapshot may exceed the size limit of API requests."""
    assert plain.put(of({**NEW, "value": "x" * 5000})).status_code == 200
    answer = plain.client.post("/_mock/reset", data=b" " * 5000, content_type="application/json")
    assert answer.status_code == 413


def test_endless_snapshot_is_refused(plain: Surface, monkeypatch: pytest.MonkeyPatch) -> None:
    """A snapshot has a size limit too."""
    assert MAX_SNAPSHOT_BYTES == 64 * 1024 * 1024
    monkeypatch.setattr("mockwright.mock_server.control.state.MAX_SNAPSHOT_BYTES", 4000)
    answer = plain.put(of({**NEW, "value": "x" * 5000}))
    assert (answer.status_code, plain.state.snapshot()) == (413, OLD)


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", None])
def test_form_of_a_page_cannot_restore(plain: Surface, content_type: str | None) -> None:
    """Requests that a web page can send without CORS are refused, and the state is unchanged."""
    answer = plain.client.put("/_mock/state", data=b"{}", content_type=content_type)
    assert (answer.status_code, plain.state.snapshot()) == (415, OLD)


def test_reading_state_changes_nothing(surface: Surface) -> None:
    """Reading a snapshot twice gives the same result."""
    taken = [surface.client.get("/_mock/state").data for _ in range(3)]
    assert (len(set(taken)), surface.state.snapshot()) == (1, OLD)


def test_reset_forgets_state_and_journal(surface: Surface) -> None:
    """A reset removes all records and journal entries."""
    assert surface.client.post("/_mock/reset").json == {"status": "reset"}
    assert (surface.state.snapshot(), surface.journal.read().entries) == ({}, ())


class Unreachable(MemoryState):
    """State whose file cannot be written or, depending on the error, cannot be read either."""

    def __init__(self, *, is_full: bool) -> None:
        super().__init__()
        self._error = StateUnavailable("No room in `x.db`.", is_full=is_full)

    def restore(self, records: Mapping[Key, bytes]) -> None:
        """Fail."""
        _ = records
        raise self._error

    def snapshot(self) -> dict[Key, bytes]:
        """Fail."""
        raise self._error


@pytest.mark.parametrize(("is_full", "status"), [(True, 507), (False, 503)])
@pytest.mark.parametrize(
    "ask",
    [
        lambda surface: surface.client.get("/_mock/state"),
        lambda surface: surface.put(of(NEW)),
        lambda surface: surface.client.post("/_mock/reset"),
    ],
    ids=["snapshot", "restore", "reset"],
)
def test_unavailable_state_is_reported(
    ask: Callable[[Surface], TestResponse], *, is_full: bool, status: int
) -> None:
    """A full disk is 507, an inaccessible file 503, each with the reason; nothing changes."""
    surface = Surface(Unreachable(is_full=is_full))
    answer = ask(surface)
    assert (answer.status_code, answer.content_type) == (status, PROBLEM_JSON)
    assert json.loads(answer.data)["detail"] == "No room in `x.db`."
    assert len(surface.journal.read().entries) == 1


def test_schemas_of_records_stay_as_they_are() -> None:
    """The schemas passed to the rules are not modified."""
    nested = {"type": "array", "items": {"type": "integer", "format": "int32"}}
    schemas = {"plain": {"type": "integer", "format": "int32"}, "nested": nested}
    before = json.dumps(schemas)
    assert SnapshotRules(schemas).find_faults(of()) == []
    assert json.dumps(schemas) == before


def test_rules_fit_the_records_of_the_mock() -> None:
    """Every kind of record that answers store has a schema."""
    records = [{"kind": kind, "key": "k", "value": None} for kind in find_vendors().record_schemas]
    faults = SnapshotRules(find_vendors().record_schemas).find_faults(of(*records))
    pointers = {fault.pointer.split("/value")[0] for fault in faults}
    assert pointers == {f"#/records/{index}" for index in range(len(records))}


def test_state_that_could_not_be_put_back_is_no_snapshot(
    plain: Surface, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A snapshot beyond the size limit is refused, with both sizes and an alternative."""
    monkeypatch.setattr("mockwright.mock_server.control.state.MAX_SNAPSHOT_BYTES", 100)
    answer = plain.client.get("/_mock/state")
    assert answer.status_code == 507
    assert answer.json is not None
    detail = answer.json["detail"]
    size = plain.state.usage().bytes
    assert all(part in detail for part in (f"{size:,} bytes", "limited to 100", "`--db FILE`"))
