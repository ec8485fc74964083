"""Errors in the shape that a document defines, with the reason in them.

An API that documents its errors gets them in that shape even without a vendor: an instance of the
documented schema in which fields such as `message` contain the actual reason. What does not fit is
repeated in the `Mock-Problem` header.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockwright.mock_server.answer.error_formats import ProblemBody
from mockwright.mock_server.answer.representations import EMPTY, Representation
from mockwright.mock_server.answer.responder import Answer, Responder
from mockwright.mock_server.request.calls import Call
from mockwright.mock_server.request.problems import Problem
from mockwright.openapi.media_types import normalize

TEXT_FIELDS = ("message", "detail", "description", "error_description", "reason", "title", "error")
STATUS_FIELDS = ("status", "statusCode", "status_code", "code")
MAX_HEADER = 1000
_HTML = "text/html"  # the reason repeats texts of the client, which a browser would run
_TEXT = "text/plain"


def fit_problem(problem: Problem, body: ProblemBody, responder: Responder, call: Call) -> Answer:
    """The answer for a refused request, in the operation's documented error shape."""
    plain = Answer(
        status=problem.status,
        media_type=body.media_type,
        value=body.value,
        headers=problem.headers,
    )
    response = responder.operation.response_for(problem.status)
    if response is None or not response.media_types:
        return plain
    offered = responder.representations(response.key)
    ours = offered.get(normalize(body.media_type))
    if ours is not None and not ours.check(body.value):
        return plain
    header = ("Mock-Problem", _header_text(problem.detail))
    for representation in sorted(offered.values(), key=lambda each: not each.is_json):
        if not _can_tell(representation):
            continue
        value = _fill(representation, problem, call)
        if not representation.check(value):
            return Answer(
                status=problem.status,
                media_type=representation.content_type,
                value=representation.write(value),
                headers=(*problem.headers, header),
            )
    return plain


def _can_tell(representation: Representation) -> bool:
    """Whether a body of this type can be written."""
    name = normalize(representation.content_type)
    if representation.quality == EMPTY:
        return name == _TEXT
    return representation.has_notation and name != _HTML


def _fill(representation: Representation, problem: Problem, call: Call) -> Any:
    """An instance with as much of the problem as its schema allows."""
    instance = representation.instance(call)
    if isinstance(instance, str) and representation.is_valid(problem.detail):
        return problem.detail
    told = _with_text(instance, problem.detail)
    for candidate in (_with_status(told, problem.status), told):
        if representation.is_valid(candidate):
            return candidate
    return instance


def _with_text(value: Any, text: str) -> Any:
    """The value with the reason in its first message field, in nested objects too."""
    if not isinstance(value, Mapping):
        return value
    filled = {name: _with_text(child, text) for name, child in value.items()}
    for name in TEXT_FIELDS:
        if isinstance(filled.get(name), str):
            filled[name] = text
            break
    return filled


def _with_status(value: Any, status: int) -> Any:
    """The value with the status in its status fields, in nested objects too."""
    if not isinstance(value, Mapping):
        return value
    filled = {name: _with_status(child, status) for name, child in value.items()}
    for name in STATUS_FIELDS:
        if isinstance(filled.get(name), int) and not isinstance(filled[name], bool):
            filled[name] = status
    return filled


def _header_text(text: str) -> str:
    return "".join(c if " " <= c <= "~" else "?" for c in text)[:MAX_HEADER]
