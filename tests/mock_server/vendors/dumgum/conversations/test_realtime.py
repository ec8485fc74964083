"""Real time: how long an answer is delayed, and what the wall clock decides."""

from __future__ import annotations

import dataclasses
import http.client
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest

from mockwright.mock_server.wsgi import Mockwright
from tests.mock_server.asking import ask, serve
from tests.mock_server.vendors.dumgum.conversations.model import read, write
from tests.mock_server.vendors.dumgum.conversations.saying import (
    HEADERS,
    START,
    TARGET,
    message,
    person,
    post,
    request,
    says,
)
from tests.processes import PATIENCE_SECONDS, ServerMaker, ServerProcess, wait_until

pytestmark = pytest.mark.slow

OLD = START - 10 * 365 * 24 * 3600 * 1000
LETTERS_A_SECOND = {"FAST": 40, "NORMAL": 15}
HOUR = 3600 * 1000


class Clock:
    """A wall clock that is set by hand, and the recorded durations of sleeps."""

    def __init__(self) -> None:
        self.now = START
        self.slept: list[float] = []

    def read(self) -> int:
        """Milliseconds since 1970."""
        return self.now


def realtime_app(clock: Clock, **options: Any) -> Mockwright:
    """The application in real time with a controllable clock."""
    app = serve(is_realtime=True, **options)
    pipeline = app.pipeline
    app.pipeline = dataclasses.replace(
        pipeline, world=pipeline.world._replace(clock=clock.read), sleep=clock.slept.append
    )
    return app


@pytest.fixture
def clock() -> Clock:
    """The wall clock of a test."""
    return Clock()


@pytest.fixture
def app(clock: Clock) -> Mockwright:
    """An application that uses the test's clock."""
    return realtime_app(clock)


def answers(app: Mockwright, text: str, **parameters: Any) -> list[dict[str, Any]]:
    """The answers to a single message that is ten years old."""
    reply = ask(app, TARGET, HEADERS, says("ann", "eve", OLD, text, **parameters))
    assert reply.status == 200, reply.body
    found: list[dict[str, Any]] = reply.value["answers"]
    return found


def typing(texts: list[str], delay: str) -> int:
    """The typing time of the texts, each rounded up to whole seconds."""
    return sum(
        (len(text) + LETTERS_A_SECOND[delay] - 1) // LETTERS_A_SECOND[delay] for text in texts
    )


@pytest.mark.parametrize("delay", ["FAST", "NORMAL"])
def test_a_reply_waits_for_buffer_and_typing(app: Mockwright, clock: Clock, delay: str) -> None:
    """A split reply is delayed once, for the buffer and the typing time of all its parts."""
    found = answers(
        app,
        "Hello.",
        bufferSeconds=3,
        replyTypingDelay=delay,
        messageLength="SHORT",
        multipleMessagesPerReply=True,
        multipleMessagesPerReplyFrequency="VERY_FREQUENT",
    )
    wait = 3 + typing([each["text"] for each in found], delay)
    assert clock.slept == [wait]
    assert (len(found) > 1, found[-1]["responseTime"]) == (True, wait)


@pytest.mark.parametrize(("buffer", "waits"), [("0", []), (29, [29.0]), ("180", [30.0])])
def test_a_wait_has_a_limit(app: Mockwright, clock: Clock, buffer: Any, waits: Any) -> None:
    """No reply is delayed for more than 30 seconds, although `responseTime` has its full time."""
    found = answers(app, "Hello.", bufferSeconds=buffer)
    assert clock.slept == waits
    assert found[0]["responseTime"] == int(buffer)
    assert read(found[0]["createdAt"]) == START + 1000 * int(buffer)


@pytest.mark.parametrize("longest", [300, "86400"])
def test_a_dropped_call_waits(app: Mockwright, clock: Clock, longest: Any) -> None:
    """A dropped call gets an empty list after the processing time, 30 seconds at most."""
    assert answers(app, "mock:drop", maxProcessingTimeSeconds=longest, bufferSeconds=1) == []
    assert clock.slept == [30.0]


def test_stops_and_pauses_wait_like_replies(app: Mockwright, clock: Clock) -> None:
    """An answer that stops a conversation is delayed like a reply; silence is not delayed."""
    answers(app, "mock:stop=USER_HOSTILE", bufferSeconds=2)
    assert answers(app, "Hello?", bufferSeconds=4) == []
    assert clock.slept == [2.0]


def test_a_pause_ends_by_the_wall_clock(app: Mockwright, clock: Clock) -> None:
    """A pause ends by the wall clock, whatever the dates of the messages."""
    action = {"type": "PAUSE_CONVERSATION", "pauseConversation": {"duration": 600}}
    paused = answers(app, "See you.", action=action)[0]
    assert paused["conversationStoppedUntil"] == write(START + 600_000)
    clock.now += 599_999
    assert answers(app, "Hello?") == []
    clock.now += 1
    assert len(answers(app, "Hello?")) == 1


def test_a_message_from_the_future_ends_no_ban(app: Mockwright, clock: Clock) -> None:
    """A ban ends by the wall clock, even if a message has a later date."""
    answers(app, "mock:stop=USER_HOSTILE")
    body = says("ann", "eve", START + 3 * HOUR, "Hello?")
    assert ask(app, TARGET, HEADERS, body).value == {"answers": []}
    clock.now += 2 * HOUR
    assert len(ask(app, TARGET, HEADERS, body).value["answers"]) == 1


def test_people_come_of_age_by_the_wall_clock(app: Mockwright, clock: Clock) -> None:
    """The age of a user is computed from the wall clock, not from the message's date."""
    user = person("ann", birthdate="2008-01-02")
    body = request(user, person("eve"), [message(1, OLD, "Hello.")])
    clock.now = read("2026-01-02T00:00:00.000Z")
    assert ask(app, TARGET, HEADERS, body).value["answers"][0]["conversationStopReason"] is None
    clock.now -= 1
    stopped = ask(app, TARGET, HEADERS, body).value["answers"][0]
    assert stopped["conversationStopReason"] == "USER_UNDERAGE"


def test_a_profile_expires_by_the_wall_clock(app: Mockwright, clock: Clock) -> None:
    """A stored profile expires after a week of the wall clock."""
    adult = person("ann", version="1", birthdate="1990-05-14")
    minor = {**adult, "birthdate": "2012-03-04"}
    reasons = []
    for user, passed in ((adult, 0), (minor, 7 * 24 * HOUR - 1), (minor, 1)):
        clock.now += passed
        body = request(user, person("eve"), [message(1, OLD, "Hello.")])
        answer = ask(app, TARGET, HEADERS, body).value["answers"][0]
        reasons.append(answer["conversationStopReason"])
    assert reasons == [None, None, "USER_UNDERAGE"]


def test_without_real_time_nothing_waits(clock: Clock) -> None:
    """Without real time no answer is delayed, whatever its `responseTime`."""
    app = serve()
    app.pipeline = dataclasses.replace(app.pipeline, sleep=clock.slept.append)
    assert answers(app, "Hello.", bufferSeconds=180)[0]["responseTime"] == 180
    assert answers(app, "mock:drop") == []
    assert clock.slept == []


def test_state_is_free_while_an_answer_waits(clock: Clock) -> None:
    """A request during a delayed answer is answered at once and sees the new state."""
    app, is_waiting, may_end = realtime_app(clock), threading.Event(), threading.Event()

    def sleep(seconds: float) -> None:
        clock.slept.append(seconds)
        is_waiting.set()
        assert may_end.wait(PATIENCE_SECONDS)

    app.pipeline = dataclasses.replace(app.pipeline, sleep=sleep)
    with ThreadPoolExecutor(2) as pool:
        stop = pool.submit(answers, app, "mock:stop=USER_HOSTILE", bufferSeconds=9)
        try:
            assert is_waiting.wait(PATIENCE_SECONDS)
            assert pool.submit(answers, app, "Hello?").result(PATIENCE_SECONDS) == []
        finally:
            may_end.set()
    assert (len(stop.result()), clock.slept) == (1, [9.0])


@pytest.fixture(scope="module")
def realtime_server(make_server: ServerMaker) -> ServerProcess:
    """A real server with `--realtime`."""
    return make_server("--realtime")


def take(server: ServerProcess, buffer_seconds: int, user: str) -> tuple[float, float]:
    """The start and the end of a request."""
    body = says(user, "eve", OLD, "Hello.", bufferSeconds=buffer_seconds)
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)) as connection:
        began = time.monotonic()
        assert b'"text":' in post(connection, body)
        return began, time.monotonic()


def test_a_real_server_really_waits(realtime_server: ServerProcess) -> None:
    """Three seconds of buffer delay one answer, while another request is answered earlier."""
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(take, realtime_server, 3, "ann")
        assert wait_until(lambda: b'"ann"' in realtime_server.ask("/_mock/state")[1])
        quick = take(realtime_server, 0, "bob")
        began, ended = slow.result()
    assert 3.0 <= ended - began < PATIENCE_SECONDS
    assert quick[1] < ended
