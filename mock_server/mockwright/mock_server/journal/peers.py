"""Peers: the worker processes of one server, whose journals are read as one.

Every worker keeps its own journal, so that answering needs no lock between processes. To read or
reset all of them, a worker asks each peer through a Unix socket in a private folder.
"""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from mockwright.mock_server.journal.entries import Journal, JournalUsage
from mockwright.openapi.json_text import encode_json

_TIMEOUT = 5.0
_POLL_SECONDS = 0.05
_SUFFIX = ".worker"


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """One worker's part of the answer to a reader; `entries` as JSON values."""

    worker: int
    entries: list[dict[str, Any]]
    last: int
    evicted: int


class Peers:
    """This worker's journal and those of its peers."""

    def __init__(
        self,
        journal: Journal,
        *,
        worker: int = 1,
        folder: Path | None = None,
        refresh: Callable[[], None] | None = None,
    ) -> None:
        """With a `folder`, listen there for peers; without one, this worker is alone.

        `refresh` is called when a peer has changed the active faults.
        """
        self._refresh = refresh
        self._journal = journal
        self.worker = worker
        self._folder = folder
        if folder is not None:
            self._listen(folder / f"{os.getpid()}{_SUFFIX}")

    def read(self, after: Mapping[int, int]) -> list[Page]:
        """A page of each worker, with the entries numbered higher than `after` says for it."""
        pages = [self._own_page(after)]
        request = {"do": "read", "after": {str(worker): n for worker, n in after.items()}}
        pages.extend(Page(**reply) for reply in self._ask_peers(request))
        return pages

    def usage(self) -> JournalUsage:
        """The size of this worker's journal."""
        return self._journal.usage()

    def reset(self) -> None:
        """Remove every entry of every worker."""
        self._journal.clear()
        list(self._ask_peers({"do": "reset"}))

    def tell_faults(self) -> None:
        """Tell every other worker to load the faults that this one was given."""
        list(self._ask_peers({"do": "refresh"}))

    def wait(self, after: Mapping[int, int], seconds: float) -> None:
        """Wait for a new entry of this worker or, if there are peers, for a short time."""
        own = after.get(self.worker, 0)
        self._journal.wait(own, seconds if self._folder is None else min(_POLL_SECONDS, seconds))

    def _own_page(self, after: Mapping[int, int]) -> Page:
        page = self._journal.read(after.get(self.worker, 0))
        return Page(
            worker=self.worker,
            entries=[entry.to_json() for entry in page.entries],
            last=page.last,
            evicted=page.evicted,
        )

    def _ask_peers(self, request: dict[str, Any]) -> Iterator[dict[str, Any]]:
        if self._folder is None:
            return
        own = f"{os.getpid()}{_SUFFIX}"
        for path in sorted(self._folder.glob(f"*{_SUFFIX}")):
            if path.name != own:
                reply = _ask(path, request)
                if reply is not None:
                    yield reply

    def _listen(self, path: Path) -> None:
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(str(path))
        listener.listen()
        threading.Thread(target=self._serve, args=(listener,), daemon=True).start()

    def _serve(self, listener: socket.socket) -> None:
        while True:
            connection, _ = listener.accept()
            # A peer that ends in the middle of its request must not end this listener.
            with connection, contextlib.suppress(OSError, ValueError):
                connection.settimeout(_TIMEOUT)
                with connection.makefile("rb") as lines:
                    request = orjson.loads(lines.readline())
                connection.sendall(encode_json(self._reply(request)) + b"\n")

    def _reply(self, request: dict[str, Any]) -> dict[str, Any]:
        if request["do"] == "reset":
            self._journal.clear()
            return {}
        if request["do"] == "refresh":
            if self._refresh is not None:
                self._refresh()
            return {}
        page = self._own_page({int(worker): n for worker, n in request["after"].items()})
        return {
            "worker": page.worker,
            "entries": page.entries,
            "last": page.last,
            "evicted": page.evicted,
        }


def _ask(path: Path, request: dict[str, Any]) -> dict[str, Any] | None:
    """A peer's reply; None if it has ended meanwhile."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(_TIMEOUT)
        try:
            connection.connect(str(path))
            connection.sendall(encode_json(request) + b"\n")
            with connection.makefile("rb") as lines:
                reply: dict[str, Any] = orjson.loads(lines.readline())
                return reply
        except (OSError, ValueError):
            return None
