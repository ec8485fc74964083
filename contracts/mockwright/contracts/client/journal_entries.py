"""Reads journal entries back as exchanges and the facts that the mock recorded about them."""

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

# Characters besides letters and digits that stay unescaped; the journal has decoded paths.
_PATH_CHARACTERS = "/!$&'()*+,;=:@-._~"
UNKNOWN = "unknown"
_LOST = "The answer was dropped by an injected fault (`drop`)."


class EntryIsBroken(ValueError):
    """A line is not a journal entry; `str()` says which line and why."""


class JournalEntry(NamedTuple):
    """One exchange of the journal, with its operation and the facts that the mock recorded.

    `operation` is None if no operation matched. `direction` is `outgoing` for requests that the
    mock itself sent, otherwise `incoming`.
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
        """The status of the answer; 0 if it was dropped."""
        return self.exchange.status

    @property
    def fault(self) -> str | None:
        """The fault injected into the answer, as it was requested; None if there was none."""
        fault: str | None = self.facts.get(FAULT)
        return fault

    @property
    def json(self) -> Any:
        """The parsed body of the request. Raises `ValueError` if it is not JSON."""
        return json.loads(self.exchange.request.body)

    @property
    def label(self) -> str:
        """A short label, such as `POST /pets -> 201`."""
        return f"{self.method} {self.path} -> {self.status}"


def read_journal_file(file: Path, url: str) -> Iterator[JournalEntry]:
    """The entries of the journal file of a mock at `url`. Raises `EntryIsBroken`, `OSError`."""
    with file.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                yield entry_from_json(json.loads(line), url)
            except (ValueError, LookupError, TypeError, AttributeError) as error:
                message = (
                    f"{file}, line {number}: not a journal entry ({error}). Expected the output of "
                    "`serve --journal-file` or of `/_mock/journal?format=jsonl`."
                )
                raise EntryIsBroken(message) from error


def entry_from_json(entry: Mapping[str, Any], url: str) -> JournalEntry:
    """Parse an entry of the control surface. Raises `LookupError`, `ValueError`, `TypeError`."""
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
    """Parse a notice; a sentence from an earlier version gets the code `unknown`."""
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
