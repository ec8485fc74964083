"""Reads profiles, headers and violations from answers of a profile endpoint."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from msgspec import structs

from mockwright.contracts.engine.exchanges import Exchange
from mockwright.contracts.engine.findings import Check, Finding, Severity, Trial, Wrong
from mockwright.contracts.sending.content_codings import CodingIsUnusable, decode_content
from mockwright.openapi.exchange import Response
from mockwright.openapi.json_text import JsonIsBroken, parse_json
from mockwright.openapi.responses import check_response
from mockwright.openapi.violations import Violation, find_note

Profile = dict[str, Any]

OK = 200
PICTURE_LISTS = ("pictures", "privatePictures")
MAIN_PICTURE = "mainPictureUrl"
_JSON_HEADERS = (("Content-Type", "application/json"),)
# Enough of a picture to recognize its format.
_PICTURE_BYTES = 64


def plain_response(exchange: Exchange) -> Response | None:
    """The response with its body decoded; None if it is missing or cannot be decoded."""
    if exchange.response is None:
        return None
    try:
        return decode_content(exchange.response)
    except CodingIsUnusable:
        return None


def find_header(exchange: Exchange, name: str) -> str | None:
    """The value of an answer's header by its lowercase name; None if it is absent."""
    headers = exchange.response.headers if exchange.response else ()
    return next((value for other, value in headers if other.lower() == name), None)


def read_profile(exchange: Exchange) -> Profile | None:
    """The profile in the answer, whatever its status; None if there is none."""
    response = plain_response(exchange)
    if response is None:
        return None
    try:
        value = parse_json(response.body).value
    except JsonIsBroken:
        return None
    profile = value.get("profile") if isinstance(value, dict) else None
    return profile if isinstance(profile, dict) else None


def read_id(exchange: Exchange) -> Any:
    """The id in the profile of an answer; None if it has none."""
    return (read_profile(exchange) or {}).get("id")


def check_body(trial: Trial) -> tuple[Violation, ...]:
    """The violations of the schema of status 200 by the last body, without duplicates.

    The content type is ignored; another check covers it.
    """
    response = plain_response(trial.last)
    if trial.operation is None or response is None or response.status != OK:
        return ()
    as_json = structs.replace(response, headers=_JSON_HEADERS)
    unique = {
        (found.where, found.expected): found
        for found in reversed(check_response(trial.operation, as_json, "GET"))
    }
    return tuple(reversed(unique.values()))


def picture_urls(profile: Profile) -> Iterator[tuple[str, Any]]:
    """Every picture with its place: `response #/profile/pictures/0`."""
    if MAIN_PICTURE in profile:
        yield f"response #/profile/{MAIN_PICTURE}", profile[MAIN_PICTURE]
    for name in PICTURE_LISTS:
        pictures = profile.get(name)
        for index, url in enumerate(pictures if isinstance(pictures, list) else ()):
            yield f"response #/profile/{name}/{index}", url


def without_picture_queries(profile: Profile) -> Profile:
    """The profile without the queries of picture URLs, which change if URLs are signed."""
    plain = copy.deepcopy(profile)
    if isinstance(plain.get(MAIN_PICTURE), str):
        plain[MAIN_PICTURE] = _without_query(plain[MAIN_PICTURE])
    for name in PICTURE_LISTS:
        if isinstance(plain.get(name), list):
            plain[name] = [_without_query(u) if isinstance(u, str) else u for u in plain[name]]
    return plain


def _without_query(url: str) -> str:
    try:
        return urlsplit(url)._replace(query="", fragment="").geturl()
    except ValueError:
        return url


def find_by_response(
    check: Check, trial: Trial, wrong: Wrong, status: int, severity: Severity = "failure"
) -> Finding:
    """A finding whose rule is a documented response, with the response's assumption if any."""
    found = check.find(trial, wrong, severity)
    operation = trial.operation
    documented = operation.response_for(status) if operation else None
    if operation is None or documented is None:
        return found
    note = find_note(operation.document.files.at(documented.place))
    return replace(found, rule=str(documented.place), assumption=note)


def keep_start(response: Response) -> Response:
    """The response of a picture, reduced to the first bytes of its body."""
    return structs.replace(response, body=response.body[:_PICTURE_BYTES])
