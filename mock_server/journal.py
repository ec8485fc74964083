"""The journal: every request that was answered, with its verdict; bounded, redacted, in memory."""

from __future__ import annotations

import base64
import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from mock_server.problems import render_violation
from openapi.exchange import Response
from openapi.violations import Violation

MAX_ENTRIES = 1000
MAX_BYTES = 64 * 1024 * 1024
MAX_BODY_BYTES = 1024 * 1024
_OVERHEAD = 2048
_LONGEST_CHARACTER = 4


@dataclass(kw_only=True, slots=True)  # not frozen: freezing costs 1 us of each request
class Entry:
    """One exchange, never changed: redacted already, with at most 1 MiB of each body."""

    worker: int
    number: int
    time: float
    seconds: float
    method: str
    path: str
    query: str
    operation: str | None
    request_headers: dict[str, str]
    request_body: bytes
    request_size: int
    response: Response
    response_size: int
    violations: tuple[Violation, ...]
    warnings: tuple[str, ...]
    problem: str | None

    @property
    def id(self) -> str:
        """`<worker>-<number>`, unique until the server ends."""
        return f"{self.worker}-{self.number}"

    @property
    def size(self) -> int:
        """About how many bytes the entry keeps in memory."""
        texts = len(self.path) + len(self.query) + sum(map(len, self.request_headers.values()))
        bodies = len(self.request_body) + len(self.response.body)
        return _OVERHEAD * (1 + len(self.violations)) + texts + bodies

    def to_json(self) -> dict[str, Any]:
        """The entry as the control surface shows it."""
        time = datetime.fromtimestamp(self.time, UTC)
        return {
            "id": self.id,
            "time": time.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "milliseconds": round(self.seconds * 1000, 3),
            "operation": self.operation,
            "status": self.response.status,
            "problem": self.problem,
            "request": {
                "method": self.method,
                "path": self.path,
                "query": self.query,
                "headers": self.request_headers,
                **_body_json(self.request_body, self.request_size),
            },
            "response": {
                "headers": {name.lower(): value for name, value in self.response.headers},
                **_body_json(self.response.body, self.response_size),
            },
            "violations": [
                {"where": violation.where, **render_violation(violation)}
                for violation in self.violations
            ],
            "warnings": list(self.warnings),
        }


def _body_json(kept: bytes, size: int) -> dict[str, Any]:
    shown: dict[str, Any] = {"size": size}
    if len(kept) < size:
        shown["truncated"] = True
    try:
        return {**shown, "body": kept.decode()}
    except UnicodeDecodeError as error:
        is_cut = len(kept) < size and error.start >= len(kept) - _LONGEST_CHARACTER
        if is_cut:  # the cut went through a character; the text before it is whole
            return {**shown, "body": kept[: error.start].decode()}
        return {**shown, "body_base64": base64.b64encode(kept).decode()}


@dataclass(frozen=True, kw_only=True, slots=True)
class JournalPage:
    """The entries a reader has not seen, and how many were dropped to stay within bounds."""

    entries: tuple[Entry, ...]
    last: int
    evicted: int


class Journal:
    """A bounded ring of entries; the oldest go first. Safe to use from many threads."""

    def __init__(
        self,
        *,
        clock: Callable[[], float],
        worker: int = 1,
        max_entries: int = MAX_ENTRIES,
        max_bytes: int = MAX_BYTES,
    ) -> None:
        self._clock = clock
        self._worker = worker
        self._max_entries = max_entries
        self._max_bytes = max_bytes
        self._entries: deque[Entry] = deque()
        self._bytes = 0
        self._number = 0
        self._evicted = 0
        self._changed = threading.Condition()

    def record(self, **fields: Any) -> Entry:
        """Add an entry from the fields of `Entry` but worker, number, time and sizes."""
        response, body = fields.pop("response"), fields.pop("request_body")
        kept = response
        if len(response.body) > MAX_BODY_BYTES:
            kept = response._replace(body=response.body[:MAX_BODY_BYTES])
        with self._changed:
            self._number += 1
            entry = Entry(
                worker=self._worker,
                number=self._number,
                time=self._clock(),
                request_body=body[:MAX_BODY_BYTES],
                request_size=len(body),
                response=kept,
                response_size=len(response.body),
                **fields,
            )
            self._entries.append(entry)
            self._bytes += entry.size
            while len(self._entries) > 1 and self._is_full():
                self._bytes -= self._entries.popleft().size
                self._evicted += 1
            self._changed.notify_all()
        return entry

    def _is_full(self) -> bool:
        return len(self._entries) > self._max_entries or self._bytes > self._max_bytes

    def read(self, after: int = 0) -> JournalPage:
        """Every kept entry whose number is greater than `after`, oldest first."""
        with self._changed:
            entries = tuple(entry for entry in self._entries if entry.number > after)
            return JournalPage(entries=entries, last=self._number, evicted=self._evicted)

    def wait(self, after: int, seconds: float) -> None:
        """Return when there is an entry after the given number, or when the time is over."""
        with self._changed:
            self._changed.wait_for(lambda: self._number > after, timeout=seconds)

    def clear(self) -> None:
        """Forget every entry; numbers go on, so that readers notice."""
        with self._changed:
            self._entries.clear()
            self._bytes = 0
            self._evicted = 0


def count_by_status(entries: Iterable[Entry]) -> dict[str, int]:
    """How many entries have each status."""
    counts: dict[str, int] = {}
    for entry in entries:
        key = str(entry.response.status)
        counts[key] = counts.get(key, 0) + 1
    return counts
