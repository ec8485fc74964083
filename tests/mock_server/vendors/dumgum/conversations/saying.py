"""Helpers that build requests for a reply from plain values."""

from __future__ import annotations

import http.client
import json
from typing import Any

from tests.mock_server.vendors.dumgum.conversations.model import write
from tests.processes import KEY

PATH = "/cs/v1/content_creation/conversations/generate"
TARGET = f"POST {PATH}"
HEADERS = {"authorization": f"Bearer {KEY}", "content-type": "application/json"}
START = 1_767_225_600_000  # 2026-01-01T00:00:00Z
SECOND = 1000


def person(name: str, **fields: Any) -> dict[str, Any]:
    """A profile."""
    return {"id": name, "firstName": name.title(), "timeZone": "Europe/Paris", **fields}


def message(number: int, date: int, text: str | None, **fields: Any) -> dict[str, Any]:
    """A message from the user, unless `sender` is given."""
    sent = {"id": f"m-{number}", "sender": "USER", "date": write(date), "text": text}
    return {**sent, **fields}


def request(
    user: dict[str, Any], persona: dict[str, Any], messages: list[Any], **parameters: Any
) -> dict[str, Any]:
    """A request for a reply."""
    return {
        "userProfile": user,
        "personaProfile": persona,
        "language": "EN",
        "messages": messages,
        "replyParameters": parameters,
    }


def says(user: str, persona: str, date: int, text: str, **parameters: Any) -> dict[str, Any]:
    """A request for a reply to a single message."""
    sent = [message(1, date, text)]
    return request(person(user), person(persona), sent, **parameters)


def post(connection: http.client.HTTPConnection, body: Any, path: str = PATH) -> bytes:
    """The body of a successful answer on a persistent connection."""
    connection.request("POST", path, json.dumps(body), HEADERS)
    response = connection.getresponse()
    received = response.read()
    assert response.status == 200, received
    return received
