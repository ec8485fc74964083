"""Scripted requests of many conversations, and several ways of sending them."""

from __future__ import annotations

import http.client
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import chain, zip_longest
from threading import Barrier
from typing import Any

from mockwright.mock_server.wsgi import Mockwright
from tests.mock_server.asking import ask
from tests.mock_server.vendors.dumgum.conversations.saying import (
    HEADERS,
    SECOND,
    START,
    TARGET,
    message,
    person,
    post,
    request,
)
from tests.processes import ServerProcess

THREADS = 8
PLOTS = 24
LANGUAGES = ["EN", "FR", "JA", "EL_GR", "DE"]
MODELS = ["chat-2-pro", "dating-smart-1", "chat-2-smart", "dating-pro-1"]
STOPS = ["USER_HOSTILE", "AI_SUSPICIOUS", "USER_MESSAGE_REPETITION"]
HOUR = 3600 * SECOND

Plot = list[Any]
Bytes = list[bytes]


def plot(number: int) -> Plot:
    """The requests of one conversation, with replies, stops, silence and pauses."""
    user = person(f"user-{number}", version="1", mainPictureUrl=f"https://a.example/{number}.jpg")
    persona = person(f"persona-{number}")
    speech: dict[str, Any] = {
        "chatModel": MODELS[number % len(MODELS)],
        "generatePersonality": True,
        "vision": {"userProfilePictureAnalysis": True},
        "multipleMessagesPerReply": True,
        "emojis": "FREQUENT",
        "replyTypingDelay": "NORMAL",
    }
    pause = {"type": "PAUSE_CONVERSATION", "pauseConversation": {"duration": 600}}
    stop = f"mock:stop={STOPS[number % len(STOPS)]}"
    said: list[tuple[int, str, dict[str, Any]]] = [
        (0, "Hello.", speech),
        (1, "Hello.", speech),
        (2, stop, {"fictionalDisclosure": number % 2 == 0}),
        (3, stop, {}),
        (4, "Are you there?", speech),
        (2 * HOUR + 3, stop, {}),
        (14 * HOUR + 4, "mock:drop", speech),
        (15 * HOUR, "See you.", {"action": pause}),
        (15 * HOUR + 599 * SECOND, "Hello?", speech),
        (15 * HOUR + 600 * SECOND, "Hello?", speech),
        (400 * HOUR, "Hello again.", {**speech, "questionFrequency": 1}),
    ]
    sent = [
        request(user, persona, [message(0, START + moment, text)], **parameters)
        for moment, text, parameters in said
    ]
    language = LANGUAGES[number % len(LANGUAGES)]
    again = [message(each, START + 401 * HOUR + each, "Again.") for each in range(3)]
    sent.append(request(user, persona, again))
    minor = {**user, "version": "2", "birthdate": "2015-01-01"}
    sent.append(request(minor, persona, [message(9, START + 500 * HOUR, "Hello.")]))
    return [{**body, "language": language} for body in sent]


def plots() -> list[Plot]:
    """The requests of every conversation."""
    return [plot(number) for number in range(PLOTS)]


def tell(app: Mockwright, requests: Iterable[Any]) -> Bytes:
    """The bodies of the answers to requests that are sent one after the other."""
    return [ask(app, TARGET, HEADERS, body).body for body in requests]


def tell_interleaved(app: Mockwright, all_plots: Sequence[Plot]) -> list[Bytes]:
    """The answers by conversation when requests of all conversations alternate."""
    heard: list[Bytes] = [[] for _ in all_plots]
    rounds = zip_longest(*([(n, body) for body in each] for n, each in enumerate(all_plots)))
    for number, body in filter(None, chain.from_iterable(rounds)):
        heard[number] += tell(app, [body])
    return heard


def in_threads(tell_one: Callable[[Plot], Bytes], all_plots: Sequence[Plot]) -> list[Bytes]:
    """The answers by conversation when concurrent threads send the conversations."""
    start = Barrier(THREADS)

    def run(thread: int) -> list[Bytes]:
        start.wait(30)
        return [tell_one(each) for each in all_plots[thread::THREADS]]

    with ThreadPoolExecutor(THREADS) as pool:
        shares = list(pool.map(run, range(THREADS)))
    return [shares[number % THREADS][number // THREADS] for number in range(len(all_plots))]


def tell_server(server: ServerProcess, requests: Iterable[Any]) -> Bytes:
    """The answers of a server to requests that each use a new connection."""
    return [_on_new_connection(server, body) for body in requests]


def _on_new_connection(server: ServerProcess, body: Any) -> bytes:
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)) as connection:
        return post(connection, body)
