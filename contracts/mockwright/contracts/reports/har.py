"""HAR 1.2: the exchanges of a run for browser tools, with the findings in them."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from mockwright.contracts.engine.exchanges import Exchange, Headers
from mockwright.contracts.engine.findings import Finding
from mockwright.contracts.engine.runs import About, Result
from mockwright.contracts.reports.finding_json import to_json_text
from mockwright.contracts.reports.shown import verdict_word
from mockwright.contracts.reports.sinks import Sink
from mockwright.openapi.operations import Operation

MAX_EXCHANGES = 5000
MAX_BYTES = 256 << 20
_KEPT_IN_MEMORY = 1 << 20
_UNKNOWN = -1
_REASONS = {status.value: status.phrase for status in HTTPStatus}


class HarWriter:
    """Writes the first exchanges of a run, and in any case those of its findings.

    Findings become known after their exchanges, so the exchanges wait in a temporary file.
    """

    def __init__(self, sink: Sink, clock: Callable[[], float], limit: int = MAX_EXCHANGES) -> None:
        """`clock` returns seconds since 1970; exchanges beyond `limit` are left out."""
        self._sink = sink
        self._clock = clock
        self._limit = limit
        self._spool = SpooledTemporaryFile(_KEPT_IN_MEMORY)  # noqa: SIM115 -- lives as long as the run
        self._keys: list[bytes] = []

    def begin(self, about: About) -> None:
        """Ignored: the result has the run, too."""

    def exchange(self, exchange: Exchange, operation: Operation | None, phase: str) -> None:
        """Store an exchange."""
        if len(self._keys) >= self._limit or self._spool.tell() >= MAX_BYTES:
            return
        label = operation.label if operation else ""
        entry = _entry(exchange, self._clock() - exchange.seconds)
        self._spool.write(f"{_open(entry)}\n{_open(_note(label, phase))}\n".encode())
        self._keys.append(_key(exchange))

    def finding(self, finding: Finding, *, is_known: bool) -> None:
        """Ignored: the result has all findings."""

    def end(self, result: Result) -> None:
        """Write the log."""
        self._sink.write(f'{{"log":{_open(self._head(result))},"entries":[\n')
        for number, entry in enumerate(self._entries(result)):
            self._sink.write(f"{',' if number else ''}{entry}\n")
        self._sink.write("]}}\n")
        self._spool.close()

    def _head(self, result: Result) -> dict[str, Any]:
        head = {
            "version": "1.2",
            "creator": {"name": "mockwright", "version": result.about.version},
            "_mockwright": {
                "verdict": verdict_word(result).lower(),
                "failures": result.failures,
                "warnings": result.warnings,
                "known": result.known,
                "exchanges": result.exchanges,
            },
        }
        if len(self._keys) < result.exchanges:
            head["comment"] = (
                f"The first {len(self._keys):,} of {result.exchanges:,} exchanges, "
                "and behind them those of findings."
            )
        return head

    def _entries(self, result: Result) -> Iterator[str]:
        ids: dict[bytes, list[str]] = {}
        shown: dict[bytes, tuple[Exchange, str]] = {}
        for finding in (counted.finding for counted in result.findings):
            for exchange in finding.trial.exchanges:
                key = _key(exchange)
                ids.setdefault(key, []).append(finding.id)
                shown[key] = (exchange, finding.operation)
        self._spool.seek(0)
        for key in self._keys:
            entry, note = (self._spool.readline().decode().rstrip("\n") for _ in range(2))
            shown.pop(key, None)
            yield _close(entry, note, ids.get(key, []))
        for key, (exchange, label) in shown.items():
            entry = _open(_entry(exchange, result.about.started))
            yield _close(entry, _open(_note(label, "")), ids[key])


def _note(operation: str, phase: str) -> dict[str, str]:
    return {"operation": operation, "phase": phase}


def _open(value: dict[str, Any]) -> str:
    """An object as JSON without its closing brace, so that members can follow."""
    return to_json_text(value)[:-1]


def _close(entry: str, note: str, ids: list[str]) -> str:
    unique = [*dict.fromkeys(ids)]
    comment = f',"comment":{json.dumps("Findings: " + ", ".join(unique))}' if unique else ""
    return f'{entry},"_mockwright":{note},"findings":{json.dumps(unique)}}}{comment}}}'


def _key(exchange: Exchange) -> bytes:
    """A digest that is equal for equal exchanges, which are not kept in memory."""
    digest = hashlib.blake2b(digest_size=16)
    request, response = exchange.request, exchange.response
    for part in (request.method, request.url, repr(request.headers), repr(exchange.seconds)):
        digest.update(part.encode(errors="surrogatepass") + b"\0")
    digest.update(request.body + b"\0")
    if response is not None:
        digest.update(f"{response.status}{response.headers!r}".encode(errors="surrogatepass"))
        digest.update(response.body)
    return digest.digest()


def _entry(exchange: Exchange, started: float) -> dict[str, Any]:
    milliseconds = round(exchange.seconds * 1000, 3)
    moment = dt.datetime.fromtimestamp(max(started, 0), dt.UTC)
    return {
        "startedDateTime": moment.isoformat(timespec="milliseconds"),
        "time": milliseconds,
        "request": _request(exchange),
        "response": _response(exchange),
        "cache": {},
        "timings": {"send": 0, "wait": milliseconds, "receive": 0},
    }


def _request(exchange: Exchange) -> dict[str, Any]:
    request = exchange.request
    written: dict[str, Any] = {
        "method": request.method,
        "url": request.url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _headers(request.headers),
        "queryString": [
            {"name": name, "value": value}
            for name, value in parse_qsl(urlsplit(request.url).query, keep_blank_values=True)
        ],
        "headersSize": _UNKNOWN,
        "bodySize": len(request.body),
    }
    if request.body:
        text = _text(request.body)
        mime_type = _find(request.headers, "content-type")
        written["postData"] = {"mimeType": mime_type, "params": [], **text}
        if "encoding" in text:  # HAR has no such member here
            written["postData"]["comment"] = "The text is base64."
    return written


def _response(exchange: Exchange) -> dict[str, Any]:
    response = exchange.response
    headers = response.headers if response else ()
    body = response.body if response else b""
    content = {"size": len(body), "mimeType": _find(headers, "content-type"), **_text(body)}
    written = {
        "status": exchange.status,
        "statusText": _REASONS.get(exchange.status, ""),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _headers(headers),
        "content": content,
        "redirectURL": _find(headers, "location"),
        "headersSize": _UNKNOWN,
        "bodySize": len(body) if response else _UNKNOWN,
    }
    return written if response else {**written, "comment": exchange.failure}


def _text(body: bytes) -> dict[str, str]:
    try:
        return {"text": body.decode()}
    except UnicodeDecodeError:
        return {"text": base64.b64encode(body).decode(), "encoding": "base64"}


def _headers(headers: Headers) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers]


def _find(headers: Headers, wanted: str) -> str:
    return next((value for name, value in headers if name.lower() == wanted), "")
