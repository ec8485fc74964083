from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse, create_environ

from mockwright.mock_server.control.journal import MAX_WAITING
from mockwright.mock_server.control.surface import ControlParts, add_control
from mockwright.mock_server.journal.entries import Journal
from mockwright.mock_server.journal.peers import Peers
from mockwright.mock_server.request.guard import Guard
from mockwright.mock_server.settings import Settings
from mockwright.mock_server.state.memory import MemoryState
from mockwright.mock_server.steering.faults.plan import open_plan
from mockwright.mock_server.wsgi import Mockwright
from mockwright.openapi.exchange import Request, Response
from mockwright.openapi.loading import bundled_names
from mockwright.openapi.routing import Router
from tests.mock_server.asking import ask, journal, serve
from tests.mock_server.entries import record, still
from tests.processes import PATIENCE_SECONDS

PROBLEM_JSON = "application/problem+json"
KEY = {"authorization": "Bearer some-key"}
EXPORT = "GET /api/profiles/user-7/export"
READABLE = (
    *("/", "/_mock/live", "/_mock/ready", "/_mock/journal", "/_mock/state"),
    *("/_mock/profiles", "/_mock/profiles/user-1"),
    "/_mock/documents/dumgum",
)
CHANGES = (
    *(("POST", "/_mock/reset"), ("PUT", "/_mock/state")),
    *(("PUT", "/_mock/profiles/user-1"), ("DELETE", "/_mock/profiles/user-1")),
    ("POST", "/_mock/profiles/user-1/refresh"),
)
KNOWN = (
    *("live", "ready", "journal", "journal/<id>", "profiles", "profiles/<id>"),
    *("profiles/<id>/refresh", "state", "reset"),
    "documents/<name>",
)
NOTHING = (
    *("/_mock", "/_mock/", "/_mock/nothing", "/_mock/live/", "/_mock/LIVE", "/_mock/live/x"),
    *(
        "/_mock//live",
        "/_mock/profiles/",
        "/_mock/journal/",
        "/_mock/journal/1-1/x",
        "/_mock/documents/",
        "/_mock/%6Cive/",
    ),
)


@pytest.fixture
def app() -> Mockwright:
    """A mock with every bundled document."""
    return serve()


@pytest.fixture
def client(app: Mockwright) -> FlaskClient:
    """A client of the mock."""
    return app.test_client()


@pytest.fixture
def asked(app: Mockwright) -> Mockwright:
    """The mock after four requests: a success, a 401, a 404, and a success with a warning."""
    ask(app, EXPORT, KEY)
    ask(app, EXPORT)
    ask(app, "POST /nowhere", KEY, {})
    ask(app, f"{EXPORT}?unknown=1", KEY)
    return app


def get(client: FlaskClient, path: str, **headers: str) -> Any:
    """The JSON of a successful response."""
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200
    return answer.json


def detail_of(answer: TestResponse) -> str:
    """The detail of a problem."""
    return str(json.loads(answer.data)["detail"])


def ids(client: FlaskClient, query: str) -> list[str]:
    """The ids of the entries that match a query."""
    return [entry["id"] for entry in get(client, f"/_mock/journal?{query}")["entries"]]


def test_server_is_live_and_ready(client: FlaskClient) -> None:
    """The health check responds and lists what is served."""
    ready = get(client, "/_mock/ready")
    assert get(client, "/_mock/live") == {"status": "live"}
    assert isinstance(ready.pop("version"), str)
    assert ready == {
        "status": "ready",
        "name": "mockwright",
        "seed": 0,
        "documents": ["cognigy", "dumgum", "getprofile"],
    }


def test_root_lists_what_there_is(client: FlaskClient, app: Mockwright) -> None:
    """The root lists every operation and every path of the control surface; each one exists."""
    index = get(client, "/")
    assert index["operations"] == [op.label for op in app.pipeline.router.operations]
    assert {client.post(path).status_code for path in index["control"]} == {200, 405}


@pytest.mark.parametrize("name", bundled_names())
def test_served_document_can_be_read(client: FlaskClient, name: str) -> None:
    """Each served document is available as JSON."""
    assert get(client, f"/_mock/documents/{name}")["openapi"] == "3.1.0"


def test_unknown_document_lists_the_known(client: FlaskClient) -> None:
    """An unknown document is a 404 that lists the served ones."""
    answer = client.get("/_mock/documents/nothing")
    detail = "There is no document `nothing`. Known: `cognigy`, `dumgum`, `getprofile`."
    assert (answer.status_code, detail_of(answer)) == (404, detail)


@pytest.mark.parametrize("path", NOTHING)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_unknown_path_lists_the_known(client: FlaskClient, method: str, path: str) -> None:
    """An unknown path is a 404 in JSON that lists the known ones, never a redirect."""
    answer = client.open(path, method=method)
    assert (answer.status_code, answer.content_type) == (404, PROBLEM_JSON)
    assert [name for name in KNOWN if f"`/_mock/{name}`" not in detail_of(answer)] == []


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        *(
            (path, {"GET", "HEAD"})
            for path in ("/_mock/live", "/_mock/ready", "/_mock/journal", "/_mock/journal/latest")
        ),
        ("/_mock/state", {"GET", "HEAD", "PUT"}),
        ("/_mock/profiles", {"GET", "HEAD"}),
        ("/_mock/documents/dumgum", {"GET", "HEAD"}),
        ("/_mock/reset", {"POST"}),
    ],
)
def test_other_method_is_refused(client: FlaskClient, path: str, allowed: set[str]) -> None:
    """An unsupported method is a 405 in JSON that lists the supported ones."""
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "OTHER"} - allowed:
        answer = client.open(path, method=method)
        assert (answer.status_code, answer.content_type) == (405, PROBLEM_JSON)
        assert set(answer.headers["Allow"].split(", ")) == allowed


@pytest.mark.parametrize(("method", "path"), [("get", "/_mock/live"), ("post", "/_mock/reset")])
def test_method_in_small_letters_is_another(asked: Mockwright, method: str, path: str) -> None:
    """Methods are case-sensitive: `post` is not POST, and changes nothing."""
    environment = {**create_environ(path), "REQUEST_METHOD": method}
    answer = asked.test_client().open(environment)
    assert (answer.status_code, answer.headers["Allow"]) == (405, method.upper())
    assert len(journal(asked)) == 4


def test_head_has_no_body(client: FlaskClient) -> None:
    """A response to HEAD has no body."""
    answer = client.head("/_mock/live")
    assert (answer.status_code, answer.data) == (200, b"")


@pytest.mark.parametrize("path", [*READABLE, "/_mock/journal?format=jsonl", "/_mock/nothing"])
def test_answer_is_not_stored_or_guessed(client: FlaskClient, path: str) -> None:
    """Responses are neither cached nor sniffed, including captured bodies."""
    headers = client.get(path).headers
    found = (headers["Cache-Control"], headers["X-Content-Type-Options"])
    assert found == ("no-store", "nosniff")


def test_reading_changes_nothing(asked: Mockwright) -> None:
    """Reading the control surface does not add to the journal."""
    before = journal(asked)
    client = asked.test_client()
    for path in (*READABLE, *NOTHING, "/_mock/reset", "/_mock/journal/latest"):
        client.get(path)
    assert journal(asked) == before


def test_journal_shows_every_request(asked: Mockwright) -> None:
    """The journal lists API requests in order, and returns its cursor."""
    shown = get(asked.test_client(), "/_mock/journal")
    assert shown == {"entries": journal(asked), "cursor": "1:4", "evicted": 0}
    assert [entry["status"] for entry in shown["entries"]] == [200, 401, 404, 200]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["1-1", "1-2", "1-3", "1-4"]),
        ("status=200", ["1-1", "1-4"]),
        ("status=401", ["1-2"]),
        ("status=500", []),
        ("method=POST", ["1-3"]),
        ("path=/nowhere", ["1-3"]),
        ("path=/now", []),
        ("operation=export_profile", ["1-1", "1-2", "1-4"]),
        ("operation=export_profile&status=200", ["1-1", "1-4"]),
        ("has=problem", ["1-2", "1-3"]),
        ("has=warnings", ["1-4"]),
        ("has=violations", []),
        ("after=1:2", ["1-3", "1-4"]),
        ("after=1:4", []),
        ("after=2:9", ["1-1", "1-2", "1-3", "1-4"]),
        ("after=1:1,2:5", ["1-2", "1-3", "1-4"]),
        ("after=", ["1-1", "1-2", "1-3", "1-4"]),
        ("limit=2", ["1-3", "1-4"]),
        ("limit=0", []),
        ("limit=99", ["1-1", "1-2", "1-3", "1-4"]),
        ("status=200&limit=1", ["1-4"]),
        ("wait=0", ["1-1", "1-2", "1-3", "1-4"]),
        ("wait=20&status=404", ["1-3"]),
    ],
)
def test_journal_can_be_filtered(asked: Mockwright, query: str, expected: list[str]) -> None:
    """Filters select entries, a cursor skips earlier ones, and a limit keeps the newest."""
    assert ids(asked.test_client(), query) == expected


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("statis=200", "`statis` is not a filter of the journal. Known: `after`, `direction`,"),
        ("statis=200", "Did you mean `status`?"),
        ("zzz", "`zzz` is not a filter of the journal."),
        ("after=x", "`after` is not a `cursor` from an earlier answer."),
        ("after=1", "`after` is not a `cursor`"),
        ("after=1:2:3", "`after` is not a `cursor`"),
        ("after=a:1", "`after` is not a `cursor`"),
        *(
            (f"wait={bad}", "`wait` is not a non-negative number.")
            for bad in ("x", "-1", "nan", "inf")
        ),
        *(
            (f"limit={bad}", "`limit` is not a non-negative number.")
            for bad in ("x", "-1", "nan", "1e99")
        ),
        ("has=warning", "`warnings`"),
        ("format=xml", "`jsonl`"),
    ],
)
def test_bad_query_is_refused(client: FlaskClient, query: str, detail: str) -> None:
    """An unknown filter or an invalid value is a 400 that lists the known ones."""
    answer = client.get(f"/_mock/journal?{query}")
    assert (answer.status_code, answer.content_type) == (400, PROBLEM_JSON)
    assert detail in detail_of(answer)


def test_cursor_finds_what_is_new(asked: Mockwright) -> None:
    """The cursor of a response gives each later entry once."""
    client = asked.test_client()
    cursor = get(client, "/_mock/journal")["cursor"]
    ask(asked, EXPORT)
    shown = get(client, f"/_mock/journal?after={cursor}")
    assert [entry["id"] for entry in shown["entries"]] == ["1-5"]
    assert ids(client, f"after={shown['cursor']}") == []


@pytest.mark.parametrize(
    ("query", "accept"), [("?format=jsonl", "*/*"), ("", "application/x-ndjson")]
)
def test_journal_is_written_as_lines(asked: Mockwright, query: str, accept: str) -> None:
    """Entries can be requested as JSON lines."""
    answer = asked.test_client().get(f"/_mock/journal{query}", headers={"accept": accept})
    assert answer.content_type == "application/x-ndjson"
    assert [json.loads(line) for line in answer.text.splitlines()] == journal(asked)


def test_entry_is_found_by_its_id(asked: Mockwright) -> None:
    """An entry can be read by its id."""
    assert get(asked.test_client(), "/_mock/journal/1-2") == journal(asked)[1]


@pytest.mark.parametrize("entry_id", ["1-5", "1-", "1-01", "2-1", "LATEST", "x", "x" * 500])
def test_unknown_entry_is_not_found(asked: Mockwright, entry_id: str) -> None:
    """An unknown entry is a 404 with its shortened id."""
    answer = asked.test_client().get(f"/_mock/journal/{entry_id}")
    detail = f"The journal has no entry `{entry_id[:40]}`."
    assert (answer.status_code, detail_of(answer)) == (404, detail)


def test_empty_journal_has_no_latest(client: FlaskClient) -> None:
    """An empty journal has no latest entry."""
    answer = client.get("/_mock/journal/latest")
    assert (answer.status_code, detail_of(answer)) == (404, "The journal has no entry `latest`.")


def test_reset_forgets_the_journal(asked: Mockwright) -> None:
    """After a reset the journal is empty, and numbering continues."""
    client = asked.test_client()
    assert client.post("/_mock/reset").json == {"status": "reset"}
    assert get(client, "/_mock/journal") == {"entries": [], "cursor": "1:4", "evicted": 0}
    ask(asked, EXPORT)
    assert ids(client, "") == ["1-5"]


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        (None, None, 200),
        ("application/json", b"{}", 200),
        ("application/json; charset=utf-8", b"", 200),
        ("text/plain", b"", 415),
        ("text/plain", b"x", 415),
        ("application/x-www-form-urlencoded", b"a=1", 415),
        ("multipart/form-data; boundary=x", b"--x--", 415),
        (None, b"{}", 415),
    ],
)
def test_form_of_a_page_cannot_reset(
    asked: Mockwright, content_type: str | None, body: bytes | None, status: int
) -> None:
    """Requests that a web page can send without CORS are refused, and the journal is unchanged."""
    answer = asked.test_client().post("/_mock/reset", data=body, content_type=content_type)
    assert answer.status_code == status
    assert len(journal(asked)) == (0 if status == 200 else 4)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 421),
        ({"Host": "localhost, evil.example"}, 400),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
@pytest.mark.parametrize(("method", "path"), [*(("GET", p) for p in READABLE), *CHANGES])
def test_other_sites_are_refused(
    asked: Mockwright, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    """Cross-origin requests and rebound host names can neither read nor change anything."""
    answer = asked.test_client().open(path, method=method, headers=headers)
    assert (answer.status_code, answer.content_type) == (status, PROBLEM_JSON)
    assert "access-control-allow-origin" not in answer.headers
    assert len(journal(asked)) == 4


TOKEN = "control-token"  # noqa: S105 -- a token of these tests only


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": f"Bearer {TOKEN}x"},
        {"Authorization": f"Basic {TOKEN}"},
        {"Authorization": TOKEN},
        {"Authorization": "Bearer clé"},
        {"X-Mock-Token": TOKEN},
    ],
)
@pytest.mark.parametrize(
    ("method", "path"), [*(("GET", p) for p in (*READABLE, *NOTHING)), *CHANGES]
)
def test_token_is_needed_where_there_is_one(
    method: str, path: str, headers: dict[str, str], guarded: Mockwright
) -> None:
    """With a control token, every request to the control surface without it is a 401."""
    answer = guarded.test_client().open(path, method=method, headers=headers)
    assert (answer.status_code, answer.content_type) == (401, PROBLEM_JSON)
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="mockwright control"'
    assert len(journal(guarded)) == 1


@pytest.fixture(scope="module")
def guarded() -> Mockwright:
    """A mock with a control token, after one request."""
    app = serve(control_token=TOKEN)
    ask(app, EXPORT)
    return app


def test_token_opens_the_control_surface(guarded: Mockwright) -> None:
    """With the token every route responds; the API does not require it."""
    client = guarded.test_client()
    headers = {"Authorization": f"bearer {TOKEN} "}
    statuses = {client.get(path, headers=headers).status_code for path in READABLE}
    assert (statuses, ask(guarded, EXPORT, KEY).status) == ({200}, 200)


def test_wait_ends_with_the_awaited_entry(app: Mockwright) -> None:
    """A waiting reader gets the first entry that matches, and no earlier ones."""
    found: list[Any] = []

    def read() -> None:
        found.extend(ids(app.test_client(), "status=404&wait=25"))

    reader = threading.Thread(target=read)
    reader.start()
    ask(app, EXPORT)
    ask(app, "GET /nowhere")
    reader.join(PATIENCE_SECONDS)
    assert found == ["1-2"]


def test_wait_ends_with_its_time(app: Mockwright) -> None:
    """A waiting reader gets an empty list when the time is over."""
    ask(app, EXPORT)
    assert ids(app.test_client(), "status=404&wait=0.02") == []


class Hall(Peers):
    """Workers whose readers wait, with all places taken, until they are released."""

    def __init__(self, journal: Journal) -> None:
        super().__init__(journal)
        self.full = threading.Barrier(MAX_WAITING + 1, timeout=PATIENCE_SECONDS)
        self.doors = threading.Event()

    def wait(self, after: Mapping[int, int], seconds: float) -> None:
        """Take a place, then wait for the release."""
        _ = after, seconds
        if not self.doors.is_set():
            self.full.wait()
            self.doors.wait(PATIENCE_SECONDS)


def small_app(peers: Peers) -> Flask:
    """A control surface alone, with these workers."""
    app = Flask(__name__)
    parts = ControlParts(
        documents=(),
        router=Router([]),
        peers=peers,
        guard=Guard(),
        token=None,
        about={},
        state=MemoryState(),
        faults=open_plan(Settings(), (), None),
        record_schemas={},
    )
    add_control(app, parts)
    return app


@pytest.fixture
def crowded() -> Iterator[FlaskClient]:
    """A client of a control surface with the maximum number of waiting readers."""
    kept = Journal(clock=still)
    peers = Hall(kept)
    app = small_app(peers)
    readers = [
        threading.Thread(target=app.test_client().get, args=("/_mock/journal?wait=25",))
        for _ in range(MAX_WAITING)
    ]
    for reader in readers:
        reader.start()
    peers.full.wait()
    yield app.test_client()
    record(kept)
    peers.doors.set()
    for reader in readers:
        reader.join(PATIENCE_SECONDS)


def test_waiting_readers_are_limited(crowded: FlaskClient) -> None:
    """An additional waiting reader is refused with `Retry-After`; others are served."""
    answer = crowded.get("/_mock/journal?wait=25")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    assert get(crowded, "/_mock/journal")["entries"] == []


def test_seats_are_free_again() -> None:
    """Finished readers free their places for others."""
    kept = Journal(clock=still)
    client = small_app(Peers(kept)).test_client()
    statuses = {client.get("/_mock/journal?wait=0.001").status_code for _ in range(20)}
    assert statuses == {200}


def test_latest_is_the_newest_of_one_moment() -> None:
    """Of two entries in the same millisecond, the latest is the one recorded last."""
    kept = Journal(clock=still)
    for number in range(12):
        record(kept, request=Request(method="GET", path=f"/{number}", headers={}))
    client = small_app(Peers(kept)).test_client()
    assert get(client, "/_mock/journal/latest")["id"] == "1-12"


def test_entries_of_one_moment_keep_their_order() -> None:
    """Entries in the same millisecond are listed in the order they were recorded."""
    kept = Journal(clock=still)
    for _ in range(12):
        record(kept)
    client = small_app(Peers(kept)).test_client()
    assert ids(client, "") == [f"1-{number}" for number in range(1, 13)]


def test_dropped_entries_are_counted() -> None:
    """The journal reports how many entries were dropped."""
    kept = Journal(clock=still, max_entries=2)
    for _ in range(5):
        record(kept, response=Response(status=200))
    shown = get(small_app(Peers(kept)).test_client(), "/_mock/journal")
    assert (len(shown["entries"]), shown["evicted"], shown["cursor"]) == (2, 3, "1:5")
