"""The pytest plugin: fixtures that provide a mock, and a marker that checks the requests sent.

pytest loads it in every session where this package is installed, so it imports only pytest until
a fixture is requested.
"""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from mockwright.contracts.client.mock_calls import Mock
    from mockwright.contracts.client.mock_process import RunningMock

MARKER = "keeps_contract"
_FIXTURE = "mockwright"
# The class that Hypothesis uses to print the arguments of a failing test.
_PRINTER = "RepresentationPrinter"
_HELP = (
    f"{MARKER}(strict=False): fail the test if a request to the mock violates the contract; with "
    "strict=True, also if a request has undocumented, deprecated or ineffective parts."
)


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker."""
    config.addinivalue_line("markers", _HELP)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Add the fixture to marked tests that do not request it by name."""
    marker = item.get_closest_marker(MARKER)
    if isinstance(item, pytest.Function) and marker is not None:
        _require_known(marker)
        names = item.fixturenames
        if _FIXTURE not in names:
            names.append(_FIXTURE)


def _require_known(marker: pytest.Mark) -> None:
    """Raise `UsageError` for arguments that the marker does not have."""
    unknown = [*map(repr, marker.args), *(name for name in marker.kwargs if name != "strict")]
    if unknown:
        message = (
            f"`@pytest.mark.{MARKER}` has no argument `{unknown[0]}`. Known: `strict=True`, which "
            "also fails the test for undocumented, deprecated or ineffective parts."
        )
        raise pytest.UsageError(message)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Check the requests of a marked test after its body has passed."""
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
    """Restore Hypothesis's printer of falsifying examples, except in Schemathesis's own tests.

    Schemathesis, which the extra `check` installs, replaces that printer in every session with one
    that prints nothing, because its own tests report failures differently.
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


def _calls_of(item: pytest.Function) -> Mock:
    calls: Any = item.funcargs[_FIXTURE]
    found: Mock = calls
    return found


@pytest.fixture(scope="session")
def mockwright_specs() -> Sequence[str]:
    """The documents to serve, as names or files. Override this fixture to serve others."""
    return ("bundled",)


@pytest.fixture(scope="session")
def mockwright_options() -> Sequence[str]:
    """More options for `mockwright serve`. Override this fixture: `return ["--strict"]`."""
    return ()


@pytest.fixture(scope="session")
def mockwright_server(
    mockwright_specs: Sequence[str], mockwright_options: Sequence[str]
) -> Iterator[RunningMock]:
    """A mock in a subprocess on a free port, one for each pytest-xdist worker."""
    from mockwright.contracts.client.mock_process import run_mock  # noqa: PLC0415 -- see the module

    specs = [word for spec in mockwright_specs for word in ("--spec", spec)]
    with run_mock([*specs, *mockwright_options]) as mock:
        yield mock


@pytest.fixture
def mockwright(
    mockwright_server: RunningMock,
    mockwright_specs: Sequence[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Mock]:
    """A freshly reset mock, whose URL is in `MOCKWRIGHT_URL` during the test."""
    from mockwright.contracts.client.mock_calls import open_calls  # noqa: PLC0415 -- see the module

    with open_calls(mockwright_server.url, mockwright_specs) as calls:
        monkeypatch.setenv("MOCKWRIGHT_URL", calls.url)
        yield calls
