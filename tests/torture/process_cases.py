"""Processes: signals, kills, closed streams, few descriptors, environments and long runs."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path

from tests.bench.filled import make_body
from tests.bench.workload import PATH
from tests.mock_server.vendors.dumgum.conversations import test_killed as killed
from tests.processes import (
    COMMAND,
    EXPORT,
    KEY,
    PATIENCE_SECONDS,
    ServerProcess,
    Start,
    environment,
    find_children,
    wait_until,
)
from tests.torture.by_pytest import by_pytest
from tests.torture.cases import Case
from tests.torture.laws import SETTLE_SECONDS, measure_footprint
from tests.torture.meaning_cases import create
from tests.torture.testbed import Testbed

KILLS = 200
START_SECONDS = 2.0
SOAK_REQUESTS, SOAK_WARM_UP = 100_000, 20_000
SOAK_CONVERSATIONS = 500
SOAK_BYTES = 5 * 1024 * 1024
SPARE_THREADS = 8
MEGABYTE = 1024 * 1024
_HEADERS = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
SURROUNDINGS: dict[str, dict[str, str | None]] = {
    "LANG=C": {"LANG": "C", "LC_ALL": "C"},
    "a locale that does not exist": {"LANG": "xx_XX.UTF-9", "LC_ALL": "xx_XX.UTF-9"},
    "no HOME, dumb terminal of 20 columns": {"HOME": None, "TERM": "dumb", "COLUMNS": "20"},
    "TMPDIR that does not exist": {"TMPDIR": "/nowhere/at/all"},
}


def check_kills(testbed: Testbed) -> Iterator[str]:
    """After each of 200 kills, all acknowledged changes are stored."""
    stops = list(killed.live_all(testbed.make_folder(), KILLS))
    if min(stops) == 0:
        yield f"some file saw no acknowledged stop: {stops}"


def check_starts_after_kills(testbed: Testbed) -> Iterator[str]:
    """A server with the file of a killed one answers within two seconds."""
    folder = testbed.make_folder()
    slowest = 0.0
    for _ in range(10):
        started = time.monotonic()
        server = testbed.start("--db", str(folder / "state.db"))
        slowest = max(slowest, time.monotonic() - started)
        for number in range(20):
            create(server, f"contact-{number}")
        server.signal(signal.SIGKILL)
        server.wait()
    if slowest > START_SECONDS:
        yield f"a start took {slowest:.1f} s"


def check_hang_up(testbed: Testbed, *, workers: str) -> Iterator[str]:
    """SIGHUP ends the server with 0."""
    server = testbed.start("--workers", workers)
    server.signal(signal.SIGHUP)
    code = server.wait()
    if code != 0 or server.is_listening():
        yield f"exit code {code}, listening: {server.is_listening()}"


def check_reader_left(testbed: Testbed) -> Iterator[str]:
    """The server continues if the reader of its output has left."""
    folder = testbed.make_folder()
    (folder / "stderr.txt").touch()
    with subprocess.Popen(
        [str(COMMAND), "serve", "--port=0", "--ready-file=ready.json", f"--max-state={MEGABYTE}"],
        env=environment({}),
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        try:
            yield from _leave(process, folder)
        finally:
            process.kill()


def _leave(process: subprocess.Popen[bytes], folder: Path) -> Iterator[str]:
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    process.stderr.readline()
    process.stderr.close()
    server = ServerProcess(process, folder)
    for number in range(1500):  # more than the limit of state, which is reported
        create(server, f"contact-{number}" * 20)
    if server.ask(EXPORT)[0] != 200:
        yield "it does not answer any more"
    process.terminate()
    code = process.wait(timeout=PATIENCE_SECONDS)
    if code != 0:
        yield f"exit code {code}"


def check_few_descriptors(testbed: Testbed, *, workers: str) -> Iterator[str]:
    """With 64 descriptors, 200 connections cause no busy loop, and the server recovers."""
    limited = Start(prefix=("/bin/sh", "-c", 'ulimit -n 64; exec "$0" "$@"'))
    server = testbed.start("--workers", workers, start=limited)
    with ExitStack() as stack:
        for _ in range(200):
            stack.enter_context(socket.create_connection(("127.0.0.1", server.port)))
        before = _processor_seconds(server)
        time.sleep(2)
        busy = (_processor_seconds(server) - before) / 2
        if busy > 0.5:
            yield f"while it waits for descriptors it takes {busy:.0%} of a processor"
    if not wait_until(lambda: _answers(server)):
        yield "it does not recover"


def _answers(server: ServerProcess) -> bool:
    try:
        return server.ask(EXPORT)[0] == 200
    except (OSError, http.client.HTTPException):
        return False


def _processor_seconds(server: ServerProcess) -> float:
    """The processor seconds of the server and its workers."""
    pid = server.process.pid
    fields = [
        Path(f"/proc/{one}/stat").read_text("ascii").rpartition(")")[2].split()
        for one in (pid, *find_children(pid))
    ]
    return sum(int(each[11]) + int(each[12]) for each in fields) / os.sysconf("SC_CLK_TCK")


def check_surroundings(testbed: Testbed, *, changes: Mapping[str, str | None]) -> Iterator[str]:
    """The server starts, answers and exits with these environment variables."""
    server = testbed.start("--db", "état.db", start=Start(changes=changes))
    if server.ask(EXPORT)[0] != 200:
        yield "no answer"


def check_odd_arguments(testbed: Testbed) -> Iterator[str]:
    """Arguments that are not UTF-8 are accepted as file names or reported."""
    folder = testbed.make_folder()
    for argument, codes in ((b"--db=\xff\xfe.db", {0}), (b"--spec=\xff.yaml", {3})):
        command = [os.fsencode(COMMAND), b"serve", b"--port=0", b"--ready-file=ready.json"]
        with subprocess.Popen(
            [*command, argument], cwd=folder, stderr=subprocess.PIPE, env=environment({})
        ) as process:
            ready = folder / "ready.json"
            wait_until(lambda: ready.exists() or process.poll() is not None)  # noqa: B023 -- called here
            process.terminate()
            _, stderr = process.communicate(timeout=PATIENCE_SECONDS)
        if process.returncode not in codes or b"Traceback" in stderr:
            yield f"{argument!r}: {process.returncode}, {stderr[-300:]!r}"


def check_soak(
    testbed: Testbed, *, requests: int = SOAK_REQUESTS, warm_up: int = SOAK_WARM_UP
) -> Iterator[str]:
    """Many requests leave memory, threads and descriptors as they were after a warm-up."""
    server = testbed.start()
    send_many(server, warm_up)
    before = measure_footprint(server)
    send_many(server, requests)
    # Idle threads other than the active one end after a while.
    most = before.threads + SPARE_THREADS
    wait_until(lambda: measure_footprint(server).threads <= most, seconds=SETTLE_SECONDS)
    now = measure_footprint(server)
    if now.resident > before.resident + SOAK_BYTES:
        yield f"memory grew from {before.resident:,} to {now.resident:,} bytes"
    if now.threads > most:
        yield f"{before.threads} threads became {now.threads}"
    if now.descriptors > before.descriptors + 1:
        yield f"{before.descriptors} descriptors became {now.descriptors}"


def send_many(server: ServerProcess, count: int) -> None:
    """Send replies, exports and refused requests over successive connections.

    Raises `ValueError` for an unexpected status.
    """
    turns = (
        ("POST", PATH, 200),
        ("GET", EXPORT, 200),
        ("GET", "/nowhere", 404),
        ("POST", PATH, 200),
    )
    for start in range(0, count, 1000):
        with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)) as kept:
            for number in range(start, min(start + 1000, count)):
                method, path, expected = turns[number % len(turns)]
                body = make_body(number % SOAK_CONVERSATIONS) if method == "POST" else None
                kept.request(method, path, body, _HEADERS)
                response = kept.getresponse()
                text = response.read()
                if response.status != expected:
                    raise ValueError(text)


def check_other_family(testbed: Testbed) -> Iterator[str]:
    """A port that another program uses on `::1` is not served on 127.0.0.1."""
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as other:
        server = testbed.start("--port", str(other.getsockname()[1]))
        yield f"it serves {server.url}, and `localhost` may lead to the other program"


CASES = (
    Case(id="G1", name=f"{KILLS} kills at any moment", check=check_kills),
    Case(
        id="G1",
        name="kills of what only writes",
        check=by_pytest("mock_server/state/test_killed.py"),
    ),
    Case(id="G1", name="start after a kill within two seconds", check=check_starts_after_kills),
    Case(
        id="G2",
        name="signals with 20 requests in flight, and a second one",
        check=by_pytest("mock_server/process/test_server_signals.py"),
    ),
    *(
        Case(
            id="G3",
            name=f"SIGHUP to {workers} workers",
            check=partial(check_hang_up, workers=workers),
        )
        for workers in ("1", "2")
    ),
    Case(id="G3", name="the reader of its output leaves", check=check_reader_left),
    Case(
        id="G4",
        name="the first process dies",
        check=by_pytest(
            "mock_server/process/test_server_workers.py::test_workers_end_with_their_parent"
        ),
    ),
    Case(
        id="G8",
        name="a port that is taken",
        check=by_pytest("mock_server/process/test_server_process.py"),
    ),
    Case(
        id="G8",
        name="the port is another program's at ::1",
        check=check_other_family,
        limit="only 127.0.0.1 is bound and printed; another program may listen on ::1, the "
        "other address of `localhost`",
    ),
    Case(
        id="G9",
        name="ports and hosts that are none",
        check=by_pytest("mock_server/process/test_server_command.py"),
    ),
    Case(
        id="G10",
        name="clocks that go back and forth",
        check=by_pytest(
            "mock_server/journal/test_entries.py", "mock_server/request/test_rate_limit.py"
        ),
    ),
    Case(
        id="G11",
        name="the same bytes at any time",
        check=by_pytest("mock_server/process/test_server_determinism.py"),
    ),
    Case(
        id="G12",
        name="a worker that is killed",
        check=by_pytest("mock_server/process/test_server_workers.py"),
    ),
    Case(
        id="G12",
        name="an internal error in a request",
        check=by_pytest("mock_server/test_app.py"),
    ),
    Case(id="G13", name=f"{SOAK_REQUESTS:,} requests", check=check_soak),
    *(
        Case(
            id="G14",
            name=f"64 descriptors, 200 connections, {workers} workers",
            check=partial(check_few_descriptors, workers=workers),
        )
        for workers in ("1", "2")
    ),
    *(
        Case(id="G15", name=name, check=partial(check_surroundings, changes=changes))
        for name, changes in SURROUNDINGS.items()
    ),
    Case(id="G15", name="arguments that are not UTF-8", check=check_odd_arguments),
    Case(
        id="G15",
        name="read-only folder, closed stdin and stdout",
        check=by_pytest("mock_server/process/test_server_process.py"),
    ),
    Case(
        id="G19",
        name="readers that wait for the journal",
        check=by_pytest("mock_server/process/test_server_journal.py"),
    ),
    Case(
        id="G19",
        name="streams of events",
        absent="there are none: a reader waits with `?wait=`",
    ),
)
