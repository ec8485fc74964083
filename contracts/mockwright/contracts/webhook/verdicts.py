"""Explains why a check of an endpoint tested nothing."""

from __future__ import annotations

from collections.abc import Sequence

from mockwright.contracts.engine.exchanges import Exchange
from mockwright.contracts.server.checks.answers import show_status
from mockwright.contracts.webhook.answers import find_header
from mockwright.openapi.media_types import normalize
from mockwright.openapi.wording import list_names, show_value

_HTML = frozenset({"text/html", "application/xhtml+xml"})
_REFUSED = frozenset({401, 403})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NOT_FOUND = 404
_SUCCESSES = range(200, 300)


def is_refused(status: int) -> bool:
    """Whether a status means that a key is missing or wrong."""
    return status in _REFUSED


def explain_endpoint(exchanges: Sequence[Exchange]) -> str:
    """Why there is no endpoint at the URL, given one exchange per id; empty if there is one."""
    if all(exchange.status in _REDIRECTS for exchange in exchanges):
        place = show_value(find_header(exchanges[0], "location") or "nowhere")
        return (
            f"The endpoint only redirects, to {place}. Redirects are not followed: give the URL "
            "that they lead to."
        )
    if all(e.status in _SUCCESSES and _is_page(e) for e in exchanges):
        return (
            "The URL answers with an HTML page, so it is not a profile endpoint. Check host, port "
            "and path."
        )
    return ""


def explain_refusals(exchanges: Sequence[Exchange], *, has_key: bool) -> str:
    """Why the run tested nothing, given that no id was answered with 200."""
    statuses = sorted({exchange.status for exchange in exchanges})
    shown = list_names(show_status(status) if status else "no answer" for status in statuses)
    problem = f"No existing id was answered with `200`, so nothing else was tested: {shown}."
    if _REFUSED.issuperset(statuses):
        if has_key:
            return f"{problem} The endpoint does not accept the key that was given."
        return f"{problem} Give the key of the endpoint with `--key`."
    if statuses == [_NOT_FOUND]:
        return f"{problem} Give an existing id, or correct the path of the URL."
    return f"{problem} Check its log."


def _is_page(exchange: Exchange) -> bool:
    return normalize(find_header(exchange, "content-type") or "") in _HTML
