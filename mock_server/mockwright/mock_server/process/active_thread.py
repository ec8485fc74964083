"""A single active thread: one thread takes requests, and others only while it is blocked.

Granian gives a request to any free thread. Because only one Python thread runs at a time, other
threads that are awake only compete with it for the interpreter: this costs a sixth of the
throughput and doubles the slowest response times. Here the other threads wait as long as the
active thread makes progress. If a slow request body or a requested delay blocks it, a waiting
thread takes over.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from threading import get_ident
from typing import Any

Entry = Callable[[Any, Mapping[str, Any]], object]

LOOK_SECONDS = 0.002  # ten times what a request takes
IDLE_LOOKS = 20  # under load too there is nothing to do for a few milliseconds now and then


class ActiveThread:
    """Decides which thread of the process is active; the others are followers."""

    def __init__(self, look_seconds: float = LOOK_SECONDS) -> None:
        """Check every `look_seconds` whether the active thread makes progress."""
        self._look_seconds = look_seconds
        self._leader: int | None = None
        self._steps = 0  # of the active thread, one at each entry and exit: uneven within a request
        self._seen = 0
        self._needed = 1
        self._idle_looks = 0
        self._followers: list[tuple[int, threading.Lock]] = []
        self._lock = threading.Lock()
        self._has_followers = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def lead(self, entry: Entry) -> Entry:
        """Wrap the entry so that only the active thread returns for the next request."""

        def enter(protocol: Any, scope: Mapping[str, Any]) -> None:
            thread = get_ident()
            if self._leader is None:
                self._leader = thread
            if self._leader == thread:
                self._steps += 1
            try:
                entry(protocol, scope)
            finally:
                if self._leader == thread:
                    self._steps += 1
                else:
                    self._follow(thread)

        return enter

    def step_aside_for(self, wait: Callable[[float], object]) -> Callable[[float], object]:
        """Wrap a wait, so that the active thread hands over before it waits."""

        def step_aside(seconds: float) -> object:
            if self._leader == get_ident():
                with self._lock:
                    self._leader, self._steps, self._seen = None, 0, 0
                    self._release(1)
            return wait(seconds)

        return step_aside

    def _follow(self, thread: int) -> None:
        """Wait until this thread is needed."""
        gate = threading.Lock()
        gate.acquire()
        with self._lock:
            if self._leader is None:
                return
            self._followers.append((thread, gate))
            self._has_followers.set()
        gate.acquire()

    def _watch(self) -> None:
        while True:
            self._has_followers.wait()
            time.sleep(self._look_seconds)
            self.look()

    def look(self) -> None:
        """Let followers take requests if the active thread makes no progress.

        One follower if the active thread is blocked, twice as many each time that this did not
        help, and all of them after a period without requests: then any thread may become active,
        and idle threads can end. A wrong decision costs little: a thread that is not active waits
        again after one request.
        """
        with self._lock:
            has_finished = self._steps // 2 != self._seen // 2
            is_within = self._steps % 2 == 1
            self._idle_looks = 0 if has_finished or is_within else self._idle_looks + 1
            if has_finished:
                self._needed = 1
            elif is_within:
                self._release(self._needed)
                self._needed *= 2
            elif self._idle_looks == IDLE_LOOKS:
                self._release(len(self._followers))
                self._leader = None
            self._seen = self._steps
            if not self._followers:
                self._has_followers.clear()

    def _release(self, count: int) -> None:
        for _ in range(min(count, len(self._followers))):
            self._leader, gate = self._followers.pop()
            self._steps = 0
            gate.release()
