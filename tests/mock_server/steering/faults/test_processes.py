"""Faults on real servers: workers agree, signals are handled, and nothing leaks."""

from __future__ import annotations

import json
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from mockwright.mock_server.steering.faults.delivery import MAX_WAITING
from tests.mock_server.bad_input.cases import CONTACT, EXPORT, REPLY, good, post
from tests.processes import (
    ServerMaker,
    ServerProcess,
    Start,
    find_children,
    run_command,
    wait_until,
)
from tests.wire import Client, Reply, exchange, parse_replies

pytestmark = pytest.mark.slow

PROCESSES = Path("/proc")
needs_proc = pytest.mark.skipif(not (PROCESSES / "self" / "task").exists(), reason="no /proc here")
SHARES = ("--fault", "status=503:30%", "--fault", "badjson:30%@export_profile")
SIGNALS = [signal.SIGTERM, signal.SIGINT]
BUFFER_SECONDS = 30
REALTIME = (
    b'{"userProfile":{"id":"u","firstName":"A"},"personaProfile":{"id":"p","firstName":"M"},'
    b'"messages":[{"id":"1","sender":"USER","date":"2025-01-01T12:00:00Z","text":"Hi"}],'
    b'"language":"EN","replyParameters":{"bufferSeconds":%d}}' % BUFFER_SECONDS
)


@pytest.fixture(scope="module")
def own_server(make_server: ServerMaker) -> Iterator[ServerProcess]:
    """A server of this module, so that its faults do not affect other tests."""
    with make_server() as server:
        yield server


@pytest.fixture
def connect() -> Iterator[Callable[[ServerProcess], Client]]:
    """A function that opens connections, which are closed at the end."""
    with ExitStack() as stack:

        def open_connection(server: ServerProcess) -> Client:
            client = Client(server.port)
            stack.callback(client.close)
            return client

        yield open_connection


def ask(server: ServerProcess, number: int = 0, *lines: str) -> Reply:
    """The reply to a numbered request."""
    request = good(EXPORT, *lines).replace(b"/export", f"-{number}/export".encode(), 1)
    (reply,) = parse_replies(exchange(server.port, request))
    return reply


def put(server: ServerProcess, *faults: str) -> Reply:
    """Put faults."""
    return _control(server, "PUT", json.dumps({"faults": faults}).encode())


def _control(server: ServerProcess, method: str, body: bytes = b"") -> Reply:
    lines = ("Host: localhost", "Content-Type: application/json", "Connection: close")
    head = [f"{method} /_mock/faults HTTP/1.1", *lines, f"Content-Length: {len(body)}", "", ""]
    (reply,) = parse_replies(exchange(server.port, "\r\n".join(head).encode() + body))
    return reply


def in_threads(count: int, act: Callable[[int], Any]) -> list[Any]:
    """The results of concurrent calls, by number."""
    found: list[Any] = [None] * count

    def run(number: int) -> None:
        found[number] = act(number)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def outcomes(server: ServerProcess) -> list[list[str]]:
    """The faults of twenty requests that are each sent four times after a reset."""
    server.ask("/_mock/reset", method="POST")
    rounds = [[ask(server, number).header("mock-fault") for number in range(20)] for _ in range(4)]
    return [list(faults) for faults in zip(*rounds, strict=True)]


def outcomes_at_once(server: ServerProcess) -> list[list[str]]:
    """The same faults, with all twenty requests sent concurrently."""
    server.ask("/_mock/reset", method="POST")

    def ask_often(number: int) -> list[str]:
        return [ask(server, number).header("mock-fault") for _ in range(4)]

    return in_threads(20, ask_often)


@pytest.mark.slow
def test_any_number_of_workers_has_the_same_faults(make_server: ServerMaker) -> None:
    """Faults do not depend on concurrency, restarts or the number of workers."""
    with make_server(*SHARES, "--seed", "5") as one:
        found = outcomes(one)
        assert outcomes_at_once(one) == found
    with make_server(*SHARES, "--seed", "5", "--workers", "3") as three:
        assert outcomes_at_once(three) == found
        assert outcomes(three) == found
    kinds = {fault for faults in found for fault in faults}
    assert kinds == {"", "status=503", "badjson", "status=503, badjson"}


def test_workers_have_what_was_put(make_server: ServerMaker) -> None:
    """Put faults apply to every worker at once, and workers count together."""
    with make_server("--workers", "3") as server:
        assert put(server, "status=503:2x").status == 200
        statuses = in_threads(5, lambda _: [ask(server, n).status for n in range(6)])
        assert sum(status == 503 for each in statuses for status in each) == 2 * 6
        assert put(server, "status=418").status == 200
        assert {ask(server, number).status for number in range(10)} == {418}
        server.ask("/_mock/reset", method="POST")
        assert {ask(server, number).status for number in range(10)} == {200}


def test_delays_hold_nobody_up(
    make_server: ServerMaker, connect: Callable[[ServerProcess], Client]
) -> None:
    """While the maximum number of answers is delayed, other requests are answered."""
    with make_server() as server:
        clients = [connect(server) for _ in range(MAX_WAITING)]
        started = time.monotonic()
        for client in clients:
            client.send(good(CONTACT, "Mock-Fault: delay=60s"))
        assert wait_until(lambda: len(faulted(server, "delay=60s")) == MAX_WAITING)
        replies = [parse_replies(exchange(server.port, good(CONTACT)))[0] for _ in range(5)]
        assert {reply.status for reply in replies} == {201}
        late = ask(server, 0, "Mock-Fault: delay=30s")
        text = f"no delay ({MAX_WAITING} answers are already delayed)"
        assert (late.status, late.header("mock-fault")) == (200, text)
        assert faulted(server, text) != []
        assert time.monotonic() - started < 60  # so that no delay is over
        server.signal(signal.SIGTERM)
        received = [parse_replies(client.read_all()) for client in clients]
        assert server.wait() == 0
    assert [replies[0].status for replies in received] == [201] * MAX_WAITING


def test_places_of_delays_are_given_back(own_server: ServerProcess) -> None:
    """More answers than the maximum can be delayed one after the other."""
    faults = {
        ask(own_server, number, "Mock-Fault: delay=1ms").header("mock-fault")
        for number in range(MAX_WAITING + 1)
    }
    assert faults == {"delay=1ms"}


def faulted(server: ServerProcess, fault: str) -> list[str]:
    """The ids of the entries with this fault, which are journaled before the answer is sent."""
    return [
        entry["id"] for entry in server.journal(has="fault")["entries"] if entry["fault"] == fault
    ]


@pytest.mark.slow
@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("number", SIGNALS)
def test_signal_ends_delays(
    make_server: ServerMaker,
    connect: Callable[[ServerProcess], Client],
    number: signal.Signals,
    workers: str,
) -> None:
    """A signal sends every delayed answer at once, and the server exits with 0."""
    faults = ("delay=60s", "delay=60s, drop", "slow-body=60s", "delay=60s, slow-body=60s, truncate")
    with make_server("--workers", workers) as server:
        clients = [connect(server) for _ in faults]
        for client, fault in zip(clients, faults, strict=True):
            client.send(good(EXPORT, f"Mock-Fault: {fault}"))
        assert wait_until(lambda: len(server.journal(has="fault")["entries"]) == 4)
        started = time.monotonic()
        server.signal(number)
        received = [client.read_all() for client in clients]
        assert server.wait() == 0
        assert time.monotonic() - started < 60
    delayed, dropped, slow, cut = received
    assert [reply.status for reply in parse_replies(delayed)] == [200]
    assert dropped == b""
    assert parse_replies(slow)[0].body == parse_replies(delayed)[0].body
    assert 2 * len(cut.partition(b"\r\n\r\n")[2]) in range(
        len(parse_replies(slow)[0].body) - 1, len(parse_replies(slow)[0].body) + 1
    )


@pytest.mark.slow
def test_signal_ends_realtime_waits(
    make_server: ServerMaker, connect: Callable[[ServerProcess], Client]
) -> None:
    """A signal sends a buffered real-time reply early."""
    with make_server("--realtime") as server:
        client = connect(server)
        started = time.monotonic()
        client.send(post(REPLY, REALTIME))
        assert wait_until(lambda: b'"key":"u"' in server.ask("/_mock/state")[1])
        server.signal(signal.SIGTERM)
        (reply,) = parse_replies(client.read_all())
        assert (reply.status, server.wait()) == (200, 0)
        assert time.monotonic() - started < BUFFER_SECONDS


@pytest.mark.slow
def test_second_signal_does_not_wait(
    make_server: ServerMaker, connect: Callable[[ServerProcess], Client]
) -> None:
    """A second signal ends the server without waiting for a delayed answer."""
    with make_server() as server:
        client = connect(server)
        client.send(good(EXPORT, "Mock-Fault: delay=60s"))
        assert wait_until(lambda: bool(server.journal(has="fault")["entries"]))
        server.signal(signal.SIGTERM)
        server.signal(signal.SIGTERM)
        assert server.wait(seconds=50) in {0, 128 + signal.SIGTERM}


def worker_of(server: ServerProcess) -> Path:
    """The `/proc` folder of the only worker."""
    (child,) = find_children(server.process.pid)
    return PROCESSES / str(child)


def usage(worker: Path) -> dict[str, int]:
    """Memory in kibibytes, threads, and open files of a process."""
    lines = (line.split() for line in (worker / "status").read_text("ascii").splitlines())
    known = {
        words[0].rstrip(":"): int(words[1]) for words in lines if words[0] in {"VmRSS:", "Threads:"}
    }
    return {**known, "files": len([*(worker / "fd").iterdir()])}


@pytest.mark.slow
@needs_proc
def test_faults_leave_nothing_behind(make_server: ServerMaker) -> None:
    """Two hundred faults leak no memory, files or threads."""
    faults = ("status=503", "delay=5ms", "drop", "truncate", "badjson", "slow-body=10ms")
    with make_server("--fault", "delay=1ms:50%") as server:
        worker = worker_of(server)

        def fail(rounds: int) -> dict[str, int]:
            for number in range(rounds):
                fault = faults[number % len(faults)]
                exchange(server.port, good(EXPORT, f"Mock-Fault: {fault}"))
                exchange(server.port, good(EXPORT))
            return usage(worker)

        before, after = fail(60), fail(200)
        assert after["VmRSS"] - before["VmRSS"] < 8 * 1024
        assert after["files"] <= before["files"] + 2
        # Idle threads end after 30 seconds.
        assert wait_until(lambda: usage(worker)["Threads"] <= before["Threads"] + 2)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("faults", "words"),
    [
        (["explode"], "`explode` is not a fault. Known: `status=503`"),
        (["status=503:lots"], "`:lots` is not a share or a number of times."),
        (["drop@generate_replay"], "Did you mean `generate_reply`?"),
        (["drop", "delay=2h"], "Expected a time from `1ms` to `60s`."),
        (["none"], "`none` is only allowed in the header `Mock-Fault`."),
        ([""], "`` is not a fault."),
    ],
)
def test_wrong_flag_is_a_usage_error(faults: list[str], words: str) -> None:
    """An invalid `--fault` is a usage error without a traceback."""
    flags = [word for fault in faults for word in ("--fault", fault)]
    ended = run_command("serve", "--port", "0", *flags)
    assert ended.returncode == 2
    assert "Invalid value for '--fault'" in ended.stderr
    assert words in " ".join(ended.stderr.split())
    assert "Traceback" not in ended.stderr


@pytest.mark.slow
def test_flags_come_from_the_environment_too(make_server: ServerMaker) -> None:
    """Faults can be given as an environment variable, separated by spaces."""
    start = Start(changes={"MOCKWRIGHT_FAULT": "status=503:1x delay=1ms"})
    with make_server(start=start) as server:
        _, body = server.ask("/_mock/faults")
        assert json.loads(body) == {"faults": ["status=503:1x", "delay=1ms"], "source": "flags"}
