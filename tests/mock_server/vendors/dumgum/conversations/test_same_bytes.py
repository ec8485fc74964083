"""A conversation gets the same bytes when repeated, interleaved, or sent from many threads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

import pytest

from mockwright.mock_server.state.file import FileState
from mockwright.mock_server.wsgi import Mockwright
from tests.mock_server.asking import serve
from tests.mock_server.vendors.dumgum.conversations import saying
from tests.mock_server.vendors.dumgum.conversations.model import HOUR, write
from tests.mock_server.vendors.dumgum.conversations.plots import (
    PLOTS,
    THREADS,
    Bytes,
    Plot,
    in_threads,
    plot,
    plots,
    tell,
    tell_interleaved,
    tell_server,
)
from tests.mock_server.vendors.dumgum.conversations.saying import SECOND, START
from tests.processes import ServerMaker, ServerProcess

pytestmark = pytest.mark.slow

SERVERS: dict[str, list[str]] = {
    "memory": [],
    "file": ["--db"],
    "two workers": ["--workers", "2"],
    "two workers, file": ["--workers", "2", "--db"],
}


@cache
def alone() -> list[Bytes]:
    """The answers of each conversation when a mock serves that one alone."""
    return [tell(serve(), plot(number)) for number in range(PLOTS)]


@pytest.fixture(params=["memory", "file"])
def app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Mockwright]:
    """An application in this process, with its state in memory and in a file."""
    app = serve(db=tmp_path / "state.db" if request.param == "file" else None)
    yield app
    state = app.pipeline.world.state
    if isinstance(state, FileState):
        state.close()


@pytest.fixture(scope="module", params=SERVERS)
def any_server(
    request: pytest.FixtureRequest,
    make_server: ServerMaker,
    tmp_path_factory: pytest.TempPathFactory,
) -> ServerProcess:
    """A real server of each kind."""
    arguments = SERVERS[request.param]
    if "--db" in arguments:
        arguments = [*arguments, str(tmp_path_factory.mktemp("db") / "state.db")]
    return make_server(*arguments)


def test_plots_are_eventful() -> None:
    """The compared conversations contain every kind of answer, including silence."""
    answers = [json.loads(body)["answers"] for each in alone() for body in each]
    reasons = {answer["conversationStopReason"] for each in answers for answer in each}
    assert reasons == {
        None,
        "AI_SUSPICIOUS",
        "PAUSE_CONVERSATION",
        "USER_HOSTILE",
        "USER_MESSAGE_REPETITION",
        "USER_UNDERAGE",
    }
    assert {len(each) for each in answers} == {0, 1, 2, 3}
    assert len({body for each in alone() for body in each}) > PLOTS * 8


def test_same_bytes_after_a_reset(app: Mockwright) -> None:
    """After a reset the same requests get the same bytes; without a reset they do not."""
    first, second = tell(app, plot(0)), tell(app, plot(0))
    assert app.test_client().post("/_mock/reset").status_code == 200
    assert (tell(app, plot(0)), first) == (first, alone()[0])
    assert second != first


def test_others_change_nothing(app: Mockwright) -> None:
    """A conversation gets the same bytes when other conversations are interleaved."""
    assert tell_interleaved(app, plots()) == alone()


def test_threads_change_nothing(app: Mockwright) -> None:
    """Conversations in eight concurrent threads get the same bytes as in one thread."""
    assert in_threads(partial(tell, app), plots()) == alone()


@pytest.mark.slow
def test_servers_and_workers_change_nothing(any_server: ServerProcess) -> None:
    """Every kind of server sends eight threads the expected bytes, also after a reset."""
    for _ in range(2):
        assert any_server.ask("/_mock/reset", method="POST")[0] == 200
        assert in_threads(partial(tell_server, any_server), plots()) == alone()


def share_people(thread: int) -> Plot:
    """The requests of one of eight threads that all use the same user and persona."""
    insult = [saying.message(1, START, f"{thread} mock:stop=AI_SUSPICIOUS")]
    bans = [*[0] * (THREADS - 1), HOUR]
    opening = {"engage": "ICEBREAKER", "generatePersonality": True}
    return [
        saying.request(saying.person(f"user-{thread}"), saying.person("eve"), [], **opening),
        saying.request(
            saying.person("ann"),
            saying.person("eve"),
            insult,
            guardrails={"aiSuspicionOptionSet": {"banDurations": bans}},
        ),
    ]


def values_heard(heard: list[Bytes], number: int, name: str) -> list[str]:
    """The sorted values of a field in each thread's answer number `number`."""
    answers = [json.loads(each[number])["answers"][0] for each in heard]
    return sorted(answer[name] for answer in answers)


def assert_shared(heard: list[Bytes]) -> None:
    """Exactly one thread paid for the personality, and exactly one got the last ban."""
    costs = values_heard(heard, 0, "cost")
    assert costs == ["0.0250"] * (THREADS - 1) + ["0.0350"]
    ends = values_heard(heard, 1, "conversationStoppedUntil")
    assert ends == [write(START)] * (THREADS - 1) + [write(START + HOUR * SECOND)]


def test_threads_share_people(app: Mockwright) -> None:
    """Concurrent threads pay once for a personality, and each of their offences is counted."""
    for _ in range(5):
        app.pipeline.world.state.restore({})
        assert_shared(in_threads(partial(tell, app), list(map(share_people, range(THREADS)))))


def test_workers_share_people(any_server: ServerProcess) -> None:
    """Concurrent clients of a server pay once for a personality, and each offence is counted."""
    for _ in range(5):
        assert any_server.ask("/_mock/reset", method="POST")[0] == 200
        tell_one = partial(tell_server, any_server)
        assert_shared(in_threads(tell_one, list(map(share_people, range(THREADS)))))
