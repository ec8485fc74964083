"""Client checks that compare a request with the document: undocumented and deprecated parts.

They read the request themselves, so they also cover requests that the mock refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from mockwright.contracts.client.facts import FAULT, REFUSED
from mockwright.contracts.coverage.points import Node, compile_node
from mockwright.contracts.engine.exchanges import to_request
from mockwright.contracts.engine.findings import Check, Finding, Trial, Wrong
from mockwright.openapi.json_text import JsonIsBroken, parse_json
from mockwright.openapi.media_types import find_documented, is_json, normalize
from mockwright.openapi.operations import Operation
from mockwright.openapi.parameters import read_parameters
from mockwright.openapi.schemas import CompiledSchema
from mockwright.openapi.wording import shorten, suggest


class _Body(NamedTuple):
    """A JSON request body and its schema."""

    schema: CompiledSchema
    value: Any


def _read_body(trial: Trial) -> _Body | None:
    """The JSON body and its schema; None if there is no such body or it is not valid JSON."""
    operation, content_type = trial.operation, to_request(trial.last).headers.get("content-type")
    name = normalize(content_type or "")
    if operation is None or operation.body is None or not is_json(name):
        return None
    media_type = find_documented(operation.body.media_types, content_type or "")
    if media_type is None or media_type.schema is None:
        return None
    try:
        return _Body(media_type.schema, parse_json(trial.last.request.body).value)
    except JsonIsBroken:
        return None


def _find_undocumented_fields(trial: Trial) -> Iterator[Finding]:
    is_unread = trial.last.status in REFUSED and not trial.facts.get(FAULT)
    body = None if is_unread else _read_body(trial)
    for field in body.schema.unknown_fields(body.value) if body else ():
        received = f"`{shorten(field.name)}`"
        wrong = Wrong(f"body {field.pointer}", "a documented field", received, field.hint)
        yield UNDOCUMENTED_FIELD.find(trial, wrong, "warning")


def _find_undocumented_parameters(trial: Trial) -> Iterator[Finding]:
    operation = trial.operation
    if operation is None:
        return
    known = [p.name for p in operation.parameters if p.location == "query"]
    read = read_parameters(operation.parameters, to_request(trial.last), {}, _keys(operation))
    for name in read.unknown:
        wrong = Wrong(
            f"query parameter {shorten(name)}",
            "a documented parameter",
            f"`{shorten(name)}`",
            suggest(name, known),
        )
        yield UNDOCUMENTED_PARAMETER.find(trial, wrong, "warning")


def _keys(operation: Operation) -> frozenset[str]:
    """The query parameters that carry credentials."""
    schemes = (scheme for alternative in operation.security for scheme in alternative)
    return frozenset(s.parameter for s in schemes if s.location == "query")


def _find_deprecated(trial: Trial) -> Iterator[Finding]:
    for subject in dict.fromkeys(_deprecated_subjects(trial)):
        wrong = Wrong(subject, "no deprecated element", "a deprecated one")
        yield DEPRECATED.find(trial, wrong, "warning")


def _deprecated_subjects(trial: Trial) -> Iterator[str]:
    operation = trial.operation
    if operation is None:
        return
    if operation.document.files.at(operation.place).get("deprecated") is True:
        yield f"operation {operation.label}"
    read = read_parameters(operation.parameters, to_request(trial.last), {}, frozenset())
    for parameter in operation.parameters:
        if parameter.is_deprecated and (parameter.location, parameter.name) in read.values:
            yield f"{parameter.location} parameter {parameter.name}"
    body = _read_body(trial)
    if body is not None:
        yield from _tree_of(body.schema).find_deprecated(body.value)


@lru_cache(maxsize=64)
def _tree_of(schema: CompiledSchema) -> Node:
    return compile_node(schema, "body #")


UNDOCUMENTED_FIELD = Check(
    id="undocumented-field",
    title="The body has a field that is not documented",
    advice="Correct its name or omit it; it is ignored.",
    judge=_find_undocumented_fields,
)
UNDOCUMENTED_PARAMETER = Check(
    id="undocumented-parameter",
    title="The query has a parameter that is not documented",
    advice="Correct its name or omit it; it is ignored.",
    judge=_find_undocumented_parameters,
)
DEPRECATED = Check(
    id="deprecated",
    title="The request uses a deprecated element",
    advice="Stop using it before it is removed.",
    judge=_find_deprecated,
)
