"""Faults on the control surface can be listed, replaced and removed, all or nothing."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import TestResponse

from mockwright.mock_server.wsgi import Mockwright
from tests.mock_server.asking import ask, serve
from tests.mock_server.steering.faults.test_answers import EXPORT, KEY

FLAGS = ("status=503:1x",)
TOKEN = "shown-at-the-start"  # noqa: S105 -- a test's
AS_FLAGGED = {"faults": [*FLAGS], "source": "flags"}


@pytest.fixture
def app() -> Mockwright:
    """A mock started with one fault."""
    return serve(faults=FLAGS)


def send(app: Mockwright, method: str, body: Any = None, **headers: str) -> TestResponse:
    """A request to the control surface."""
    sent = {"Host": "localhost", **{name.replace("_", "-"): text for name, text in headers.items()}}
    if isinstance(body, bytes):
        return app.test_client().open("/_mock/faults", method=method, data=body, headers=sent)
    return app.test_client().open("/_mock/faults", method=method, json=body, headers=sent)


def show(app: Mockwright) -> Any:
    """The active faults."""
    return app.test_client().get("/_mock/faults", headers={"Host": "localhost"}).json


def test_flags_are_shown(app: Mockwright) -> None:
    """The faults of `--fault` are listed as they were written."""
    assert show(app) == AS_FLAGGED
    assert show(serve()) == {"faults": [], "source": "flags"}


def test_put_answers_what_is_in_force(app: Mockwright) -> None:
    """A put fault is listed in its canonical form, and applies to the requests that follow."""
    answer = send(
        app, "PUT", {"faults": ["STATUS=418 ; delay=0.001s:100%", "drop:2x@generate_reply"]}
    )
    expected = {"faults": ["delay=1ms, status=418", "drop:2x@generate_reply"], "source": "put"}
    assert (answer.status_code, answer.json, show(app)) == (200, expected, expected)
    assert ask(app, EXPORT, KEY).status == 418


def test_empty_list_is_no_fault_at_all(app: Mockwright) -> None:
    """An empty list disables all faults, including those of `--fault`."""
    assert send(app, "PUT", {"faults": []}).json == {"faults": [], "source": "put"}
    assert ask(app, EXPORT, KEY).status == 200


@pytest.mark.parametrize("body", [None, {}])
def test_delete_brings_the_flags_back(app: Mockwright, body: Any) -> None:
    """DELETE restores the faults of `--fault` and restarts their counters."""
    assert [ask(app, EXPORT, KEY).status for _ in "12"] == [503, 200]
    send(app, "PUT", {"faults": ["drop"]})
    sent = b"" if body is None else body
    assert send(app, "DELETE", sent).json == AS_FLAGGED
    assert [ask(app, EXPORT, KEY).status for _ in "12"] == [503, 200]


def test_reset_brings_the_flags_back(app: Mockwright) -> None:
    """A reset restores the faults of `--fault`."""
    ask(app, EXPORT, KEY)
    send(app, "PUT", {"faults": ["drop"]})
    app.test_client().post("/_mock/reset", headers={"Host": "localhost"})
    assert show(app) == AS_FLAGGED
    assert [ask(app, EXPORT, KEY).status for _ in "12"] == [503, 200]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", 'The body is null. Expected `{"faults": ["status=503:10%", …]}`, a list of strings.'),
        (b"[]", "The body is []."),
        (b"{", "line 1"),
        ({}, "The body is {}."),
        ({"fault": ["drop"]}, 'The body is {"fault":["drop"]}.'),
        ({"faults": [], "seed": 1}, 'The body is {"faults":[],"seed":1}.'),
        ({"faults": "drop"}, '`#/faults` is "drop".'),
        ({"faults": None}, "`#/faults` is null."),
        ({"faults": {"drop": 1}}, '`#/faults` is {"drop":1}.'),
        ({"faults": ["drop", 503]}, "`#/faults/1` is 503."),
        ({"faults": [None]}, "`#/faults/0` is null."),
        ({"faults": ["drop", "explode"]}, "The faults were not changed. `explode` is not a fault."),
        ({"faults": ["drop@nowhere"]}, "There is no operation `nowhere`. Known: `create_contact"),
        ({"faults": ["none"]}, "`none` is only allowed in the header `Mock-Fault`."),
        ({"faults": ["drop:0%"]}, "`:0%` is not a share or a number of times. Expected `FAULT`"),
        ({"faults": ["drop"] * 101}, "These are 101 faults; there may be 100."),
    ],
)
def test_wrong_put_changes_nothing(app: Mockwright, body: Any, words: str) -> None:
    """An invalid PUT is a 400 that says what was wrong and what was expected, and has no effect."""
    ask(app, EXPORT, KEY)
    answer = send(app, "PUT", body, Content_Type="application/json")
    assert answer.status_code == 400
    assert answer.content_type == "application/problem+json"
    assert words in answer.get_json(force=True)["detail"]
    assert show(app) == AS_FLAGGED
    assert ask(app, EXPORT, KEY).status == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_changes_are_as_safe_as_all_others(app: Mockwright, method: str) -> None:
    """Cross-origin requests, unknown hosts and HTML forms are refused."""
    body = b'{"faults": []}'
    statuses = [
        send(app, method, body, Content_Type="application/json", Origin="https://evil.example"),
        send(app, method, body, Content_Type="application/json", Host="evil.example"),
        send(app, method, body, Content_Type="text/plain"),
    ]
    assert [answer.status_code for answer in statuses] == [403, 421, 415]
    assert show(app) == AS_FLAGGED


def test_other_methods_are_reported_which_there_are(app: Mockwright) -> None:
    """An unsupported method is a 405 that lists the supported ones."""
    answer = send(app, "POST", {"faults": []})
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) >= {"GET", "PUT", "DELETE"}


def test_token_is_asked_for() -> None:
    """With a control token, `/_mock/faults` requires it."""
    app = serve(control_token=TOKEN)
    assert send(app, "PUT", {"faults": ["drop"]}).status_code == 401
    assert (
        send(app, "PUT", {"faults": ["drop"]}, Authorization=f"Bearer {TOKEN}").status_code == 200
    )


def test_index_and_404_name_it(app: Mockwright) -> None:
    """The index and the 404 list the route."""
    client = app.test_client()
    assert b"/_mock/faults" in client.get("/", headers={"Host": "localhost"}).data
    assert b"/_mock/faults" in client.get("/_mock/x", headers={"Host": "localhost"}).data
