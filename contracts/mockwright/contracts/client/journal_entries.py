"""Journal entries: what the mock saw and found, read back as exchanges and the facts about them."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from mockwright.contracts.client.facts import FAULT, PROBLEM, VIOLATIONS, WARNINGS
from mockwright.contracts.engine.exchanges import Exchange, SentRequest, to_request
from mockwright.openapi.exchange import Response

# What a path may have beside letters and digits; the mock has decoded it already.
_PATH_CHARACTERS = "/!$&'()*+,;=:@-._~"
UNKNOWN = "unknown"
_LOST = "The answer was lost on demand (`drop`)."


class EntryIsBroken(ValueError):
    """A line that is no entry of a journal; `str()` says which and why."""


class JournalEntry(NamedTuple):
    """One entry: the exchange, the operation that was meant, and what the mock found.

    `direction` is `outgoing` where the mock itself was the client.
    """

    exchange: Exchange
    operation: str | None
    facts: Mapping[str, Any]
    direction: str

    @property
    def method(self) -> str:
        """The method of the request."""
        return self.exchange.request.method

    @property
    def path(self) -> str:
        """The path of the request, decoded."""
        return to_request(self.exchange).path

    @property
    def status(self) -> int:
        """The status that was answered."""
        return self.exchange.status

    @property
    def fault(self) -> str | None:
        """What was done to the answer on demand, as the mock was asked for it."""
        fault: str | None = self.facts.get(FAULT)
        return fault

    @property
    def json(self) -> Any:
        """The body of the request. Raises `ValueError` where it is no JSON."""
        return json.loads(self.exchange.request.body)

    @property
    def label(self) -> str:
        """`POST /pets -> 201`."""
        return f"{self.method} {self.path} -> {self.status}"


def read_journal_file(file: Path, url: str) -> Iterator[JournalEntry]:
    """The entries of a journal file, of a mock at `url`. Raises `EntryIsBroken` and `OSError`."""
    with file.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                yield entry_from_json(json.loads(line), url)
            except (ValueError, LookupError, TypeError, AttributeError) as error:
                message = (
                    f"{file}, line {number}: it is no entry of a journal ({error}). Expected what "
                    "`serve --journal-file` writes, or `/_mock/journal?format=jsonl` answers."
                )
                raise EntryIsBroken(message) from error


def entry_from_json(entry: Mapping[str, Any], url: str) -> JournalEntry:
    """An entry as the control surface shows it. Raises `LookupError`, `ValueError`, `TypeError`."""
    request, status = entry["request"], int(entry["status"])
    is_lost = status == 0 and bool(entry.get("fault"))
    path = quote(request["path"], safe=_PATH_CHARACTERS)
    query = f"?{request['query']}" if request["query"] else ""
    return JournalEntry(
        exchange=Exchange(
            request=SentRequest(
                method=request["method"],
                url=f"{url}{path}{query}",
                headers=tuple(request["headers"].items()),
                body=_read_body(request),
            ),
            response=None if is_lost else _read_response(status, entry["response"]),
            failure=_LOST if is_lost else "",
            seconds=entry["milliseconds"] / 1000,
        ),
        operation=entry["operation"],
        facts={
            VIOLATIONS: entry["violations"],
            WARNINGS: [_read_notice(notice) for notice in entry["warnings"]],
            PROBLEM: entry["problem"],
            **({FAULT: entry["fault"]} if entry.get("fault") else {}),
        },
        direction=entry.get("direction", "incoming"),
    )


def _read_notice(shown: Any) -> dict[str, Any]:
    """A notice. Journals of earlier versions have sentences: their code is `unknown`."""
    if isinstance(shown, str):
        return {"code": UNKNOWN, "pointer": None, "message": shown}
    notice = {name: shown[name] for name in ("code", "pointer", "message")}
    return {**notice, "ruling": shown["ruling"]} if "ruling" in shown else notice


def _read_response(status: int, shown: Mapping[str, Any]) -> Response:
    headers = tuple(shown["headers"].items())
    return Response(status=status, headers=headers, body=_read_body(shown))


def _read_body(shown: Mapping[str, Any]) -> bytes:
    if "body_base64" not in shown:
        body: str = shown["body"]
        return body.encode()
    try:
        return base64.b64decode(shown["body_base64"], validate=True)
    except binascii.Error as error:
        raise ValueError(error) from error
