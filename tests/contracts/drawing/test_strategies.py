"""Strategies draw valid requests or near misses, and examples shrink well."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from mockwright.contracts.boundaries.requests import RequestParts, read
from mockwright.contracts.boundaries.variants import RequestVariant, is_one_rule, variants
from mockwright.contracts.drawing import adversarial
from mockwright.contracts.drawing.strategies import (
    Mode,
    OperationIsUnknown,
    Role,
    conversations,
    find_operation,
    from_operation,
    messages,
    near_misses,
    profiles,
    reply_requests,
    suggestion_requests,
)
from mockwright.mock_server.timestamps import parse_timestamp
from mockwright.openapi.exchange import Request
from mockwright.openapi.json_text import encode_json
from mockwright.openapi.violations import Subject
from tests.mock_server.asking import ask, bundled, serve
from tests.openapi.small_documents import compile_paths, content, operation, parameter
from tests.openapi.test_second_opinion import second_judge

pytestmark = pytest.mark.slow

Json = dict[str, Any]

MODES: tuple[Mode, ...] = ("realistic", "adversarial")
ROLES: tuple[Role, ...] = ("user", "persona")
BODIES = {"generate_reply": reply_requests, "generate_suggestions": suggestion_requests}
TARGETS = {name: find_operation(name).label for name in BODIES}
KEY = {"authorization": "Bearer sk-test", "x-api-key": "sk-test"}
MINIMAL = {
    "userProfile": {"id": "user-0", "nickname": "U"},
    "personaProfile": {"id": "persona-0", "nickname": "P"},
    "language": "EN",
    "messages": [],
}


def few(count: int) -> settings:
    """Settings for `count` examples, without suppressed health checks."""
    return settings(max_examples=count, suppress_health_check=[])


COUNTS = {"realistic": 100, "adversarial": 15}


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", BODIES)
def test_the_mock_answers_every_body(name: str, mode: Mode) -> None:
    """Every drawn DumGum body gets a 200, and a second validator accepts it."""
    app, judge = serve(), second_judge(name)

    @few(COUNTS[mode])
    @given(BODIES[name](mode=mode))
    def check(body: Json) -> None:
        assert ask(app, TARGETS[name], KEY, body).status == 200
        assert mode == "adversarial" or judge.is_valid(body)

    check()


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", [found.id for found in bundled().router.operations])
def test_the_mock_answers_every_request_from_an_operation(name: str, mode: Mode) -> None:
    """Every request that is drawn for an operation succeeds."""
    app = serve()

    @few(COUNTS[mode])
    @given(from_operation(name, mode=mode))
    def check(parts: RequestParts) -> None:
        assert send(app, parts)[0] in {200, 201, 304}

    check()


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("role", ROLES)
def test_profiles_can_be_sent(role: Role, mode: Mode) -> None:
    """A drawn profile of either role is accepted in a request, so personas are adults."""
    app = serve()

    @few(COUNTS[mode])
    @given(profiles(role=role, mode=mode))
    def check(profile: Json) -> None:
        body = {**MINIMAL, f"{role}Profile": profile}
        assert ask(app, TARGETS["generate_reply"], KEY, body).status == 200

    check()


@pytest.mark.parametrize("mode", MODES)
def test_conversations_are_in_order(mode: Mode) -> None:
    """A drawn conversation has unique ids and ascending dates, and the mock accepts it."""
    app = serve()

    @few(COUNTS[mode])
    @given(conversations(min_size=1, max_size=4, mode=mode))
    def check(listed: list[Json]) -> None:
        moments = [parse_timestamp(message["date"]) for message in listed]
        assert 1 <= len(listed) <= 4
        assert len({message["id"] for message in listed}) == len(listed)
        assert moments == sorted(set(moments))
        body = {**MINIMAL, "messages": listed}
        assert ask(app, TARGETS["generate_reply"], KEY, body).status == 200

    check()


@pytest.mark.parametrize("mode", MODES)
def test_messages_can_be_sent(mode: Mode) -> None:
    """A drawn message conforms to the schema of messages."""
    schema = find_operation("generate_reply").json_schema

    @few(COUNTS[mode])
    @given(messages(mode=mode))
    def check(message: Json) -> None:
        assert schema.is_valid({**MINIMAL, "messages": [message]})

    check()


def test_personas_at_edges_are_adults(monkeypatch: pytest.MonkeyPatch) -> None:
    """A minor's birthdate is removed from a persona's profile."""
    minor = {"id": "p", "nickname": "P", "birthdate": "2020-01-01"}
    monkeypatch.setattr(adversarial, "values_at_edges", lambda _: st.just(minor))
    found = find(profiles(role="persona", mode="adversarial"), lambda _: True, settings=few(5))
    assert found == {"id": "p", "nickname": "P"}


def send(app: Any, parts: RequestParts) -> tuple[int, bytes]:
    """The status and body of the mock's answer to a request."""
    path, _, query = parts.target.partition("?")
    headers = {name.lower(): text for name, text in parts.all_headers}
    received = app.pipeline.respond(
        Request(
            method=parts.operation.method,
            path=unquote(path),
            query=query,
            headers={"host": "localhost", **KEY, **headers},
            body=parts.body,
        )
    )
    return received.status, received.body


@pytest.mark.parametrize("name", ["generate_reply", "create_contact_profile", "fetch_profile"])
def test_near_misses_break_one_rule_and_the_mock_names_it(name: str) -> None:
    """A near miss violates one rule, and the mock's 400 names its place."""
    app = serve()

    @few(150)
    @given(near_misses(name))
    def check(missed: RequestVariant) -> None:
        violation = missed.violation
        assert violation is not None
        found = violations_of(missed)
        assert not found or (is_one_rule(found) and found[0] == violation)
        status, body = send(app, missed.request)
        assert status == 400
        assert (missed.parameter or violation.pointer.lstrip("#")).encode() in body

    check()


def violations_of(missed: RequestVariant) -> list[Any]:
    """The violations that our validator finds in a request."""
    sent = missed.request
    found = [*read(sent).violations]
    if sent.body:
        found += sent.operation.json_schema.check(sent.content, Subject(location="body"))
    return found


@pytest.mark.slow
@pytest.mark.parametrize(
    ("has_it", "largest"),
    [
        (lambda _: True, 170),
        (lambda body: len(body["messages"]) == 2, 400),
        (lambda body: body.get("replyParameters", {}).get("emojis") == "NEVER", 210),
        (lambda body: "city" in body["userProfile"], 190),
        (lambda body: any(m["sender"] == "PERSONA" for m in body["messages"]), 400),
    ],
)
def test_reply_requests_shrink(has_it: Any, largest: int) -> None:
    """A reply request shrinks to little more than the condition requires."""
    found = find(reply_requests(), has_it, settings=few(500))
    assert len(encode_json(found)) <= largest


def test_the_smallest_reply_request_is_the_smallest_that_is_valid() -> None:
    """Without a condition a reply request shrinks to the required fields."""
    found = find(reply_requests(), lambda _: True, settings=few(200))
    user, persona = found.pop("userProfile"), found.pop("personaProfile")
    assert found == {"language": "EN", "messages": []}
    assert (user.pop("id"), persona.pop("id")) == ("user-0", "persona-0")
    assert {len(user), len(persona)} == {1}
    assert user.keys() | persona.keys() <= {"firstName", "nickname"}


@pytest.mark.slow
def test_adversarial_profiles_shrink() -> None:
    """Adversarial profiles shrink to two fields."""
    found = find(profiles(mode="adversarial"), lambda _: True, settings=few(50))
    assert len(found) == 2


def test_near_misses_shrink_to_the_first_one() -> None:
    """The simplest near miss is the first one of the document."""
    found = find(near_misses("generate_reply"), lambda _: True, settings=few(200))
    every = variants(find_operation("generate_reply"))
    assert found == next(variant for variant in every if not variant.is_valid)


def draw(strategy: st.SearchStrategy[Json], how: settings) -> list[Json]:
    """The values that are drawn from a strategy."""
    drawn: list[Json] = []

    @how
    @given(strategy)
    def keep(value: Json) -> None:
        drawn.append(value)

    keep()
    return drawn


def test_realistic_values_differ() -> None:
    """Realistic requests have varied languages, people, lengths and options."""
    drawn = draw(reply_requests(), few(150))
    assert len({body["language"] for body in drawn}) > 10
    assert len({body["userProfile"]["id"] for body in drawn}) > 20
    assert {len(body["messages"]) for body in drawn} == set(range(9))
    assert {bool(body.get("replyParameters")) for body in drawn} == {True, False}


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: profiles(role="robot"), r"`role` .*`user`, `persona`.*'robot'"),  # type: ignore[arg-type]  # that is the mistake
        (lambda: reply_requests(mode="odd"), r"`mode` .*`realistic`, `adversarial`.*'odd'"),  # type: ignore[arg-type]  # the same
        (lambda: conversations(min_size=3, max_size=2), "min_size <= max_size; received 3 and 2"),
    ],
)
def test_wrong_arguments_are_told_at_once(call: Any, message: str) -> None:
    """A wrong argument is an error of the call itself."""
    with pytest.raises(ValueError, match=message):
        call()


def test_an_unknown_operation_is_told_with_the_nearest() -> None:
    """An unknown operation is an error with a suggestion."""
    with pytest.raises(
        OperationIsUnknown, match=r"no operation `generate_replies`.*`generate_reply"
    ):
        from_operation("generate_replies")


def test_an_operation_without_rules_has_no_near_misses() -> None:
    """An operation without breakable rules has no near misses, which is an error."""
    with pytest.raises(LookupError, match="no rule that a request could break alone"):
        near_misses("export_profile")


@pytest.mark.parametrize("mode", MODES)
def test_parameters_of_a_foreign_document_are_drawn(tmp_path: Path, mode: Mode) -> None:
    """Drawn parameters of any document are valid, and optional ones vary."""
    listed = [
        parameter("id", "path", {"type": "integer", "minimum": 1}),
        parameter("sort", "query", {"type": "string", "enum": ["up", "down"]}),
        parameter("X-Trace", "header", {"type": "string", "pattern": "^[a-f]{4}$"}, required=True),
    ]
    compile_paths(
        tmp_path, {"/things/{id}": {"get": operation(operationId="find", parameters=listed)}}
    )
    seen: list[Mapping[tuple[str, str], Any]] = []

    @few(40)
    @given(from_operation("find", document=tmp_path / "api.json", mode=mode))
    def check(parts: RequestParts) -> None:
        seen.append(read(parts).values)
        assert read(parts).violations == ()

    check()
    assert all({("path", "id"), ("header", "X-Trace")} <= values.keys() for values in seen)
    assert {values.get(("query", "sort")) for values in seen} == {None, "up", "down"}


@pytest.mark.parametrize("mode", MODES)
def test_bodies_of_a_foreign_document_are_drawn(tmp_path: Path, mode: Mode) -> None:
    """A drawn body of any document conforms to its schema, and optional fields vary."""
    fields = {"id": {"type": "string"}, "age": {"type": "integer", "minimum": 0}}
    schema = {"type": "object", "required": ["id"], "properties": fields}
    post = operation(operationId="add", requestBody={"required": True, **content(schema)})
    compile_paths(tmp_path, {"/things": {"post": post}})
    seen: list[Json] = []

    @few(60)
    @given(from_operation("add", document=tmp_path / "api.json", mode=mode))
    def check(parts: RequestParts) -> None:
        seen.append(parts.content)
        assert parts.operation.json_schema.is_valid(parts.content)

    check()
    assert {"age" in body for body in seen} == {True, False}


def test_a_request_shows_itself_in_one_line() -> None:
    """The representation of a request is one line with method, target and body."""
    found = find(from_operation("create_contact_profile"), lambda _: True, settings=few(50))
    assert repr(found) == "POST /new/v2.0/profiles {}"


def test_strategies_work_with_the_settings_of_ci() -> None:
    """With Hypothesis's `ci` profile the same values are drawn each time."""
    profile = settings(settings.get_profile("ci"), max_examples=30)
    assert draw(reply_requests(), profile) == draw(reply_requests(), profile)


@pytest.mark.slow
def test_strategies_compose() -> None:
    """Strategies can be combined with other strategies."""
    both = st.tuples(profiles(), profiles(role="persona"))
    user, persona = find(both, lambda _: True, settings=few(20))
    assert (user["id"], persona["id"]) == ("user-0", "persona-0")


def test_serving_imports_neither() -> None:
    """The server never imports Hypothesis or Schemathesis."""
    code = (
        "import sys, mockwright.contracts.commands.root, mockwright.mock_server.app; "
        "import mockwright.mock_server.cli, mockwright.mock_server.process.server; "
        "print({'hypothesis', 'schemathesis'} & sys.modules.keys())"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "set()\n"
