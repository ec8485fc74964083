"""Refreshing: fetch profiles and journal the calls, immediately or in the background."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Iterable
from typing import NamedTuple, TextIO

from mockwright.mock_server.answer.world import World
from mockwright.mock_server.journal.entries import OUTGOING, Entry, Exchange, Journal
from mockwright.mock_server.request.notices import Notice
from mockwright.mock_server.vendors.dumgum.notices import FETCHES_DROPPED
from mockwright.mock_server.vendors.dumgum.profile_endpoint.comparing import Comparer
from mockwright.mock_server.vendors.dumgum.profile_endpoint.fetching import Fetch, ProfileEndpoint
from mockwright.mock_server.vendors.dumgum.profile_endpoint.opening import open_profile_endpoint
from mockwright.mock_server.vendors.dumgum.profile_endpoint.target import Target
from mockwright.mock_server.vendors.dumgum.profile_endpoint.watching import WatchedState
from mockwright.mock_server.vendors.dumgum.profiles.versions import Profile, read_record
from mockwright.mock_server.vendors.registry import Surroundings
from mockwright.openapi.exchange import Response
from mockwright.openapi.operations import Operation

MAX_PENDING = 256
NO_RESPONSE = Response(status=0)


class Refreshed(NamedTuple):
    """A fetch and its entry in the journal."""

    fetch: Fetch
    entry: Entry


def open_refresher(target: Target, surroundings: Surroundings) -> Refresher:
    """Build what calls the integrator's endpoint in the background."""
    operations = surroundings.operations
    endpoint = open_profile_endpoint(target, operations)
    return Refresher(endpoint, operations, surroundings.journal, surroundings.log)


class _Waiting(NamedTuple):
    """An id to be fetched: the profile in the request, and the journal's generation."""

    record: bytes | None
    resets: int


class Refresher:
    """Fetches profiles. Requests never wait for it, and answers never depend on it."""

    def __init__(
        self,
        endpoint: ProfileEndpoint,
        operations: Iterable[Operation],
        journal: Journal,
        log: TextIO,
    ) -> None:
        """`operations` are those of DumGum's document that are served."""
        self._endpoint = endpoint
        self._comparer = Comparer(operations)
        self._journal = journal
        self._log = log
        self._pending: dict[str, _Waiting] = {}
        self._dropped = 0
        self._news = threading.Condition()
        self._thread: threading.Thread | None = None

    def refresh(self, profile_id: str, role: str | None = None) -> Refreshed:
        """Fetch a profile now."""
        fetch = self._endpoint.fetch(profile_id, role)
        return Refreshed(fetch, self._journal.record(self._to_exchange(fetch)))

    def watch(self, world: World) -> World:
        """A world whose state reports the profiles that answers store or purge."""
        return world._replace(state=WatchedState(world.state, self.offer))

    def offer(self, profile_id: str, record: bytes | None) -> None:
        """Queue a profile to be fetched; `record` is the stored profile of a request.

        Only the newest record of each id waits. If too many ids wait, this one is dropped, and the
        next entry says so.
        """
        with self._news:
            if profile_id not in self._pending and len(self._pending) >= MAX_PENDING:
                self._dropped += 1
                return
            self._pending[profile_id] = _Waiting(record, self._journal.resets)
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._work, name="profile-refresher", daemon=True
                )
                self._thread.start()
            self._news.notify()

    def _work(self) -> None:
        while True:
            with self._news:
                self._news.wait_for(lambda: self._pending)
                profile_id = next(iter(self._pending))
                waiting = self._pending.pop(profile_id)
                dropped, self._dropped = self._dropped, 0
            try:
                self._fetch(profile_id, waiting, dropped)
            except Exception:  # noqa: BLE001 -- our bug; the next profile is fetched all the same
                traceback.print_exc(file=self._log)

    def _fetch(self, profile_id: str, waiting: _Waiting, dropped: int) -> None:
        """Fetch and journal, unless the journal was reset meanwhile."""
        if waiting.resets != self._journal.resets:
            return
        fetch = self._endpoint.fetch(profile_id)
        notices = self._compare(waiting.record, fetch.profile)
        if dropped:
            message = f"{dropped} profiles were not fetched: {MAX_PENDING} were waiting."
            notices += (Notice(FETCHES_DROPPED, None, message),)
        if waiting.resets == self._journal.resets:
            self._journal.record(self._to_exchange(fetch, notices))

    def _compare(self, record: bytes | None, fetched: Profile | None) -> tuple[Notice, ...]:
        if record is None or fetched is None:
            return ()
        return self._comparer.compare(read_record(record)[1], fetched)

    def _to_exchange(self, fetch: Fetch, notices: tuple[Notice, ...] = ()) -> Exchange:
        return Exchange(
            request=fetch.request,
            response=fetch.response or NO_RESPONSE,
            operation=self._endpoint.operation.id,
            seconds=fetch.seconds,
            violations=fetch.violations,
            notices=fetch.notices + notices,
            problem=None if fetch.result == "ok" else fetch.verdict,
            direction=OUTGOING,
        )
