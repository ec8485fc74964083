"""What every route of the control surface reads and answers: JSON, and problems in JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, request

from mock_server.problems import PROBLEM_JSON, reason_phrase
from openapi.json_text import JsonIsBroken, encode_json, parse_json
from openapi.media_types import JSON

HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class BadQuery(Exception):
    """A query or body of the control surface that cannot be understood."""


def json_answer(value: Any, status: int = 200) -> Response:
    """A value as an answer that is not cached."""
    return Response(encode_json(value), status=status, content_type=JSON, headers=HEADERS)


def problem_answer(status: int, detail: str, errors: Sequence[Any] = ()) -> Response:
    """Why something was not done; `errors` are the single faults, where there are several."""
    title = reason_phrase(status)
    value = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    response = json_answer({**value, "errors": errors} if errors else value, status)
    response.content_type = PROBLEM_JSON
    return response


def read_json() -> Any:
    """The value of the request's body; None without one. Raises `BadQuery` if it is not JSON."""
    text = request.get_data()
    try:
        return parse_json(text).value if text else None
    except JsonIsBroken as error:
        raise BadQuery(str(error)) from error
