"""Read requests to the control surface, and write JSON answers and problems."""

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
    """Raised for a query or body of the control surface that cannot be understood."""


def json_answer(value: Any, status: int = 200) -> Response:
    """Return a value as a JSON response that is not cached."""
    return Response(encode_json(value), status=status, content_type=JSON, headers=HEADERS)


def problem_answer(status: int, detail: str, errors: Sequence[Any] = ()) -> Response:
    """Return a problem that says why a request failed; `errors` lists individual faults."""
    title = reason_phrase(status)
    value = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    response = json_answer({**value, "errors": errors} if errors else value, status)
    response.content_type = PROBLEM_JSON
    return response


def read_json() -> Any:
    """The request's JSON body, or None if it is empty. Raises `BadQuery` if it is not JSON."""
    text = request.get_data()
    try:
        return parse_json(text).value if text else None
    except JsonIsBroken as error:
        raise BadQuery(str(error)) from error


def read_query(known: Sequence[str], owner: str) -> dict[str, str]:
    """The query parameters; `owner` names what they filter. Raises `BadQuery` for unknown ones."""
    query: dict[str, str] = request.args.to_dict()
    for name in query:
        if name not in known:
            names = list_names(f"`{each}`" for each in known)
            hint = suggest(name, known)
            raise BadQuery(f"`{name}` is not a filter of {owner}. Known: {names}. {hint}")
    return query


def read_number(query: Mapping[str, str], name: str, default: float) -> float:
    """A non-negative number in the query. Raises `BadQuery`."""
    try:
        number = float(query.get(name, default))
    except ValueError:
        number = -1.0
    if not 0 <= number < 10**9:
        raise BadQuery(f"`{name}` is not a non-negative number.")
    return number
