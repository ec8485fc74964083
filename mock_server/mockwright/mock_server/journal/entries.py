"""The journal: every answered request with its verdict; bounded, redacted, in memory."""

from __future__ import annotations

import base64
import struct
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

import orjson
from msgspec import Struct
from msgspec.structs import astuple

from mockwright.mock_server.redaction import redact_body
from mockwright.mock_server.request.notices import Notice
from mockwright.mock_server.request.problems import show_violation
from mockwright.openapi.exchange import Request, Response
from mockwright.openapi.json_text import encode_json
from mockwright.openapi.violations import Violation

MAX_ENTRIES = 1000
MAX_BYTES = 64 * 1024 * 1024
MAX_BODY_BYTES = 1024 * 1024
_OVERHEAD = 64
_LENGTHS = struct.Struct("<II")
_LONGEST_CHARACTER = 4

INCOMING, OUTGOING = DIRECTIONS = ("incoming", "outgoing")


class Exchange(Struct, frozen=True, gc=False):
    """A request with its response and the verdict on it, without any credential.

    An outgoing exchange is a call that the mock made; its response has the status 0 if there was no
    answer or if a `fault` prevented it.
    """

    request: Request
    response: Response
    operation: str | None
    seconds: float
    violations: tuple[Violation, ...] = ()
    notices: tuple[Notice, ...] = ()
    problem: str | None = None
    direction: str = INCOMING
    fault: str | None = None


class Entry(Struct, frozen=True, gc=False):
    """One exchange as the journal keeps it: with at most 1 MiB of each body."""

    worker: int
    number: int
    record: bytes

    @property
    def id(self) -> str:
        """`<worker>-<number>`, unique until the server ends."""
        return f"{self.worker}-{self.number}"

    def to_json(self) -> dict[str, Any]:
        """The entry as the control surface returns it."""
        head_length, body_length = _LENGTHS.unpack_from(self.record)
        rest = self.record[_LENGTHS.size :]
        head, bodies = rest[:head_length], rest[head_length:]
        about, request, response, violations, notices = orjson.loads(head)
        time, seconds, operation, problem, direction, fault = about
        method, path, query, headers, size = request
        status, answered, answer_size = response
        moment = datetime.fromtimestamp(time, UTC).isoformat(timespec="milliseconds")
        return {
            "id": self.id,
            "time": moment.replace("+00:00", "Z"),
            "milliseconds": round(seconds * 1000, 3),
            "direction": direction,
            "operation": operation,
            "status": status,
            "problem": problem,
            "fault": fault,
            "request": {
                "method": method,
                "path": path,
                "query": query,
                "headers": headers,
                **_body_json(bodies[:body_length], size, headers),
            },
            "response": {
                "headers": (returned := {name.lower(): value for name, value in answered}),
                **_body_json(bodies[body_length:], answer_size, returned),
            },
            "violations": violations,
            "warnings": [Notice(*noticed).to_json() for noticed in notices],
        }


def _to_record(exchange: Exchange, time: float) -> bytes:
    """An exchange as bytes: the lengths of the head and of the first body, the head, both bodies.

    Kept as trees of Python objects, a thousand exchanges would be scattered over the memory and
    slow down every later request by cache misses: a fifth of the throughput.
    """
    request, response = exchange.request, exchange.response
    violations, notices = exchange.violations, exchange.notices
    body, answer = request.body, response.body
    head = encode_json(
        (
            (
                time,
                exchange.seconds,
                exchange.operation,
                exchange.problem,
                exchange.direction,
                exchange.fault,
            ),
            (request.method, request.path, request.query, request.headers, len(body)),
            (response.status, response.headers, len(answer)),
            [show_violation(found) for found in violations] if violations else (),
            [astuple(noticed) for noticed in notices] if notices else (),
        )
    )
    body, answer = body[:MAX_BODY_BYTES], answer[:MAX_BODY_BYTES]
    return b"".join((_LENGTHS.pack(len(head), len(body)), head, body, answer))


def _body_json(kept: bytes, size: int, headers: Mapping[str, str]) -> dict[str, Any]:
    """What is shown of a body; secrets are replaced here, off the path of a request."""
    shown: dict[str, Any] = {"size": size}
    media_type = headers.get("content-type", "").lower()
    if len(kept) < size:
        shown["truncated"] = True
    try:
        return {**shown, "body": redact_body(kept.decode(), media_type)}
    except UnicodeDecodeError as error:
        is_cut = len(kept) < size and error.start >= len(kept) - _LONGEST_CHARACTER
        if is_cut:  # the cut went through a character; the text before it is complete
            return {**shown, "body": redact_body(kept[: error.start].decode(), media_type)}
        return {**shown, "body_base64": base64.b64encode(kept).decode()}


@dataclass(frozen=True, kw_only=True, slots=True)
class JournalPage:
    """The entries that a reader has not seen, and the number of entries dropped by the limits."""

    entries: tuple[Entry, ...]
    last: int
    evicted: int


class JournalUsage(NamedTuple):
    """The size of a journal, and the number of entries dropped by its limits."""

    entries: int
    bytes: int
    evicted: int


class Journal:
    """A bounded ring of entries, from which the oldest are dropped; thread-safe."""

    def __init__(
        self,
        *,
        clock: Callable[[], float],
        worker: int = 1,
        max_entries: int = MAX_ENTRIES,
        max_bytes: int = MAX_BYTES,
        sink: Callable[[Entry], None] | None = None,
    ) -> None:
        """`sink` is called with every entry, in order."""
        self._sink = sink
        self._clock = clock
        self._worker = worker
        self._max_entries = max_entries
        self._max_bytes = max_bytes
        self._records: deque[bytes] = deque()
        self._bytes = 0
        self._number = 0
        self._time = 0.0
        self._evicted = 0
        self._waiting = 0
        self.resets = 0
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)

    def record(self, exchange: Exchange) -> Entry:
        """Add an entry for an exchange."""
        # After the clock is set back, the newest entry must not look older than earlier ones.
        time = self._time = max(self._time, self._clock())
        record = _to_record(exchange, time)
        records = self._records
        with self._lock:  # entering the condition instead would cost two more calls
            self._number += 1
            records.append(record)
            self._bytes += len(record) + _OVERHEAD
            while len(records) > self._max_entries or (
                self._bytes > self._max_bytes and len(records) > 1
            ):
                self._bytes -= len(records.popleft()) + _OVERHEAD
                self._evicted += 1
            if self._waiting:
                self._changed.notify_all()
            entry = Entry(self._worker, self._number, record)
            if self._sink is not None:
                self._sink(entry)
            return entry

    def read(self, after: int = 0) -> JournalPage:
        """Every kept entry whose number is greater than `after`, oldest first."""
        with self._changed:
            last, evicted, records = self._number, self._evicted, tuple(self._records)
        first = last - len(records) + 1
        unseen = range(max(first, after + 1), last + 1)
        entries = tuple(Entry(self._worker, number, records[number - first]) for number in unseen)
        return JournalPage(entries=entries, last=last, evicted=evicted)

    def usage(self) -> JournalUsage:
        """The journal's current size."""
        with self._lock:
            return JournalUsage(len(self._records), self._bytes, self._evicted)

    def wait(self, after: int, seconds: float) -> None:
        """Return when there is an entry after the given number, or after the timeout."""
        with self._changed:
            self._waiting += 1
            try:
                self._changed.wait_for(lambda: self._number > after, timeout=seconds)
            finally:
                self._waiting -= 1

    def clear(self) -> None:
        """Remove every entry; numbering continues, so that readers notice."""
        with self._changed:
            self._records.clear()
            self._bytes = 0
            self._evicted = 0
            self.resets += 1
