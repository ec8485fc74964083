"""What every route of the control surface reads and answers: JSON, and problems in JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, request

from mockwright.mock_server.answer.error_formats import PROBLEM_JSON
from mockwright.mock_server.request.problems import reason_phrase
from mockwright.openapi.json_text import JsonIsBroken, encode_json, parse_json
from mockwright.openapi.media_types import JSON
from mockwright.openapi.wording import list_names, suggest

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


def read_query(known: Sequence[str], owner: str) -> dict[str, str]:
    """The query's parameters; `owner` is what they filter. Raises `BadQuery` for an unknown one."""
    query: dict[str, str] = request.args.to_dict()
    for name in query:
        if name not in known:
            names = list_names(f"`{each}`" for each in known)
            hint = suggest(name, known)
            raise BadQuery(f"`{name}` is no filter of {owner}. Known: {names}. {hint}")
    return query


def read_number(query: Mapping[str, str], name: str, default: float) -> float:
    """A number from 0 up in a query. Raises `BadQuery`."""
    try:
        number = float(query.get(name, default))
    except ValueError:
        number = -1.0
    if not 0 <= number < 10**9:
        raise BadQuery(f"`{name}` is not a number from 0 up.")
    return number
