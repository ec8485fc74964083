"""Fixtures of every test: real servers, started by the command that users start."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.processes import ServerMaker, ServerProcess


@pytest.fixture(scope="session")
def make_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerMaker]:
    """Starts servers with given arguments; at the end all are ended, and have to end well."""
    maker = ServerMaker(lambda: tmp_path_factory.mktemp("server"))
    yield maker
    maker.end_all()


@pytest.fixture(scope="session")
def server(make_server: ServerMaker) -> ServerProcess:
    """One server with every setting at its default, shared by all tests of this process."""
    return make_server()
