"""Bad input of every kind is refused in the vendor's format, and the server keeps working."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.mock_server.bad_input import credentials
from tests.mock_server.bad_input.cases import EXPORT, SUGGESTION, Case, fetch
from tests.mock_server.bad_input.outcomes import Outcome, find_faults, send_case
from tests.mock_server.bad_input.table import CASES
from tests.processes import CREDENTIAL_MARK, KEY, ServerMaker, ServerProcess
from tests.wire import Reply

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def locked_server(make_server: ServerMaker) -> ServerProcess:
    """A server with an access key."""
    return make_server("--access-key", KEY)


def assert_verdict(case: Case, faults: list[str]) -> None:
    """Check that a case has no faults, or that a known limit still has some."""
    assert bool(faults) == bool(case.limit), faults


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(server: ServerProcess, case: Case) -> None:
    """A case gets its answer and its journal entry, and the next request succeeds."""
    assert_verdict(case, find_faults(case, send_case(server, case)))


@pytest.mark.parametrize("case", credentials.LOCKED_CASES, ids=lambda case: case.name)
def test_case_with_access_key(locked_server: ServerProcess, case: Case) -> None:
    """With an access key only that key is accepted, and no answer repeats a credential."""
    assert_verdict(case, find_faults(case, send_case(locked_server, case)))


@pytest.mark.parametrize("cases", [CASES, credentials.LOCKED_CASES], ids=["any key", "one key"])
def test_every_case_has_its_name(cases: tuple[Case, ...]) -> None:
    """All cases have different names."""
    names = [case.name for case in cases]
    assert sorted(names) == sorted(set(names))


CASE = Case(
    id="A0",
    name="of the checks themselves",
    endpoint=EXPORT,
    request=fetch(EXPORT),
    statuses=(404,),
    detail="first…last",
    headers=(("Allow", "GET"),),
)
BODY = b'{"error":{"message":"first and last","type":"not_found_error","code":"c"}}'
ANSWER = Reply(
    status=404, headers=(("content-type", "application/json"), ("allow", "GET")), body=BODY
)
ENTRY = {"status": 404, "problem": "p", "request": {}}
RIGHT = Outcome(received=b"", replies=(ANSWER,), next_status=200, entries=(ENTRY,), is_kept=True)
HTML = replace(ANSWER, headers=(("content-type", "text/html"), ("allow", "GET")))
WRONG = {
    "another status": replace(RIGHT, replies=(replace(ANSWER, status=200),)),
    "no answer": replace(RIGHT, replies=()),
    "no header": replace(RIGHT, replies=(replace(ANSWER, headers=ANSWER.headers[:1]),)),
    "HTML": replace(RIGHT, replies=(HTML,)),
    "redirect": replace(
        RIGHT, replies=(replace(ANSWER, headers=(*ANSWER.headers, ("location", "/"))),)
    ),
    "another shape": replace(RIGHT, replies=(replace(ANSWER, body=b'{"error":{}}'),)),
    "undocumented type": replace(
        RIGHT, replies=(replace(ANSWER, body=BODY.replace(b"not_found_error", b"x")),)
    ),
    "another detail": replace(RIGHT, replies=(replace(ANSWER, body=BODY.replace(b"last", b"")),)),
    "details in the wrong order": replace(
        RIGHT,
        replies=(replace(ANSWER, body=BODY.replace(b"first and last", b"last and first")),),
    ),
    "repeated credential": replace(RIGHT, received=CREDENTIAL_MARK.encode()),
    "no next answer": replace(RIGHT, next_status=0),
    "no entry": replace(RIGHT, entries=()),
    "two entries": replace(RIGHT, entries=(ENTRY, ENTRY)),
    "entry of another status": replace(RIGHT, entries=({**ENTRY, "status": 200},)),
    "entry without a reason": replace(RIGHT, entries=({**ENTRY, "problem": None},)),
    "entry with a credential": replace(RIGHT, entries=({**ENTRY, "query": CREDENTIAL_MARK},)),
    "journal emptied": replace(RIGHT, is_kept=False),
}


def test_checks_find_nothing_in_a_right_outcome() -> None:
    """A correct outcome has no faults."""
    assert find_faults(CASE, RIGHT) == []


@pytest.mark.parametrize("name", WRONG)
def test_checks_find_a_fault(name: str) -> None:
    """Each kind of wrong outcome has faults."""
    assert find_faults(CASE, WRONG[name]) != []


def test_checks_find_a_body_after_head() -> None:
    """A body after the head of an answer to HEAD is a fault."""
    case = replace(CASE, request=CASE.request.replace(b"GET", b"HEAD", 1))
    assert find_faults(case, replace(RIGHT, received=b"HTTP/1.1 404 \r\n\r\n")) == []
    assert find_faults(case, replace(RIGHT, received=b"HTTP/1.1 404 \r\n\r\nbody")) != []


def test_checks_find_an_answer_of_the_http_server_with_a_body() -> None:
    """A body or an entry is a fault if the HTTP server has to answer."""
    case = replace(CASE, endpoint=SUGGESTION, is_by_server=True, entries=0)
    assert find_faults(case, RIGHT) != []
