"""Connections: many, idle, slow, reset and long-lived ones."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from functools import partial
from queue import SimpleQueue

from tests.mock_server.bad_input import test_connections as connections
from tests.mock_server.bad_input.cases import (
    AUTHORIZATION,
    CLOSE,
    EXPORT,
    HOST,
    JSON,
    SUGGESTION,
    good,
    post,
    raw,
)
from tests.mock_server.bad_input.framing import BY_SERVER, TLS_HELLO
from tests.processes import ServerProcess, wait_until
from tests.torture.cases import Case
from tests.torture.from_tests import from_test
from tests.torture.testbed import Testbed
from tests.wire import Client, exchange, parse_replies

# The limit on an idle machine; the tests permit a busy one.
GOOD_SECONDS = 1.0
LOAD_SECONDS = 1.0
ANSWERS = 10_000
KEPT_OPEN = good(EXPORT).replace(f"{CLOSE}\r\n".encode(), b"")
HALF_HEAD = f"POST {SUGGESTION.path} HTTP/1.1\r\n{HOST}\r\n{AUTHORIZATION}\r\nX:".encode()
HALF_BODY = raw(
    f"POST {SUGGESTION.path} HTTP/1.1", HOST, AUTHORIZATION, JSON, "Content-Length: 500", body=b"{"
)
# The limit is 30 seconds for a body after its head, and 10 for a head, checked every two.
BODY_SECONDS = 46.0


def check_crowd(testbed: Testbed, *, idle: int, slow_heads: int, slow_bodies: int) -> Iterator[str]:
    """A valid client is repeatedly answered within a second despite many slow connections."""
    server = testbed.start()
    with ExitStack() as stack:
        for sent, count in ((b"", idle), (HALF_HEAD, slow_heads), (HALF_BODY, slow_bodies)):
            for _ in range(count):
                connection = stack.enter_context(closing(Client(server.port)))
                connection.send(sent)
        for number in range(20):
            seconds = _time_good(server)
            if seconds > GOOD_SECONDS:
                yield f"request {number} of the good client took {seconds:.1f} s"
                return
            time.sleep(0.1)


def check_crowd_under_load(testbed: Testbed, *, clients: int, slow_bodies: int) -> Iterator[str]:
    """Valid clients without pauses are answered within a second while slow senders connect."""
    server = testbed.start()
    end = threading.Event()
    faults: SimpleQueue[str] = SimpleQueue()

    def ask_on() -> None:
        while not end.is_set():
            seconds = _time_good(server)
            if seconds > GOOD_SECONDS:
                faults.put(f"a request beside {clients} clients took {seconds:.1f} s")

    with ThreadPoolExecutor(clients) as pool, ExitStack() as stack:
        stack.callback(end.set)
        for _ in range(clients):
            pool.submit(ask_on)
        time.sleep(LOAD_SECONDS)
        for _ in range(slow_bodies):
            stack.enter_context(closing(Client(server.port))).send(HALF_BODY)
        time.sleep(LOAD_SECONDS)
    while not faults.empty():
        yield faults.get()


def _time_good(server: ServerProcess) -> float:
    """Seconds until a valid request succeeded, or infinity."""
    started = time.monotonic()
    replies = parse_replies(exchange(server.port, good(EXPORT)))
    is_good = [reply.status for reply in replies] == [200]
    return time.monotonic() - started if is_good else float("inf")


def check_slow_body(testbed: Testbed, *, dripping: bool) -> Iterator[str]:
    """A body that exceeds the time limit gets a 400 and a journal entry."""
    server = testbed.server
    cursor = server.journal(limit="0")["cursor"]
    with closing(Client(server.port, seconds=1.0 if dripping else BODY_SECONDS)) as connection:
        connection.send(HALF_BODY)
        deadline = time.monotonic() + BODY_SECONDS
        while not connection.read_all() and dripping and time.monotonic() < deadline:
            connection.send(b" ")
        statuses = [reply.status for reply in parse_replies(connection.received)]
    if statuses != [400]:
        yield f"expected one 400, got {statuses}"
    entries = server.journal(after=cursor)["entries"]
    if [entry["status"] for entry in entries] != [400]:
        yield f"the journal has {len(entries)} entries"


def check_silent(testbed: Testbed, *, sent: bytes) -> Iterator[str]:
    """A connection without a complete request is closed within 10 seconds."""
    with closing(Client(testbed.server.port, seconds=13.0)) as connection:
        connection.send(sent)
        started = time.monotonic()
        connection.read_all()
        seconds = time.monotonic() - started
    if seconds > 12:
        yield f"it was still open after {seconds:.0f} s"


def check_long_connection(testbed: Testbed) -> Iterator[str]:
    """One connection gets 10,000 answers."""
    with closing(Client(testbed.server.port)) as connection:
        for number in range(ANSWERS):
            connection.send(KEPT_OPEN)
            head = connection.read_until(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200"):
                yield f"answer {number} is {head[:80]!r}"
                return
            length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
            connection.read_length(length)


def check_slow_reader(testbed: Testbed) -> Iterator[str]:
    """Clients that do not read their answers do not delay others."""
    server = testbed.server
    with ExitStack() as stack:
        for _ in range(300):  # more than there are threads
            connection = stack.enter_context(socket.socket())
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            connection.connect(("127.0.0.1", server.port))
            connection.sendall(KEPT_OPEN * 5)
        seconds = _time_good(server)
        if seconds > GOOD_SECONDS:
            yield f"the good client's answer took {seconds:.1f} s"


def check_resets_during_answers(testbed: Testbed) -> Iterator[str]:
    """Clients that reset the connection during their answer do not delay others."""
    fault = "Mock-Fault: slow-body=1s"
    for _ in range(20):
        connection = Client(testbed.server.port)
        connection.send(good(EXPORT, fault))
        connection.read_until(b"\r\n\r\n")
        connection.reset()
    seconds = _time_good(testbed.server)
    if seconds > GOOD_SECONDS:
        yield f"the good client's answer took {seconds:.1f} s"


def check_delays(testbed: Testbed) -> Iterator[str]:
    """While 200 delays are requested, other requests are answered, and only 64 are delayed."""
    server = testbed.server
    with ExitStack() as stack:
        clients = [stack.enter_context(closing(Client(server.port))) for _ in range(200)]
        for connection in clients:
            connection.send(good(EXPORT, "Mock-Fault: delay=3s"))
        seconds = _time_good(server)
        received = [connection.read_all() for connection in clients]
    if seconds > GOOD_SECONDS:
        yield f"the good client's answer took {seconds:.1f} s"
    late = sum(b"\r\nmock-fault: delay=3s\r\n" in answer for answer in received)
    if late != 64:
        yield f"{late} answers were delayed"
    if any(parse_replies(answer)[0].status != 200 for answer in received):
        yield "not every delayed request got its answer"


def check_journal_of_pipeline(testbed: Testbed) -> Iterator[str]:
    """A valid request after one with broken framing is neither answered nor journaled."""
    server = testbed.server
    cursor = server.journal(limit="0")["cursor"]
    broken = post(SUGGESTION, SUGGESTION.body).replace(b"Content-Length: ", b"Content-Length: +")
    received = exchange(server.port, broken + KEPT_OPEN + good(EXPORT))
    statuses = [reply.status for reply in parse_replies(received)]
    if statuses not in ([], [400]):
        yield f"expected the end of the connection, got {statuses}"
    wait_until(lambda: bool(server.journal(after=cursor)["entries"]), seconds=0.3)
    if server.journal(after=cursor)["entries"]:
        yield "something of it reached the journal"


def check_hint_for_tls(testbed: Testbed) -> Iterator[str]:
    """TLS on the port is reported on standard error."""
    server = testbed.server
    before = len(server.stderr_text())
    exchange(server.port, TLS_HELLO, is_half_closed=True)
    if not wait_until(lambda: "TLS" in server.stderr_text()[before:], seconds=0.5):
        yield "standard error says nothing of TLS"


def check_path_as_sent(testbed: Testbed) -> Iterator[str]:
    """The journal shows a path byte for byte."""
    server = testbed.server
    cursor = server.journal(limit="0")["cursor"]
    exchange(server.port, raw("GET /%41%2f%62 HTTP/1.1", HOST, CLOSE))
    (entry,) = server.journal(after=cursor)["entries"]
    if entry["request"]["path"] != "/%41%2f%62":
        yield f"the journal shows {entry['request']['path']}"


CASES = (
    Case(id="C17", name="TLS is reported", check=check_hint_for_tls, limit=BY_SERVER),
    Case(
        id="D1",
        name="the journal shows paths as they were sent",
        check=check_path_as_sent,
        limit="the journal contains decoded paths, because WSGI has no others",
    ),
    Case(
        id="C19",
        name="five pipelined requests",
        check=from_test(connections.test_pipelined_requests_are_answered_in_order),
    ),
    Case(id="C19", name="valid after broken framing", check=check_journal_of_pipeline),
    Case(
        id="C19",
        name="valid after bytes that are nothing",
        check=from_test(connections.test_nothing_is_answered_after_bytes_that_are_nothing),
    ),
    Case(
        id="C7",
        name="a request within the rest of a body that is too large",
        check=from_test(connections.test_no_request_is_found_within_a_large_body),
    ),
    Case(
        id="C3",
        name="a request after a length that disagrees with the chunks",
        check=from_test(connections.test_length_and_chunks_end_the_connection),
    ),
    Case(
        id="C15",
        name="a valid request byte by byte",
        check=from_test(connections.test_request_sent_byte_by_byte),
    ),
    *(
        Case(
            id="C6",
            name=f"body shorter than its length, then {ending}",
            check=from_test(connections.test_client_that_leaves_within_its_body, ending=ending),
        )
        for ending in ("close", "reset")
    ),
    Case(id="C6", name="body that never comes", check=partial(check_slow_body, dripping=False)),
    Case(id="C6", name="body at a byte a second", check=partial(check_slow_body, dripping=True)),
    Case(id="C20", name="10,000 requests on one connection", check=check_long_connection),
    Case(id="C21", name="300 clients that do not read", check=check_slow_reader),
    Case(id="C22", name="nothing is ever sent", check=partial(check_silent, sent=b"")),
    Case(id="C22", name="half a head", check=partial(check_silent, sent=HALF_HEAD)),
    Case(id="C22", name="idle after an answer", check=partial(check_silent, sent=KEPT_OPEN)),
    Case(
        id="C22",
        name="1,000 idle connections, 200 slow heads, 200 slow bodies",
        check=partial(check_crowd, idle=1000, slow_heads=200, slow_bodies=200),
    ),
    Case(
        id="C22",
        name="3,500 idle connections",
        check=partial(check_crowd, idle=3500, slow_heads=0, slow_bodies=0),
    ),
    Case(
        id="C22",
        name="200 slow bodies beside 16 clients that never pause",
        check=partial(check_crowd_under_load, clients=16, slow_bodies=200),
    ),
    Case(
        id="C22",
        name="400 slow bodies",
        check=partial(check_crowd, idle=0, slow_heads=0, slow_bodies=400),
        limit="a worker handles 256 requests at the same time, including requests whose body has "
        "not arrived: further requests wait for these, or for the 30 seconds of the time limit",
    ),
    Case(
        id="C23",
        name="20 resets before an answer",
        check=from_test(connections.test_client_that_leaves_before_its_answer),
    ),
    Case(id="C23", name="20 resets during an answer", check=check_resets_during_answers),
    Case(id="E12", name="200 answers delayed by 3 seconds", check=check_delays),
)
