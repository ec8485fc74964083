"""Conditional requests: what a client has already is not sent again."""

from __future__ import annotations

from typing import Any

import pytest

from mockwright.mock_server.answer.conditional import ConditionalResponder, is_conditional
from mockwright.mock_server.answer.entity_tags import make_tag
from mockwright.mock_server.wsgi import Mockwright
from mockwright.openapi.exchange import Request
from tests.mock_server.asking import Reply, ask, bundled, journal, serve

KEY = {"authorization": "Bearer any-key"}
WEBHOOK = "GET /webhooks/profile?profileId=user-7"


@pytest.fixture(scope="module")
def app() -> Mockwright:
    """The mock with every bundled document."""
    return serve()


def fetch(app: Mockwright, condition: str, target: str = WEBHOOK, **headers: str) -> Reply:
    """What a conditional request gets."""
    return ask(app, target, {**KEY, "if-none-match": condition, **headers})


def test_tag_is_that_of_the_bytes(app: Mockwright) -> None:
    """An answer has the entity tag of its own body, and only one."""
    headers = {"host": "localhost", **KEY}
    answer = app.pipeline.respond(
        Request(method="GET", path="/webhooks/profile", query="profileId=user-7", headers=headers)
    )
    tags = [value for name, value in answer.headers if name == "ETag"]
    assert (answer.status, tags) == (200, [make_tag(answer.body)])


@pytest.mark.parametrize("form", ["{}", "W/{}", '"x", {}', "*"])
def test_what_is_there_already_is_not_sent(app: Mockwright, form: str) -> None:
    """A client that names the tag gets 304 with the tag, and neither a body nor its type."""
    tag = ask(app, WEBHOOK, KEY).headers["etag"]
    reply = fetch(app, form.format(tag))
    assert (reply.status, reply.headers, reply.body) == (304, {"etag": tag}, b"")


def test_another_tag_gets_the_answer(app: Mockwright) -> None:
    """A client that names other tags gets what it would get without them."""
    reply, plain = fetch(app, '"x"'), ask(app, WEBHOOK, KEY)
    assert (reply.status, reply.headers, reply.body) == (200, plain.headers, plain.body)
    assert journal(app)[-2]["warnings"] == []


def test_broken_condition_is_ignored_and_told(app: Mockwright) -> None:
    """A condition that cannot be read changes nothing, and the journal says why."""
    assert fetch(app, "abc").status == 200
    (notice,) = journal(app)[-1]["warnings"]
    assert notice == {
        "code": "unreadable-condition",
        "pointer": "header:If-None-Match",
        "message": "`If-None-Match: abc` is not a list of entity tags and was ignored. "
        'Expected `*` or tags in their quotes, such as `"0f34"`.',
    }


def test_other_warnings_are_kept() -> None:
    """What else is odd about an answer is told beside a broken condition."""
    app = serve()
    app.pipeline.world.state.commit({("profile", "user-7"): b'[0,{"firstName":"A","mood":1}]'})
    fetch(app, "abc")
    assert len(journal(app)[-1]["warnings"]) == 2


@pytest.mark.parametrize(
    ("target", "headers", "status"),
    [
        ("GET /webhooks/profile", {}, 400),
        (WEBHOOK, {"authorization": ""}, 401),
        (WEBHOOK, {"accept": "text/html"}, 406),
        (WEBHOOK, {"prefer": "code=404"}, 404),
        ("GET /webhooks/profile?profileId=missing-1", {}, 404),
    ],
)
def test_conditions_are_of_successes_alone(
    target: str, headers: dict[str, str], status: int
) -> None:
    """A request that fails without its condition fails with it, and has no tag."""
    app = serve(vendor_options={"unknown_profiles": ("missing-*",)})
    reply = fetch(app, "*", target, **headers)
    assert (reply.status, "etag" in reply.headers) == (status, False)


def test_head_has_the_tag(app: Mockwright) -> None:
    """HEAD tells the tag of what GET sends, and its conditions hold."""
    target, tag = WEBHOOK.replace("GET", "HEAD"), ask(app, WEBHOOK, KEY).headers["etag"]
    head = ask(app, target, KEY)
    assert (head.status, head.headers["etag"], head.body) == (200, tag, b"")
    assert fetch(app, tag, target).status == 304


@pytest.mark.parametrize("preference", ["example=minimal", "dynamic=true", "code=200"])
def test_chosen_answers_have_the_tag_of_their_bytes(app: Mockwright, preference: str) -> None:
    """Examples and instances have tags of their own."""
    reply = ask(app, WEBHOOK, {**KEY, "prefer": preference})
    assert reply.headers["etag"] == make_tag(reply.body)


def test_unchanged_can_be_asked_for(app: Mockwright) -> None:
    """`Prefer: code=304` brings the documented answer without a body."""
    reply = ask(app, WEBHOOK, {**KEY, "prefer": "code=304"})
    assert (reply.status, reply.body, [*reply.headers]) == (304, b"", ["etag"])


def test_only_the_document_makes_an_operation_conditional(app: Mockwright) -> None:
    """Operations without a documented 304 have no tags, and conditions mean nothing to them."""
    kinds: dict[str, Any] = {
        operation.id: type(responder) for operation, responder in app.pipeline.responders.items()
    }
    assert [name for name, kind in kinds.items() if kind is ConditionalResponder] == [
        "fetch_profile"
    ]
    assert [o.id for o in bundled().router.operations if is_conditional(o)] == ["fetch_profile"]
    reply = fetch(app, "*", "GET /api/profiles/user-7/export")
    assert (reply.status, "etag" in reply.headers) == (200, False)
