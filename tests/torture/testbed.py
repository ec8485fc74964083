"""The test bed: shared servers, a case's own servers, and folders."""

from __future__ import annotations

import itertools
from pathlib import Path

from tests.processes import PLAIN, ServerMaker, ServerProcess, Start


class Testbed:
    """The resources for a check; everything within `folder` is deleted."""

    __test__ = False  # the name would make it a test class for pytest

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count(1)
        self._shared: dict[tuple[str, ...], ServerProcess] = {}
        self._makers: list[ServerMaker] = []
        self._used: dict[tuple[str, ...], None] = {}

    @property
    def server(self) -> ServerProcess:
        """The shared server with default settings."""
        return self.share()

    def share(self, *arguments: str) -> ServerProcess:
        """A server that all cases with these arguments share; it is checked against the laws."""
        if arguments not in self._shared:
            self._shared[arguments] = ServerMaker(self.make_folder)(*arguments)
        self._used[arguments] = None
        return self._shared[arguments]

    def take_used(self) -> list[ServerProcess]:
        """The shared servers that were used since the last call."""
        used, self._used = self._used, {}
        return [self._shared[arguments] for arguments in used]

    def start(self, *arguments: str, start: Start = PLAIN) -> ServerProcess:
        """Start a server for this case only, on a free port; it is stopped after the case."""
        maker = ServerMaker(self.make_folder)
        self._makers.append(maker)
        return maker(*arguments, start=start)

    def make_folder(self) -> Path:
        """A new empty folder."""
        folder = self._folder / str(next(self._numbers))
        folder.mkdir()
        return folder

    def end_servers_of_case(self) -> None:
        """Stop the servers of `start`. Raises `AssertionError` if one exited badly."""
        makers, self._makers = self._makers, []
        for maker in makers:
            maker.end_all()

    def end(self) -> None:
        """Stop the shared servers. Raises `AssertionError` if one exited badly."""
        shared, self._shared = self._shared, {}
        for server in shared.values():
            server.end()
