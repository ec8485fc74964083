"""The reference implementation is asked before anybody is blamed for a schema."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from mockwright.contracts.engine import second_opinion
from mockwright.contracts.engine.exchanges import Exchange, SentRequest
from mockwright.contracts.engine.findings import Trial
from mockwright.contracts.engine.second_opinion import HINT, is_disputed
from mockwright.contracts.server.checks.answers import RESPONSE_SCHEMA
from mockwright.contracts.server.checks.requests import INVALID_REQUEST_ACCEPTED
from mockwright.openapi.compiler import compile_operations
from mockwright.openapi.exchange import Response
from mockwright.openapi.loading import load_document
from mockwright.openapi.operations import Operation
from mockwright.openapi.schemas import CompiledSchema
from mockwright.openapi.violations import Subject
from tests.mock_server.small_documents import content, document, post, response

SCHEMA = {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}}
JSON = (("Content-Type", "application/json"),)


def operation_of(folder: Path, schema: Any) -> Operation:
    """An operation whose body and answer have a schema."""
    paths = post(content(schema), {"200": response(schema)})
    (operation,) = compile_operations(load_document(document(folder, paths)))
    return operation


def schema_of(folder: Path, schema: Any) -> CompiledSchema:
    """A compiled schema."""
    body = operation_of(folder, schema).body
    assert body is not None
    (media_type,) = body.media_types.values()
    assert media_type.schema is not None
    return media_type.schema


@pytest.mark.parametrize("value", [{"a": "x"}, {}, [], None])
def test_both_refuse_an_invalid_value(tmp_path: Path, value: Any) -> None:
    """A value that both validators refuse is not disputed."""
    schema = schema_of(tmp_path, SCHEMA)
    keywords = {each.keyword for each in schema.check(value, Subject(location="body"))}
    assert keywords
    assert not is_disputed(schema, value, keywords)


def test_a_value_that_the_other_accepts_is_disputed(tmp_path: Path) -> None:
    """If the reference implementation accepts a value, there is a dispute."""
    assert is_disputed(schema_of(tmp_path, SCHEMA), {"a": 1}, {"type"})


@pytest.mark.parametrize("keyword", ["pattern", "format"])
def test_patterns_and_formats_are_not_compared(tmp_path: Path, keyword: str) -> None:
    """Violations of patterns and formats alone are not disputed."""
    assert not is_disputed(schema_of(tmp_path, SCHEMA), {"a": 1}, {keyword})


def test_what_the_other_cannot_judge_is_not_disputed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failure of the reference implementation is no dispute."""

    def fail(*_: Any) -> None:
        raise RecursionError

    monkeypatch.setattr(Draft202012Validator, "iter_errors", fail)
    monkeypatch.setattr(second_opinion, "_errors", fail)
    assert not is_disputed(schema_of(tmp_path, SCHEMA), {"a": 1}, {"type"})


@pytest.mark.parametrize("is_right", [False, True])
def test_a_dispute_is_a_warning_about_us(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_right: bool
) -> None:
    """A disputed answer or request is a warning that says so, another one a failure."""
    operation = operation_of(tmp_path, SCHEMA)
    request = SentRequest("POST", "http://x/things", JSON, b'{"a": "x"}')
    exchange = Exchange(request, Response(200, JSON, b'{"a": "x"}'))
    violation: dict[str, Any] = {"where": "body #/a", "keyword": "type", "expected": "an integer"}
    violation |= {"received": "a text", "rule": "", "assumption": None}
    facts = {"request": "invalid", "violations": [violation]}
    if is_right:
        monkeypatch.setattr(second_opinion, "_errors", lambda *_: iter(()))
    trial = Trial(operation, (exchange,), facts)
    found = [*RESPONSE_SCHEMA.judge(trial), *INVALID_REQUEST_ACCEPTED.judge(trial)]
    expected = ("warning", HINT) if is_right else ("failure", "")
    assert [(each.severity, each.hint) for each in found] == [expected, expected]
