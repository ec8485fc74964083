from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import count
from typing import Any

import pytest

from mockwright.contracts.engine.credentials import Credentials
from mockwright.contracts.engine.exchanges import Exchange, SentRequest
from mockwright.contracts.engine.runs import About, Run
from mockwright.contracts.server.access import Access
from mockwright.contracts.server.phases import Subject, example_attempts
from mockwright.contracts.server.runs import MAX_SILENCES, ServerRun, TargetIsGone, read_retry_after
from mockwright.mock_server.catalogue import load_catalogue
from mockwright.openapi.exchange import Response
from tests.broken_servers.books import KEY, Books
from tests.contracts.wsgi_target import BOOKS, WsgiTarget

OPERATIONS = load_catalogue((BOOKS,)).router.operations
SUBJECT = Subject(operation=OPERATIONS[0], access=Access(key=KEY))
Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Watched:
    """A run against an application, with what it waited for and what it said."""

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
        """The examples of listing books."""
        self.server.perform("examples", example_attempts(SUBJECT))

    def found(self) -> list[str]:
        """The checks that found something."""
        result = self.run.end(ending="complete", seconds=0)
        return [counted.finding.check for counted in result.findings]


def answering(responses: Iterator[Response | None]) -> Application:
    """Books, but for these answers in turn; None is the books' own, an end closes."""
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
    """A refusal for now."""
    return Response(429, (("Retry-After", seconds),))


def test_a_limit_of_the_rate_is_waited_for() -> None:
    """After a 429 the same request is sent again when it may be, and people are told."""
    watched = Watched(answering(iter([too_many("7"), too_many("2"), *[None] * 50])))
    watched.perform()
    first, second, third = watched.target.sent[:3]
    assert (first, first) == (second, third)
    assert watched.waited == [7, 2]
    assert watched.said[0] == "The target limits the rate (429): going on in 7 s."


def test_patience_has_an_end() -> None:
    """A target that wants more time than a minute and a half is not waited for."""
    watched = Watched(answering(iter([too_many("60"), too_many("60")])))
    with pytest.raises(TargetIsGone, match="asks to wait 60 s more"):
        watched.perform()
    assert watched.waited == [60]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("3", 3), ("0", 0.1), ("-5", 0.1), ("nan", 1), ("inf", 1), ("Fri, 01 Jan", 1), ("", 1)],
)
def test_retry_after_is_read(text: str, seconds: float) -> None:
    """Seconds are at least a tenth; what is none is a second."""
    exchange = Exchange(SentRequest("GET", "http://x/"), too_many(text))
    assert read_retry_after(exchange) == seconds


def test_a_target_that_dies_ends_the_run() -> None:
    """When not even what was answered before is answered, the last request is named."""
    watched = Watched(answering(iter([None])))
    with pytest.raises(TargetIsGone, match="stopped answering after `GET /books"):
        watched.perform()
    assert watched.found() == ["no-answer"]


def test_a_target_that_never_lived_is_told_with_its_failure() -> None:
    """Where nothing was answered yet, the reason is that of the sender."""
    watched = Watched(answering(iter([])))
    with pytest.raises(TargetIsGone, match="The connection was closed"):
        watched.perform()
    assert len(watched.target.sent) == 1


def test_an_operation_that_stays_silent_is_left_alone() -> None:
    """After some requests without an answer the operation is asked no more, which is told once."""
    closed = Response(0)
    number = count()
    turns = (closed if next(number) % 2 else None for _ in range(100))
    watched = Watched(answering(iter(turns)))
    attempts = [*example_attempts(SUBJECT)] * 20
    watched.server.perform("examples", attempts)
    assert watched.found().count("no-answer") == 1
    assert len(watched.target.sent) < 20
    assert MAX_SILENCES == 3
    assert [line.partition(":")[0] for line in watched.said] == [
        f"`{SUBJECT.operation.label}` gave no answer 3 times"
    ]
