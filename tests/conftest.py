"""Fixtures of every test: real servers, started by the command that users start."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.processes import ServerMaker, ServerProcess

# The same examples in every run, and none that fails because the machine has other work to do.
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
    """Starts servers with given arguments; at the end all are ended, and have to end well."""
    maker = ServerMaker(lambda: tmp_path_factory.mktemp("server"))
    yield maker
    maker.end_all()


@pytest.fixture(scope="session")
def server(make_server: ServerMaker) -> ServerProcess:
    """One server with every setting at its default, shared by all tests of this process."""
    return make_server()
