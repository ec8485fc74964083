"""Serve the journal on the control surface: filtered entries, one entry, and long polling."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from typing import Any

from flask import Response, request

from mockwright.mock_server.control.answers import (
    HEADERS,
    BadQuery,
    json_answer,
    problem_answer,
    read_number,
    read_query,
)
from mockwright.mock_server.journal.entries import DIRECTIONS
from mockwright.mock_server.journal.peers import Page, Peers
from mockwright.openapi.json_text import encode_json
from mockwright.openapi.wording import list_names

JSON_LINES = "application/x-ndjson"
MAX_WAIT_SECONDS = 25.0
MAX_WAITING = 8

_FILTERS = (
    *("after", "direction", "format", "has", "limit"),
    *("method", "operation", "path", "status", "wait"),
)


class JournalViews:
    """The views of `/_mock/journal`."""

    def __init__(self, peers: Peers) -> None:
        self._peers = peers
        self._waiting = threading.BoundedSemaphore(MAX_WAITING)

    def list(self) -> Response:
        """List the entries that match the filters in the query."""
        if "wait" not in request.args:
            return _journal(self._peers)
        if not self._waiting.acquire(blocking=False):
            problem = problem_answer(503, f"{MAX_WAITING} clients are already waiting.")
            problem.headers["Retry-After"] = "1"
            return problem
        try:
            return _journal(self._peers)
        finally:
            self._waiting.release()

    def show(self, entry_id: str) -> Response:
        """Show one entry by its id, or the newest one as `latest`."""
        return _entry(self._peers, entry_id)


def _journal(peers: Peers) -> Response:
    query = read_query(_FILTERS, "the journal")
    _require_known(query, "has", ("violations", "warnings", "problem", "fault"))
    _require_known(query, "format", ("json", "jsonl"))
    _require_known(query, "direction", DIRECTIONS)
    after = _parse_cursor(query.get("after", ""))
    seconds = min(read_number(query, "wait", 0), MAX_WAIT_SECONDS)
    pages, entries = _read_until(peers, query, after, seconds)
    limit = int(read_number(query, "limit", len(entries)))
    entries = entries[-limit:] if limit else []
    is_lines = query.get("format") == "jsonl" or request.headers.get("Accept") == JSON_LINES
    if is_lines:
        text = b"".join(encode_json(entry) + b"\n" for entry in entries)
        return Response(text, content_type=JSON_LINES, headers=HEADERS)
    cursor = ",".join(f"{page.worker}:{page.last}" for page in pages)
    evicted = sum(page.evicted for page in pages)
    return json_answer({"entries": entries, "cursor": cursor, "evicted": evicted})


def _read_until(
    peers: Peers, query: Mapping[str, str], after: Mapping[int, int], seconds: float
) -> tuple[list[Page], list[dict[str, Any]]]:
    """Read the pages and their matching entries, waiting for a match if the query asks to."""
    deadline = time.monotonic() + seconds
    while True:
        pages = peers.read(after)
        entries = [entry for page in pages for entry in page.entries if _matches(entry, query)]
        remaining = deadline - time.monotonic()
        if entries or remaining <= 0:
            entries.sort(key=lambda entry: (entry["time"], entry["id"].split("-")[0]))
            return pages, entries
        peers.wait({page.worker: page.last for page in pages}, remaining)


def _matches(entry: dict[str, Any], query: Mapping[str, str]) -> bool:
    wanted = {
        "direction": entry["direction"],
        "operation": entry["operation"],
        "method": entry["request"]["method"],
        "path": entry["request"]["path"],
        "status": str(entry["status"]),
    }
    if any(name in query and query[name] != value for name, value in wanted.items()):
        return False
    return "has" not in query or bool(entry.get(query["has"]))


def _entry(peers: Peers, entry_id: str) -> Response:
    entries = [entry for page in peers.read({}) for entry in page.entries]
    if entry_id == "latest" and entries:
        return json_answer(max(entries, key=lambda entry: (entry["time"], _number_of(entry))))
    for entry in entries:
        if entry["id"] == entry_id:
            return json_answer(entry)
    return problem_answer(404, f"The journal has no entry `{entry_id[:40]}`.")


def _number_of(entry: dict[str, Any]) -> int:
    return int(entry["id"].partition("-")[2])


def _require_known(query: Mapping[str, str], name: str, known: tuple[str, ...]) -> None:
    if query.get(name, known[0]) not in known:
        names = list_names(f"`{value}`" for value in known)
        raise BadQuery(f"`{name}={query[name][:40]}` is not supported. Known: {names}.")


def _parse_cursor(text: str) -> dict[int, int]:
    try:
        pairs = [part.split(":") for part in text.split(",") if part]
        return {int(worker): int(number) for worker, number in pairs}
    except ValueError:
        raise BadQuery("`after` is not a `cursor` from an earlier answer.") from None
