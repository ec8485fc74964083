"""Profiles on the control surface: the webhook and the calls use what was put."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from flask.testing import FlaskClient
from werkzeug.test import create_environ
from werkzeug.wrappers import Response

import mockwright.mock_server.app
from mockwright.mock_server.state.memory import MemoryState
from mockwright.mock_server.state.protocol import Key
from mockwright.mock_server.timestamps import WEEK, parse_timestamp
from mockwright.mock_server.vendors.dumgum.control.profiles import MAX_PAGE_LENGTH
from mockwright.mock_server.vendors.dumgum.profiles.store import FROM_PUT, keep_profile
from mockwright.mock_server.wsgi import Mockwright
from tests.mock_server.asking import Reply, ask, journal, serve
from tests.mock_server.state.state_kinds import FILE_KINDS, KINDS, opened

PROBLEM_JSON = "application/problem+json"
KEY = {"authorization": "Bearer any-key"}
REPLY = "POST /cs/v1/content_creation/conversations/generate"
SUGGESTION = "POST /cs/v1/content_creation/suggestion"
PERSONA = {"id": "persona-1", "firstName": "Marie", "timeZone": "Europe/Paris"}
ALEX = {"id": "u-1", "version": "1", "firstName": "Alex"}
ODD_IDS = (
    *("a", "a/b", "/a", "a/", "//", "a//b", "..", "../state", ".", "a/../b", "50%", "%41", "a b"),
    *(
        "+",
        "a+b",
        "?",
        "#a",
        "a;b=1",
        "é",
        "日本語",
        "\U0001f408",
        "e\u0301",
        "\u202etxt",
        '"',
        "'",
    ),
    *("\x00", "a\nb", "\x7f", "\ufffd", "-", "null", "latest", "a/refresh", "x" * 1000, "é" * 1000),
    *("<script>", "${x}", "\\", "user-1", "persona-1", " "),
)


@pytest.fixture
def app() -> Mockwright:
    """The mock with every bundled document."""
    return serve()


@pytest.fixture
def client(app: Mockwright) -> FlaskClient:
    """A client of the control surface."""
    return app.test_client()


@pytest.fixture(params=KINDS)
def anywhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Mockwright]:
    """The mock with each kind of state."""
    with (
        opened(request.param, tmp_path / "state.db") as state,
        patch.object(mockwright.mock_server.app, "open_state", return_value=state),
    ):
        yield serve()


class Answer(Response):
    """An answer of the control surface."""

    @property
    def value(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.data)


def seen(client: FlaskClient) -> Any:
    """The control surface's answer for `u-1`."""
    return json.loads(client.get("/_mock/profiles/u-1").data)


def listed(client: FlaskClient, **query: str) -> Any:
    """A page of the list of profiles."""
    return json.loads(client.get("/_mock/profiles", query_string=query).data)


def put(client: FlaskClient, profile: Any, profile_id: str = "u-1") -> Answer:
    """Store a profile under a decoded id."""
    return send(client, "PUT", profile_id, json.dumps({"profile": profile}).encode())


def send(client: FlaskClient, method: str, profile_id: str, body: bytes | None = None) -> Answer:
    """Send a request for one profile with a decoded id."""
    return send_raw(client, method, profile_id.encode(), body)


def send_raw(client: FlaskClient, method: str, tail: bytes, body: bytes | None = None) -> Answer:
    """Send a request for one profile with the raw bytes of its path."""
    kind = {} if body is None else {"content_type": "application/json"}
    environ = create_environ("/", method=method, data=body, **kind)
    # The client would encode the path again, so the environment is changed directly.
    environ["PATH_INFO"] = "/_mock/profiles/" + tail.decode("latin-1")
    answer = Answer.from_app(client.application, environ)
    assert isinstance(answer, Answer)
    return answer


def fetch(app: Mockwright, query: str = "profileId=u-1", **headers: str) -> Reply:
    """The webhook's answer."""
    return ask(app, f"GET /webhooks/profile?{query}", {**KEY, **headers})


def talk(app: Mockwright, target: str = REPLY, **user: Any) -> Reply:
    """Send a request about a user with a message of noon on 1 January 2025."""
    message = {"id": "m", "sender": "USER", "date": "2025-01-01T12:00:00Z", "text": "Hello."}
    body = {"userProfile": {**ALEX, **user}, "personaProfile": PERSONA, "language": "EN"}
    return ask(app, target, KEY, {**body, "messages": [message]})


def test_what_is_put_is_served(anywhere: Mockwright) -> None:
    """A stored profile is shown, listed, and served by the webhook under the same tag."""
    client = anywhere.test_client()
    created = put(client, ALEX)
    assert (created.status_code, created.value) == (
        201,
        {
            "id": "u-1",
            "source": "put",
            "version": "1",
            "expires": "2025-01-08T00:00:00.000Z",
            "etag": fetch(anywhere).headers["etag"],
            "profile": ALEX,
            "warnings": [],
        },
    )
    assert seen(client) == created.value
    assert fetch(anywhere).value == {"profile": ALEX}
    known = {name: created.value[name] for name in ("id", "source", "version", "expires")}
    assert listed(client) == {"profiles": [known], "total": 1, "next": None}
    assert put(client, {**ALEX, "version": "2"}).status_code == 200


def test_nothing_is_stored_at_first(app: Mockwright, client: FlaskClient) -> None:
    """Without a stored profile the generated one is shown, and the list is empty."""
    shown = seen(client)
    assert (shown["source"], shown["expires"], shown["warnings"]) == ("fake", None, [])
    assert (shown["profile"], shown["etag"]) == (
        fetch(app).value["profile"],
        fetch(app).headers["etag"],
    )
    assert listed(client) == {"profiles": [], "total": 0, "next": None}


def test_id_is_filled_in(client: FlaskClient) -> None:
    """A profile without an id gets the id of the path."""
    assert put(client, {"firstName": "Alex"}).value["profile"]["id"] == "u-1"


def test_another_id_is_refused(app: Mockwright, client: FlaskClient) -> None:
    """A profile whose id differs from the path is refused."""
    answer = put(client, {**ALEX, "id": "u-2"})
    assert (answer.status_code, answer.content_type) == (400, PROBLEM_JSON)
    (error,) = json.loads(answer.data)["errors"]
    assert error == {
        "pointer": "#/profile/id",
        "keyword": "x-echo",
        "detail": 'Expected the id of the path, "u-1"; received "u-2". '
        "Leave it out to have it filled in.",
        "rule": "dumgum.yaml#/components/schemas/WebhookProfile/allOf/1/properties/id/x-echo",
    }
    assert app.pipeline.world.state.snapshot() == {}


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        (b"", ["#"]),
        (b"[]", ["#"]),
        (b"{}", ["#/profile"]),
        (b'{"profile": null}', ["#/profile"]),
        (b'{"id": "u-1", "firstName": "Alex"}', ["#/profile"]),
        (b'{"profile": {}}', ["#/profile"]),
        (b'{"profile": {"id": 5, "firstName": "A"}}', ["#/profile/id"]),
        (
            b'{"profile": {"id": "x", "gender": "W", "birthdate": "1990", "pictures": ["http://a"]}}',
            [
                *("#/profile", "#/profile/birthdate", "#/profile/gender", "#/profile/id"),
                "#/profile/pictures/0",
            ],
        ),
        (
            b'{"profile": {"nickname": "a", "features": {"height": "tall", "sports": "SOCCER"}}}',
            ["#/profile/features/height", "#/profile/features/sports"],
        ),
    ],
)
def test_every_violation_is_told(
    app: Mockwright, client: FlaskClient, body: bytes, pointers: list[str]
) -> None:
    """An invalid profile is refused with every violation, and nothing is stored."""
    answer = send(client, "PUT", "u-1", body)
    told = json.loads(answer.data)
    assert (answer.status_code, answer.content_type) == (400, PROBLEM_JSON)
    assert sorted({error["pointer"] for error in told["errors"]}) == pointers
    assert told["detail"].startswith(
        f"The profile was not stored. At `{told['errors'][0]['pointer']}`"
    )
    assert app.pipeline.world.state.snapshot() == {}


def test_bare_profile_is_told_where_it_belongs(client: FlaskClient) -> None:
    """A profile without its envelope gets a hint at `profile`."""
    answer = send(client, "PUT", "u-1", b'{"firstName": "Alex"}')
    assert "The profile is in `profile`" in json.loads(answer.data)["detail"]


@pytest.mark.parametrize("body", [b"{", b'{"profile": {"id": "u-1", "id": "u-1"}}', b"\xff"])
def test_body_that_is_no_json_is_refused(client: FlaskClient, body: bytes) -> None:
    """A body that is not valid JSON gets a 400."""
    answer = send(client, "PUT", "u-1", body)
    assert (answer.status_code, answer.content_type) == (400, PROBLEM_JSON)


def test_body_that_is_too_large_is_refused() -> None:
    """A body over the server's limit gets a 413."""
    client = serve(max_body_bytes=1000).test_client()
    assert put(client, {**ALEX, "description": "x" * 1000}).status_code == 413


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", None])
def test_form_of_a_page_cannot_put(
    app: Mockwright, client: FlaskClient, content_type: str | None
) -> None:
    """Content types that a web page can send without a preflight are refused."""
    answer = client.put("/_mock/profiles/u-1", data=b"{}", content_type=content_type)
    assert (answer.status_code, app.pipeline.world.state.snapshot()) == (415, {})


def test_undocumented_field_is_kept_and_told(app: Mockwright, client: FlaskClient) -> None:
    """An undocumented field causes one warning, and the webhook omits it."""
    answer = put(client, {**ALEX, "fristName": "A", "pets": [{"name": "Rex", "wings": 2}]}).value
    hint = " Did you mean `firstName`?"
    assert answer["warnings"] == [
        {
            "code": "undocumented-field",
            "pointer": f"#/profile/{place}",
            "message": f"`{name}` is not a documented field.{near}",
        }
        for place, name, near in (
            ("pets/0/wings", "wings", ""),
            ("fristName", "fristName", hint),
        )
    ]
    assert answer["profile"] == fetch(app).value["profile"] == {**ALEX, "pets": [{"name": "Rex"}]}


def test_undocumented_field_is_refused_when_strict() -> None:
    """With `--strict` an undocumented field is a violation."""
    client = serve(is_strict=True).test_client()
    told = json.loads(put(client, {**ALEX, "fristName": "A"}).data)
    assert [error["pointer"] for error in told["errors"]] == ["#/profile/fristName"]
    assert put(client, ALEX).status_code == 201


def test_changed_profile_has_another_version(client: FlaskClient) -> None:
    """A changed profile with the old version gets a new version and a warning."""
    put(client, ALEX)
    changed = put(client, {**ALEX, "nickname": "a"}).value
    assert changed["version"] == changed["profile"]["version"] != "1"
    (notice,) = changed["warnings"]
    assert (notice["code"], notice["pointer"]) == ("version-set", "#/profile/version")
    assert notice["message"].startswith(f"Set to `{changed['version']}`, so that a client")
    again = put(client, {**ALEX, "nickname": "a", "version": changed["version"]}).value
    assert (again["version"], again["warnings"]) == (changed["version"], [])


def test_version_is_set_where_there_is_none(client: FlaskClient) -> None:
    """A profile without a version gets one that stays until the profile changes."""
    first, again = (put(client, {"firstName": "Alex"}).value for _ in range(2))
    assert first["version"].startswith("mock-")
    assert (again["version"], again["etag"], again["warnings"]) == (
        first["version"],
        first["etag"],
        [],
    )
    assert put(client, {"firstName": "Kim"}).value["version"] != first["version"]


def test_undocumented_fields_are_part_of_a_profile(client: FlaskClient) -> None:
    """A change of an undocumented field sets a new version; an unchanged field does not."""
    first, again, other = (put(client, {**ALEX, "mood": mood}).value for mood in (1, 1, 2))
    assert [first["version"], again["version"]] == ["1", "1"]
    assert other["version"].startswith("mock-")


def test_given_version_is_kept(client: FlaskClient) -> None:
    """A version that differs from the stored one is kept, even an older one."""
    put(client, ALEX)
    assert put(client, {**ALEX, "version": "2"}).value["version"] == "2"
    assert put(client, {**ALEX, "version": "1", "nickname": "a"}).value["version"] == "1"


def test_versions_are_the_same_for_the_same_history() -> None:
    """Generated versions are reproducible, and all of them differ."""

    def versions(**settings: object) -> list[str]:
        client = serve(**settings).test_client()
        names = ("A", "B", "A", "B", "A")
        return [put(client, {"firstName": name}).value["version"] for name in names]

    assert versions() == versions()
    assert len({*versions(), *versions(seed=1)}) == 10


def test_fake_can_be_put_back_as_it_was(client: FlaskClient) -> None:
    """The generated profile can be stored unchanged."""
    fake = seen(client)
    stored = put(client, fake["profile"]).value
    assert (stored["version"], stored["source"]) == (fake["version"], "put")
    assert {**stored["profile"]} == fake["profile"]


def test_deleted_profile_is_the_fake_again(anywhere: Mockwright) -> None:
    """After a deletion the webhook serves the generated profile; a second deletion gets a 404."""
    client, before = anywhere.test_client(), fetch(anywhere).body
    put(client, ALEX)
    answer = client.delete("/_mock/profiles/u-1")
    assert (answer.status_code, answer.json) == (200, {"status": "deleted", "id": "u-1"})
    assert (fetch(anywhere).body, anywhere.pipeline.world.state.snapshot()) == (before, {})
    again = client.delete("/_mock/profiles/u-1")
    assert (again.status_code, json.loads(again.data)["detail"]) == (
        404,
        "No profile `u-1` is stored. `/_mock/profiles` lists all.",
    )


@pytest.mark.parametrize("profile_id", ODD_IDS, ids=lambda text: ascii(text)[:20])
def test_any_id_can_be_put(app: Mockwright, client: FlaskClient, profile_id: str) -> None:
    """A profile can be stored, read and deleted under an id with any characters."""
    assert put(client, {"firstName": "A"}, profile_id).status_code == 201
    shown = send(client, "GET", profile_id).value
    assert (shown["id"], shown["profile"]["id"], shown["source"]) == (*[profile_id] * 2, "put")
    assert [one["id"] for one in listed(client)["profiles"]] == [profile_id]
    query = "".join(f"%{byte:02X}" for byte in profile_id.encode())
    assert fetch(app, f"profileId={query}").value == {"profile": shown["profile"]}
    assert send(client, "DELETE", profile_id).status_code == 200


@pytest.mark.parametrize("kind", FILE_KINDS)
def test_odd_ids_are_kept_in_files(kind: str, tmp_path: Path) -> None:
    """Profiles with unusual ids survive a restart with the same tags."""
    tags = {}
    for _ in range(2):
        with (
            opened(kind, tmp_path / "state.db") as state,
            patch.object(mockwright.mock_server.app, "open_state", return_value=state),
        ):
            client = serve().test_client()
            for profile_id in ODD_IDS:
                if profile_id not in tags:
                    tags[profile_id] = put(client, {"firstName": "A"}, profile_id).value["etag"]
                assert send(client, "GET", profile_id).value["etag"] == tags[profile_id]
            assert listed(client)["total"] == len(ODD_IDS)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
@pytest.mark.parametrize("raw", [b"\xff", b"a/\xc3", b"\xed\xa0\x80"])
def test_id_that_is_no_text_is_refused(client: FlaskClient, method: str, raw: bytes) -> None:
    """An id that is not valid UTF-8 gets a 400."""
    body = None if method != "PUT" else b'{"profile": {"firstName": "A"}}'
    answer = send_raw(client, method, raw, body)
    assert (answer.status_code, "not UTF-8" in json.loads(answer.data)["detail"]) == (400, True)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_question_mark_in_an_id_is_told(client: FlaskClient, method: str) -> None:
    """An unescaped question mark in an id gets a 400 with a hint at `%3F`."""
    answer = client.open("/_mock/profiles/u?1", method=method)
    assert (answer.status_code, "`%3F`" in json.loads(answer.data)["detail"]) == (400, True)


@pytest.mark.parametrize("target", [REPLY, SUGGESTION])
def test_calls_see_what_was_put(app: Mockwright, client: FlaskClient, target: str) -> None:
    """A request with the stored version uses the stored profile and gets a warning."""
    put(client, {**ALEX, "birthdate": "2015-01-01"})
    reply = talk(app, target, nickname="other")
    if target == REPLY:
        assert reply.value["answers"][0]["conversationStopReason"] == "USER_UNDERAGE"
    assert "stored-profile-holds" in [one["code"] for one in journal(app)[-1]["warnings"]]
    assert seen(client)["source"] == "put"


def test_requests_replace_what_was_put(app: Mockwright, client: FlaskClient) -> None:
    """A request with another version replaces the stored profile and its source."""
    put(client, ALEX)
    talk(app, version="2")
    shown = seen(client)
    assert (shown["source"], shown["version"]) == ("request", "2")
    assert shown["expires"] == "2025-01-08T12:00:00.000Z"
    put(client, {**ALEX, "version": "2"})
    assert seen(client)["source"] == "put"


def test_what_was_put_expires(app: Mockwright, client: FlaskClient) -> None:
    """After the expiry a request replaces the stored profile even with the same version."""
    put(client, {**ALEX, "expiresAt": "2025-01-01T11:00:00Z"})
    assert fetch(app).value["profile"]["expiresAt"] == "2025-01-01T11:00:00Z"
    talk(app, nickname="later")
    assert seen(client)["profile"]["nickname"] == "later"


def test_expiry_is_counted_by_the_clock() -> None:
    """With the wall clock a stored profile expires a week from now."""
    app = serve(is_realtime=True)
    clock = app.pipeline.world.clock
    assert clock is not None
    before = clock()
    expires = parse_timestamp(put(app.test_client(), ALEX).value["expires"])
    assert before + WEEK <= expires <= clock() + WEEK


class Guarded(MemoryState):
    """State that may only be read and changed under its lock."""

    def __init__(self) -> None:
        super().__init__()
        self._holders = 0

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Count the holders of the lock."""
        self._holders += 1
        yield
        self._holders -= 1

    def get(self, kind: str, key: str) -> bytes | None:
        """Return the record; the lock is required."""
        assert self._holders
        return super().get(kind, key)

    def commit(self, changes: Mapping[Key, bytes | None]) -> None:
        """Commit the changes; the lock is required."""
        assert self._holders
        super().commit(changes)


def test_state_is_held_from_reading_to_writing() -> None:
    """Every operation on profiles reads and writes under the lock."""
    with patch.object(mockwright.mock_server.app, "open_state", return_value=Guarded()):
        app = serve()
    client = app.test_client()
    statuses = [put(client, ALEX).status_code, put(client, ALEX).status_code]
    statuses += [client.get("/_mock/profiles/u-1").status_code, fetch(app).status]
    statuses += [client.delete("/_mock/profiles/u-1").status_code, talk(app).status]
    assert statuses == [201, 200, 200, 200, 200, 200]


def test_expiry_beyond_all_years_is_told(app: Mockwright, client: FlaskClient) -> None:
    """An expiry beyond the last date is shown as the last timestamp."""
    changes = keep_profile(ALEX, 10**17, FROM_PUT)
    app.pipeline.world.state.commit(changes)
    assert seen(client)["expires"] == "9999-12-31T23:59:59.999Z"


def test_unknown_profile_is_told() -> None:
    """An id that matches `--unknown-profiles` gets a 404, and a stored one a warning."""
    app = serve(vendor_options={"unknown_profiles": ("u-*",)})
    client = app.test_client()
    missing = client.get("/_mock/profiles/u-1")
    reason = "it matches `--unknown-profiles u-*`."
    assert missing.status_code == 404
    assert json.loads(missing.data)["detail"] == f"There is no profile `u-1`: {reason}"
    stored = put(client, ALEX)
    message = f"The webhook nevertheless answers 404 for this id: {reason}"
    told = [{"code": "hidden-profile", "pointer": None, "message": message}]
    assert (stored.status_code, stored.value["warnings"]) == (201, told)
    assert seen(client)["warnings"] == told
    assert fetch(app).status == 404


def test_broken_profile_of_a_snapshot_is_shown(app: Mockwright, client: FlaskClient) -> None:
    """An invalid profile from a snapshot is shown with warnings, and the webhook answers 500."""
    app.pipeline.world.state.restore({("profile", "u-1"): b'[0,{"id":"u-1","gender":5}]'})
    shown = seen(client)
    assert shown["profile"]["gender"] == 5
    assert {one["code"] for one in shown["warnings"]} == {"unservable-profile"}
    assert {one["pointer"] for one in shown["warnings"]} == {"#/profile", "#/profile/gender"}
    assert all("answers 500 because of this." in one["message"] for one in shown["warnings"])
    assert fetch(app).status == 500


def test_without_the_webhook_nothing_can_be_put() -> None:
    """Without the webhook's document, reading or storing a profile gets a 400 that names it."""
    client = serve("cognigy").test_client()
    for answer in (put(client, ALEX), client.get("/_mock/profiles/u-1")):
        assert answer.status_code == 400
        assert "`--spec dumgum`" in json.loads(answer.data)["detail"]
    assert listed(client)["profiles"] == []
    assert client.delete("/_mock/profiles/u-1").status_code == 404


def test_list_has_pages(app: Mockwright, client: FlaskClient) -> None:
    """The list of profiles is sorted by id and split into pages."""
    ids = sorted(["b", "a", "Z", "é", "10", "9", "a/b"])
    for profile_id in reversed(ids):
        put(client, {"firstName": "A"}, profile_id)
    app.pipeline.world.state.commit({("conversation", "m"): b"{}"})
    found, query = [], {"limit": "3"}
    while True:
        page = listed(client, **query)
        found.append([one["id"] for one in page["profiles"]])
        assert page["total"] == len(ids)
        if page["next"] is None:
            break
        query["after"] = page["next"]
    assert found == [ids[:3], ids[3:6], ids[6:]]
    assert listed(client, limit=str(len(ids)))["next"] is None


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("limit=0", "`limit` is not a number from 1 to 1,000."),
        (f"limit={MAX_PAGE_LENGTH + 1}", "`limit` is not a number from 1 to 1,000."),
        ("limit=x", "`limit` is not a non-negative number."),
        ("limti=1", "`limti` is not a filter of profiles. Known: `after`, `limit`."),
    ],
)
def test_bad_query_is_refused(client: FlaskClient, query: str, detail: str) -> None:
    """An invalid query of the list gets a 400 with the reason."""
    answer = client.get(f"/_mock/profiles?{query}")
    assert (answer.status_code, detail in json.loads(answer.data)["detail"]) == (400, True)


def test_snapshot_has_what_was_put(app: Mockwright, client: FlaskClient) -> None:
    """A reset deletes stored profiles, and a snapshot restores them with source and tag."""
    shown = put(client, ALEX).value
    snapshot = client.get("/_mock/state").data
    client.post("/_mock/reset")
    assert listed(client)["total"] == 0
    client.put("/_mock/state", data=snapshot, content_type="application/json")
    assert seen(client) == shown
    assert fetch(app).headers["etag"] == shown["etag"]


def test_reading_changes_nothing(app: Mockwright, client: FlaskClient) -> None:
    """Reading a profile on the control surface or the webhook stores nothing."""
    client.get("/_mock/profiles/u-1")
    client.get("/_mock/profiles")
    fetch(app)
    assert app.pipeline.world.state.snapshot() == {}


def test_very_many_unknown_fields_are_counted(app: Mockwright, client: FlaskClient) -> None:
    """The journal names the first 100 omitted fields and counts the others."""
    profile = {**ALEX, **{f"field{number}": number for number in range(5000)}}
    assert len(put(client, profile).value["warnings"]) <= 202
    assert fetch(app).value == {"profile": ALEX}
    *named, rest = journal(app)[-1]["warnings"]
    assert (len(named), {notice["code"] for notice in named}) == (100, {"left-out"})
    message = "4900 more fields are left out."
    assert rest == {"code": "left-out", "pointer": "#/profile", "message": message}
