"""ActiveThread: of all threads that could take requests one does, and others while it is held up.

Granian gives requests to whichever of its threads is free. One thread of Python runs at a time, so
that those awake beside it only take turns with it: a sixth of the requests of a second, and twice
the time of the slowest. Here they wait, out of its way, for as long as there is a leader that gets
on. A body that does not come, or a delay that was asked for, holds it up: then a follower leads.
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
    """Who leads, and who follows; of the threads of one process."""

    def __init__(self, look_seconds: float = LOOK_SECONDS) -> None:
        """Every so many seconds is looked whether the leader gets on, while there are followers."""
        self._look_seconds = look_seconds
        self._leader: int | None = None
        self._steps = 0  # of the leader, one into a request and one out of it: odd within one
        self._seen = 0
        self._needed = 1
        self._idle_looks = 0
        self._followers: list[tuple[int, threading.Lock]] = []
        self._lock = threading.Lock()
        self._has_followers = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def lead(self, entry: Entry) -> Entry:
        """The entry, such that a thread comes back from it to take another request if it leads."""

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
        """The same wait, but a leader that is about to wait lets another lead at once."""

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
        """Let followers take requests if the leader does not.

        One if it is held up, twice as many each time that did not help; and all if there was
        nothing to do for a while: who leads is open then, and threads that get no request end some
        time. A wrong judgement costs only turns: who is not the leader follows after one request.
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
