"""Clients that each make one mistake, as functions of a mock's URL, and a correct one."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import requests

Client = Callable[[str], None]

REPLY = "/cs/v1/content_creation/conversations/generate"
SUGGESTION = "/cs/v1/content_creation/suggestion"
CONTACT = "/new/v2.0/profiles"
EXPORT = "/api/profiles/user-1/export"
KEY = {"Authorization": "Bearer sk-proj-right-0123456789"}
JSON = {**KEY, "Content-Type": "application/json"}


class BrokenClient(NamedTuple):
    """A client and the ids of all checks with findings."""

    run: Client
    found_by: tuple[str, ...]


def _body(**changes: Any) -> dict[str, Any]:
    """A valid body of a reply with changed members."""
    return {
        "language": "EN",
        "userProfile": {"id": "user-1", "firstName": "Ann"},
        "personaProfile": {"id": "persona-1", "firstName": "Bo", "timeZone": "Europe/Paris"},
        "messages": [
            {"id": "m1", "sender": "USER", "date": "2025-01-01T10:00:00Z", "text": "Hello"}
        ],
        **changes,
    }


def _post(url: str, value: Any, path: str = REPLY, **members: Any) -> None:
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    requests.post(url + path, data=body, timeout=60, **{"headers": JSON, **members})


def _sends(**changes: Any) -> Client:
    return lambda url: _post(url, _body(**changes))


def _sends_as(body: Any = None, path: str = REPLY, **members: Any) -> Client:
    return lambda url: _post(url, _body() if body is None else body, path, **members)


def _user(**changes: Any) -> Client:
    return _sends(userProfile={**_body()["userProfile"], **changes})


def _parameters(**members: Any) -> Client:
    return _sends(replyParameters=members)


def _gets(path: str, **members: Any) -> Client:
    def get(url: str) -> None:
        requests.get(url + path, timeout=60, **{"headers": KEY, **members})

    return get


def _retries(url: str) -> None:
    for _ in range(2):
        _post(url, _body(language="english"))


def correct(url: str) -> None:
    """Make every documented call, and two calls with notices that a client cannot avoid."""
    _post(url, _body())
    _post(url, _body(messages=[]))  # there is nothing to answer
    _post(url, _body(replyParameters={"enableSexualTextContent": True}))  # it is always neutral
    _post(url, _body(messages=[]), SUGGESTION)
    _post(url, {"contactIds": ["c-1"]}, CONTACT, headers={"X-API-Key": "k", **JSON})
    requests.get(url + EXPORT, headers=KEY, timeout=60)
    requests.get(f"{url}/webhooks/profile?profileId=user-1", headers=KEY, timeout=60)


VIOLATION, REFUSED = ("request-violation",), ("request-refused",)
UNEXPECTED, CREDENTIALS = ("unexpected-call",), ("credentials-refused",)

BROKEN: Mapping[str, BrokenClient] = {
    "misspelt_field": BrokenClient(_sends(mesages=[]), ("undocumented-field",)),
    "misspelt_field_of_a_profile": BrokenClient(_user(fristName="Ann"), ("undocumented-field",)),
    "unknown_value": BrokenClient(_user(gender="LADY"), VIOLATION),
    "unknown_language": BrokenClient(_sends(language="english"), VIOLATION),
    "missing_id": BrokenClient(_sends(userProfile={"firstName": "Ann"}), VIOLATION),
    "missing_name": BrokenClient(_sends(userProfile={"id": "user-1"}), VIOLATION),
    "null_for_a_text": BrokenClient(_user(firstName=None), VIOLATION),
    "text_for_a_flag": BrokenClient(_parameters(multipleMessagesPerReply="yes"), VIOLATION),
    "text_that_is_too_long": BrokenClient(_user(city="x" * 65, countryCode="FR"), VIOLATION),
    "no_date": BrokenClient(_sends(messages=[{"id": "m", "sender": "USER"}]), VIOLATION),
    "local_date": BrokenClient(
        _sends(messages=[{"id": "m", "sender": "USER", "date": "01.02.2025", "text": "a"}]),
        VIOLATION,
    ),
    "plain_http_picture": BrokenClient(_user(mainPictureUrl="http://example.org/a"), VIOLATION),
    "invented_time_zone": BrokenClient(_user(timeZone="Europe/Nowhere"), VIOLATION),
    "minor_as_persona": BrokenClient(
        _sends(personaProfile={"id": "p", "firstName": "Bo", "birthdate": "2015-01-01"}),
        VIOLATION,
    ),
    "list_for_an_object": BrokenClient(_sends_as([]), VIOLATION),
    "unknown_field_at_cognigy": BrokenClient(
        _sends_as({"contactIds": ["c"], "colour": "red"}, CONTACT), VIOLATION
    ),
    "cut_json": BrokenClient(_sends_as(b'{"language": "EN"'), REFUSED),
    "key_twice": BrokenClient(_sends_as(b'{"language": "EN", "language": "FR"}'), REFUSED),
    "utf_16": BrokenClient(_sends_as(json.dumps(_body()).encode("utf-16")), REFUSED),
    "no_body": BrokenClient(_sends_as(b""), REFUSED),
    "form_for_json": BrokenClient(
        _sends_as(b"language=EN", headers={**KEY, "Content-Type": "text/plain"}), REFUSED
    ),
    "too_large": BrokenClient(_sends_as(b'"' + b"x" * 1024 * 1024 + b'"'), REFUSED),
    "type_that_is_not_offered": BrokenClient(
        _sends_as(headers={**JSON, "Accept": "image/png"}), REFUSED
    ),
    "no_key": BrokenClient(_sends_as(headers={"Content-Type": "application/json"}), CREDENTIALS),
    "key_of_another_scheme": BrokenClient(
        _sends_as(headers={**JSON, "Authorization": "Basic YTpi"}), CREDENTIALS
    ),
    "misspelt_path": BrokenClient(_sends_as(path="/cs/v1/content_creation/sugestion"), UNEXPECTED),
    "path_with_a_slash_too_many": BrokenClient(_sends_as(path=f"{REPLY}/"), UNEXPECTED),
    "wrong_method": BrokenClient(_gets(SUGGESTION), UNEXPECTED),
    "wrong_host": BrokenClient(_gets(EXPORT, headers={**KEY, "Host": "a.test"}), ("wrong-host",)),
    "undocumented_parameter": BrokenClient(
        _gets("/webhooks/profile?profileId=a&profilId=b"), ("undocumented-parameter",)
    ),
    "deprecated_guardrail": BrokenClient(
        _parameters(guardrails={"dangerousDrugUse": True}), ("deprecated", "without-effect")
    ),
    "parameter_without_effect": BrokenClient(
        _parameters(fixedResponseLength=True), ("without-effect",)
    ),
    "town_without_a_country": BrokenClient(_user(city="Lyon"), ("without-effect",)),
    "misspelt_marker": BrokenClient(
        _sends(messages=[{**_body()["messages"][0], "text": "mock:dorp"}]), ("without-effect",)
    ),
    "persona_without_a_time_zone": BrokenClient(
        _sends(personaProfile={"id": "persona-1", "firstName": "Bo"}), ("assumed-default",)
    ),
    "two_people_with_one_id": BrokenClient(
        _sends(personaProfile={**_body()["personaProfile"], "id": "user-1"}), ("shared-id",)
    ),
    "retried_refusal": BrokenClient(_retries, ("request-violation", "repeated-request")),
}
