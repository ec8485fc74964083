"""The pytest plugin: a mock for the tests of a client, and a marker that checks their requests.

It is loaded in every session where this package is installed. So it imports nothing but pytest
until a fixture is requested.
"""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from mockwright.contracts.client.mock_calls import MockCalls
    from mockwright.contracts.client.mock_process import RunningMock

MARKER = "keeps_contract"
_FIXTURE = "mockwright"
# The class with which Hypothesis prints the arguments of a failing test.
_PRINTER = "RepresentationPrinter"
_HELP = (
    f"{MARKER}(strict=False): the test fails if a request that it sends to the mock breaks the "
    "contract; strictly, also if one has undocumented, deprecated or ineffective parts."
)


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", _HELP)


def pytest_itemcollected(item: pytest.Item) -> None:
    """A marked test has its mock, whether it asks for it by name or its client does."""
    if isinstance(item, pytest.Function) and item.get_closest_marker(MARKER):
        names = item.fixturenames
        if _FIXTURE not in names:
            names.append(_FIXTURE)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Judge a marked test by what it has sent, once it has passed otherwise."""
    with _printing_examples(item):
        result = yield
    marker = item.get_closest_marker(MARKER)
    if marker is not None and isinstance(item, pytest.Function):
        try:
            _calls_of(item).assert_contract_kept(is_strict=marker.kwargs.get("strict") is True)
        except AssertionError as error:
            pytest.fail(str(error), pytrace=False)
    return result


@contextmanager
def _printing_examples(item: pytest.Item) -> Iterator[None]:
    """Let Hypothesis print falsifying examples, except in tests of Schemathesis itself.

    Schemathesis, which the extra `check` installs, replaces Hypothesis's printer in every session
    by one that prints nothing, and its own tests print their failures in another way.
    """
    core: Any = sys.modules.get("hypothesis.core")
    printer = getattr(sys.modules.get("hypothesis.vendor.pretty"), _PRINTER, None)
    replaced = getattr(core, _PRINTER, None)
    is_own = type(item).__module__.startswith("schemathesis")
    if is_own or printer is None or replaced is None:
        yield
        return
    setattr(core, _PRINTER, printer)
    try:
        yield
    finally:
        setattr(core, _PRINTER, replaced)


def _calls_of(item: pytest.Function) -> MockCalls:
    calls: Any = item.funcargs[_FIXTURE]
    found: MockCalls = calls
    return found


@pytest.fixture(scope="session")
def mockwright_specs() -> Sequence[str]:
    """The documents that the mock serves: names or files. Override it to serve others."""
    return ("bundled",)


@pytest.fixture(scope="session")
def mockwright_options() -> Sequence[str]:
    """Further options of `mockwright serve`. Override it: `return ["--strict"]`."""
    return ()


@pytest.fixture(scope="session")
def mockwright_server(
    mockwright_specs: Sequence[str], mockwright_options: Sequence[str]
) -> Iterator[RunningMock]:
    """A mock in a process of its own, on a free port; each worker of a parallel run has one."""
    from mockwright.contracts.client.mock_process import run_mock  # noqa: PLC0415 -- see the module

    specs = [word for spec in mockwright_specs for word in ("--spec", spec)]
    with run_mock([*specs, *mockwright_options]) as mock:
        yield mock


@pytest.fixture
def mockwright(
    mockwright_server: RunningMock,
    mockwright_specs: Sequence[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[MockCalls]:
    """The mock with nothing remembered; `MOCKWRIGHT_URL` names it for the time of the test."""
    from mockwright.contracts.client.mock_calls import open_calls  # noqa: PLC0415 -- see the module

    with open_calls(mockwright_server.url, mockwright_specs) as calls:
        monkeypatch.setenv("MOCKWRIGHT_URL", calls.url)
        yield calls
