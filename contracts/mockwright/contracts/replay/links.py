"""Maps generated values, such as ids, of the original run to those of the replay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, unquote

from mockwright.contracts.engine.exchanges import Exchange, SentRequest
from mockwright.openapi.json_text import JsonIsBroken, parse_json
from mockwright.openapi.pointers import join_pointer


def find_links(before: Exchange, now: Exchange) -> dict[str, str]:
    """Map values of the original answer to the differing values at the same places now."""
    old, new = dict(_values(before)), dict(_values(now))
    return {old[place]: new[place] for place in old.keys() & new.keys() if old[place] != new[place]}


def follow_links(request: SentRequest, links: Mapping[str, str]) -> SentRequest:
    """The request with original values in path and query replaced by current ones."""
    start, sign, query = request.url.partition("?")
    path = "/".join(_follow(part, links) for part in start.split("/"))
    pairs = (pair.partition("=") for pair in query.split("&"))
    query = "&".join(f"{name}{equals}{_follow(text, links)}" for name, equals, text in pairs)
    return request._replace(url=f"{path}{sign}{query}")


def _follow(text: str, links: Mapping[str, str]) -> str:
    value = links.get(unquote(text))
    return text if value is None else quote(value, safe="")


def _values(exchange: Exchange) -> Iterator[tuple[str, str]]:
    """Every text and integer of an answer by its place, and the last part of `Location`."""
    if exchange.response is None:
        return
    for name, value in exchange.response.headers:
        if name.lower() == "location":
            yield "Location", unquote(value.partition("?")[0].rstrip("/").rpartition("/")[2])
    try:
        yield from _leaves(parse_json(exchange.response.body).value, ())
    except JsonIsBroken:
        return


def _leaves(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _leaves(part, (*path, name))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _leaves(part, (*path, index))
    elif isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        yield join_pointer(path), str(value)
