"""A run of `check server` respects rate limits and ends when the target stops answering."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from mockwright.contracts.engine.credentials import Credentials
from mockwright.contracts.engine.exchanges import Exchange, SentRequest
from mockwright.contracts.engine.runs import About, Run
from mockwright.contracts.server.access import Access
from mockwright.contracts.server.phases import Subject, example_attempts
from mockwright.contracts.server.runs import (
    MAX_UNANSWERED,
    ServerRun,
    TargetIsGone,
    read_retry_after,
)
from mockwright.mock_server.catalogue import load_catalogue
from mockwright.openapi.compiler import compile_operations
from mockwright.openapi.exchange import Response
from mockwright.openapi.loading import load_document
from tests.broken_servers.books import KEY, Books
from tests.contracts.wsgi_target import BOOKS, WsgiTarget
from tests.mock_server.small_documents import document, get

OPERATIONS = load_catalogue((BOOKS,)).router.operations
SUBJECT = Subject(operation=OPERATIONS[0], access=Access(key=KEY))
Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Watched:
    """A run against an application that records its pauses and printed lines."""

    def __init__(self, application: Application) -> None:
        about = About(
            command="check server",
            target="http://127.0.0.1:9",
            seed=0,
            documents=(),
            operations=OPERATIONS,
            checks=(),
            version="0",
        )
        self.run = Run(about=about, writers=(), credentials=Credentials({"KEY": KEY}))
        self.target = WsgiTarget(application)
        self.waited: list[float] = []
        self.said: list[str] = []
        self.server = ServerRun(
            run=self.run, sender=self.target, sleep=self.waited.append, say=self.said.append
        )

    def perform(self) -> None:
        """Run the examples of listing books."""
        self.server.perform("examples", example_attempts(SUBJECT))

    def found(self) -> list[str]:
        """The checks with findings."""
        result = self.run.end(ending="complete", seconds=0)
        return [counted.finding.check for counted in result.findings]


def answering(responses: Iterator[Response | None]) -> Application:
    """An application with these answers; None uses the books' answer, the end closes."""
    books = Books()

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        response = next(responses, Response(0))
        if response is None:
            return books(environ, start_response)
        if not response.status:
            raise ConnectionError
        start_response(f"{response.status} X", list(response.headers))
        return [response.body]

    return application


def too_many(seconds: str) -> Response:
    """A 429 with this `Retry-After`."""
    return Response(429, (("Retry-After", seconds),))


def test_a_rate_limit_is_respected() -> None:
    """After a 429 the request is sent again after the pause, and a line is printed."""
    watched = Watched(answering(iter([too_many("7"), too_many("2"), *[None] * 50])))
    watched.perform()
    first, second, third = watched.target.sent[:3]
    assert (first, first) == (second, third)
    assert watched.waited == [7, 2]
    assert watched.said[0] == "The target limits the rate (429): continuing in 7 s."


def test_patience_is_limited() -> None:
    """Pauses of more than 90 seconds in total end the run."""
    watched = Watched(answering(iter([too_many("60"), too_many("60")])))
    with pytest.raises(TargetIsGone, match="asks to wait another 60 s"):
        watched.perform()
    assert watched.waited == [60]


def test_documented_rate_limit_is_an_answer(tmp_path: Path) -> None:
    """An operation that documents failures only is not repeated after its 429."""
    paths = get({"429": {"description": "Too many."}})
    (operation,) = compile_operations(load_document(document(tmp_path, paths)))
    watched = Watched(answering(iter([too_many("60"), too_many("60")])))
    watched.server.perform(
        "examples", example_attempts(Subject(operation=operation, access=Access(key=KEY)))
    )
    assert watched.waited == []


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("3", 3), ("0", 0.1), ("-5", 0.1), ("nan", 1), ("inf", 1), ("Fri, 01 Jan", 1), ("", 1)],
)
def test_retry_after_is_read(text: str, seconds: float) -> None:
    """`Retry-After` is at least 0.1 seconds, and one second if it is not a number."""
    exchange = Exchange(SentRequest("GET", "http://x/"), too_many(text))
    assert read_retry_after(exchange) == seconds


def test_a_target_that_stops_answering_ends_the_run() -> None:
    """If a previously answered request gets no answer, the reason names the last request."""
    watched = Watched(answering(iter([None])))
    with pytest.raises(TargetIsGone, match="stopped answering after `GET /books"):
        watched.perform()
    assert watched.found() == ["no-answer"]


def test_a_target_that_never_answered_is_reported() -> None:
    """If nothing was answered yet, the reason is the sender's failure."""
    watched = Watched(answering(iter([])))
    with pytest.raises(TargetIsGone, match="The connection was closed"):
        watched.perform()
    assert len(watched.target.sent) == 1


def test_an_unanswered_operation_is_skipped() -> None:
    """After three unanswered requests the operation is skipped, which is printed once."""
    closed = Response(0)
    number = count()
    turns = (closed if next(number) % 2 else None for _ in range(100))
    watched = Watched(answering(iter(turns)))
    attempts = [*example_attempts(SUBJECT)] * 20
    watched.server.perform("examples", attempts)
    assert watched.found().count("no-answer") == 1
    assert len(watched.target.sent) < 20
    assert MAX_UNANSWERED == 3
    assert [line.partition(":")[0] for line in watched.said] == [
        f"`{SUBJECT.operation.label}` gave no answer 3 times"
    ]
