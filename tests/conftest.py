"""Fixtures for all tests: real servers that are started with the command."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.processes import ServerMaker, ServerProcess

# The same examples in every run, without failures because the machine is busy.
settings.register_profile(
    "suite",
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("suite")


@pytest.fixture(scope="session")
def make_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerMaker]:
    """Starts servers with given arguments; at the end all are stopped and must exit cleanly."""
    maker = ServerMaker(lambda: tmp_path_factory.mktemp("server"))
    yield maker
    maker.end_all()


@pytest.fixture(scope="session")
def server(make_server: ServerMaker) -> ServerProcess:
    """A server with default settings, shared by all tests of this process."""
    return make_server()
