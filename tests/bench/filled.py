"""The cost of a request to a mock with many stored conversations, printed as JSON.

`python -m tests.bench.filled STATE CONVERSATIONS REQUESTS [FILE]`, for the section `scale`. The
conversations are stored as replies store them; the requests use the whole pipeline.
"""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr
from pathlib import Path

from mockwright.mock_server.app import create_app
from mockwright.mock_server.control.usage import measure_resident
from mockwright.mock_server.journal.entries import MAX_ENTRIES
from mockwright.mock_server.settings import Settings
from mockwright.mock_server.state.database import StateDatabase
from mockwright.mock_server.state.protocol import Key
from mockwright.mock_server.wsgi import Mockwright
from mockwright.openapi.exchange import Request
from mockwright.openapi.json_text import dump_json, parse_json
from tests.bench.workload import HEADERS, PATH, read_body

BOUNDED, ALLOWED, FILE = STATES = ("memory", "memory, all kept", "--db")
_PLENTY = 1 << 36
_EXPIRES = 4_102_444_800_000
_USER, _PERSONA = b"user-4711", b"persona-0815"
_BATCH = 50_000
_BODY = read_body()
_SAMPLES = 10


def main() -> None:
    """Fill, measure and print."""
    state, count, requests, *rest = sys.argv[1:]
    path = Path(rest[0]) if rest else None
    if path is not None:
        fill_file(path, int(count))
    start = time.perf_counter()
    max_state = _PLENTY if state == ALLOWED else Settings().max_state_bytes
    with redirect_stderr(io.StringIO()):  # reports that records were forgotten
        app = create_app(Settings(specs=("dumgum",), db=path, max_state_bytes=max_state))
        ready = time.perf_counter() - start
        if path is None:
            fill_memory(app, int(count))
        figures = measure(app, int(count), int(requests))
    usage = app.pipeline.world.state.usage()
    told = {"start": ready, "forgotten": usage.forgotten, "bytes": usage.bytes}
    sys.stdout.write(json.dumps({**figures, **told, "resident": measure_resident()}))


def make_body(number: int) -> bytes:
    """The bench's body for a numbered conversation."""
    return _BODY.replace(_USER, b"user-%d" % number).replace(_PERSONA, b"persona-%d" % number)


def records(count: int) -> Iterator[tuple[Key, bytes]]:
    """The records that replies in `count` conversations store: both profiles of each."""
    body = parse_json(read_body()).value
    for name, written in (("userProfile", _USER), ("personaProfile", _PERSONA)):
        template = dump_json([_EXPIRES, body[name]])
        for number in range(count):
            profile_id = written.decode().partition("-")[0] + f"-{number}"
            yield ("profile", profile_id), template.replace(written, profile_id.encode())


def fill_memory(app: Mockwright, count: int) -> None:
    """Store conversations in an application's memory."""
    for key, record in records(count):
        app.pipeline.world.state.commit({key: record})


def fill_file(path: Path, count: int) -> None:
    """Create a state file with conversations."""
    database = StateDatabase(path, is_durable=False)
    batch: dict[Key, bytes | None] = {}
    for key, record in records(count):
        batch[key] = record
        if len(batch) == _BATCH:
            commit(database, batch)
    commit(database, batch)
    database.close()


def commit(database: StateDatabase, batch: dict[Key, bytes | None]) -> None:
    """Commit the records and clear them."""
    with database.held():
        database.commit(batch)
    batch.clear()


def measure(app: Mockwright, count: int, requests: int) -> dict[str, float]:
    """Microseconds per request of a known and a new conversation, by processor and clock."""
    ask(app, range(count - 1, count), MAX_ENTRIES + 100)  # the journal is full from here on
    newest = range(max(0, count - requests), count)
    fresh = iter(range(count, 10 * count + 100 * requests))
    known = [time_requests(app, lambda: newest, requests) for _ in range(_SAMPLES)]
    new = [
        time_requests(app, lambda: range(start := next(fresh), start + 1), 1)
        for _ in range(requests)
    ]
    return {
        "known": min(cpu for cpu, _ in known) * 1e6,
        "new": sorted(cpu for cpu, _ in new)[len(new) // 2] * 1e6,
        "new_clock": sorted(clock for _, clock in new)[len(new) // 2] * 1e6,
    }


def time_requests(
    app: Mockwright, numbers: Callable[[], range], requests: int
) -> tuple[float, float]:
    """Seconds per request, by processor and clock."""
    # The clock is read first and last, so that it includes the processor time.
    clock, cpu = time.perf_counter(), time.process_time()
    ask(app, numbers(), requests)
    return (time.process_time() - cpu) / requests, (time.perf_counter() - clock) / requests


def ask(app: Mockwright, numbers: range, requests: int) -> None:
    """Send requests, one conversation after the other. Raises `ValueError`."""
    headers = {"host": "localhost", **{name.lower(): text for name, text in HEADERS.items()}}
    for turn in range(requests):
        body = make_body(numbers[turn % len(numbers)])
        response = app.pipeline.respond(Request("POST", PATH, "", headers, body, ""))
        if response.status != 200:
            raise ValueError(response.body)


if __name__ == "__main__":
    main()
