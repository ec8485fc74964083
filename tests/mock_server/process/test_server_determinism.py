"""The same request gets the same bytes from every server with the same seed."""

from __future__ import annotations

import re

import pytest

from tests.mock_server.bad_input.cases import OPERATIONS, SUGGESTION, good, post
from tests.processes import PLAIN, ServerMaker, ServerProcess, Start
from tests.wire import exchange

REQUESTS = {
    **{endpoint.operation: good(endpoint) for endpoint in OPERATIONS},
    "an error": post(SUGGESTION, b"{}"),
    "a broken body": post(OPERATIONS[3], b"{"),
}
CHANGES: dict[str, dict[str, str | None]] = {
    "hash seed 1": {"PYTHONHASHSEED": "1"},
    "hash seed 2, C locale, far time zone": {
        "PYTHONHASHSEED": "2",
        "LC_ALL": "C",
        "LANG": "C",
        "TZ": "Pacific/Kiritimati",
    },
    "no UTF-8 mode, POSIX locale": {
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "LC_ALL": "POSIX",
    },
}


def answers(server: ServerProcess) -> dict[str, bytes]:
    """The answers after a reset, without the `Date` header."""
    server.ask("/_mock/reset", method="POST")
    received = {name: exchange(server.port, request) for name, request in REQUESTS.items()}
    return {name: re.sub(rb"\r\ndate: [^\r]*", b"", answer) for name, answer in received.items()}


def answers_of_new(make_server: ServerMaker, *arguments: str, start: Start) -> dict[str, bytes]:
    """The answers of a new server."""
    with make_server(*arguments, start=start) as server:
        return answers(server)


def test_same_bytes_again(server: ServerProcess) -> None:
    """The same requests get the same bytes after a reset."""
    assert answers(server) == answers(server)


def test_same_bytes_after_a_restart(server: ServerProcess, make_server: ServerMaker) -> None:
    """A new server gives the same answers."""
    assert answers_of_new(make_server, start=PLAIN) == answers(server)


@pytest.mark.slow
@pytest.mark.parametrize("name", CHANGES)
def test_same_bytes_in_another_environment(
    server: ServerProcess, make_server: ServerMaker, name: str
) -> None:
    """Hash seed, locale and time zone do not change an answer."""
    assert answers_of_new(make_server, start=Start(changes=CHANGES[name])) == answers(server)


@pytest.mark.slow
def test_same_bytes_from_two_workers(server: ServerProcess, make_server: ServerMaker) -> None:
    """Two workers give the same answers as one."""
    with make_server("--workers", "2") as peers:
        assert [answers(peers) for _ in range(3)] == [answers(server)] * 3


@pytest.mark.slow
def test_other_bytes_with_another_seed(server: ServerProcess, make_server: ServerMaker) -> None:
    """Another seed changes every generated answer."""
    others = answers_of_new(make_server, "--seed", "1", start=PLAIN)
    same = {name for name, answer in answers(server).items() if others[name] == answer}
    assert same & {endpoint.operation for endpoint in OPERATIONS} == set()
