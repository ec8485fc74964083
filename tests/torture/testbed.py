"""The test bed: servers that cases share, servers of their own, and folders."""

from __future__ import annotations

import itertools
from pathlib import Path

from tests.processes import PLAIN, ServerMaker, ServerProcess, Start


class Testbed:
    """What the check of a case works with; everything within `folder` is thrown away."""

    __test__ = False  # pytest would take it for a class of tests, by its name

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count(1)
        self._shared: dict[tuple[str, ...], ServerProcess] = {}
        self._makers: list[ServerMaker] = []
        self._used: dict[tuple[str, ...], None] = {}

    @property
    def server(self) -> ServerProcess:
        """The server with every setting at its default, which most cases share."""
        return self.share()

    def share(self, *arguments: str) -> ServerProcess:
        """A server that all cases share which ask for these arguments; the laws hold for it."""
        if arguments not in self._shared:
            self._shared[arguments] = ServerMaker(self.make_folder)(*arguments)
        self._used[arguments] = None
        return self._shared[arguments]

    def take_used(self) -> list[ServerProcess]:
        """The shared servers that were asked for since this was last called."""
        used, self._used = self._used, {}
        return [self._shared[arguments] for arguments in used]

    def start(self, *arguments: str, start: Start = PLAIN) -> ServerProcess:
        """Start a server for this case alone, on a free port; it is ended when the case is over."""
        maker = ServerMaker(self.make_folder)
        self._makers.append(maker)
        return maker(*arguments, start=start)

    def make_folder(self) -> Path:
        """A new empty folder."""
        folder = self._folder / str(next(self._numbers))
        folder.mkdir()
        return folder

    def end_servers_of_case(self) -> None:
        """End what `start` has started. Raises `AssertionError` where one ended badly."""
        makers, self._makers = self._makers, []
        for maker in makers:
            maker.end_all()

    def end(self) -> None:
        """End the shared servers. Raises `AssertionError` if one ended badly."""
        shared, self._shared = self._shared, {}
        for server in shared.values():
            server.end()
