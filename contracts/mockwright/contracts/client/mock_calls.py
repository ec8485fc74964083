"""Calls of a test: what a mock has seen since the test began, waited for and judged."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any, Protocol

from mockwright.contracts.client.checks import CHECKS
from mockwright.contracts.client.journal_entries import JournalEntry
from mockwright.contracts.client.mock_control import MockControl
from mockwright.contracts.client.runs import judge_entries
from mockwright.contracts.engine.credentials import Credentials
from mockwright.contracts.engine.findings import Finding
from mockwright.contracts.engine.runs import About, Run
from mockwright.mock_server.catalogue import load_catalogue
from mockwright.openapi.operations import Operation
from mockwright.openapi.wording import suggest_or_list

_FILTERS = ("operation", "method", "path", "status")
_MOST_SHOWN = 10


class Control(Protocol):
    """What rules a mock. Calls are read from where reading was left."""

    def read(self, *, wait: float = 0.0) -> list[JournalEntry]:
        """The entries that were not read yet; `wait` seconds at most until there is one."""

    def reset(self) -> None:
        """Forget state, journal, and the faults that were set."""

    def set_faults(self, faults: Sequence[str] | None) -> None:
        """Let faults come to requests; None: those that the mock was started with."""


class MockCalls:
    """A mock as one test sees it. Its `url` is where clients are to be pointed at."""

    def __init__(self, url: str, control: Control, specs: Sequence[str] = ("bundled",)) -> None:
        """`specs` are the documents that the mock serves."""
        self.url = url
        self._control = control
        self._faults: tuple[str, ...] | None = None
        self._specs = tuple(specs)
        self._entries: list[JournalEntry] = []

    @property
    def journal(self) -> list[JournalEntry]:
        """Every call so far, oldest first."""
        self._entries += self._control.read()
        return self._entries

    def reset(self) -> None:
        """Forget every call, what the mock remembers of them, and the faults that were set."""
        self._control.reset()
        self._control.read()
        self._entries.clear()
        self._faults = None

    def set_faults(self, faults: Iterable[str] | None) -> None:
        """Let faults come to requests, such as `status=503:10%` or `drop:1x@generate_reply`.

        They take the place of all others, until the next `reset`; None: those that the mock was
        started with. Raises `ValueError` for what is no fault.
        """
        wanted = None if faults is None else tuple(faults)
        self._control.set_faults(wanted)
        self._faults = wanted

    @contextmanager
    def faults(self, *faults: str) -> Iterator[None]:
        """Let these faults come to requests until the block is left; then it is as it was before.

        Raises `ValueError` for what is no fault.
        """
        before = self._faults
        self.set_faults(faults)
        try:
            yield
        finally:
            self.set_faults(before)

    def wait_for(
        self, operation: str | None = None, *, count: int = 1, seconds: float = 5.0, **filters: Any
    ) -> list[JournalEntry]:
        """The calls that match, once there are `count` of them.

        `operation` is an id; further filters are `method`, `path` and `status`. Raises
        `AssertionError` with what was seen if they do not come in time, and `ValueError` for what
        no call could match.
        """
        wanted = self._wanted(operation, filters)
        deadline = time.monotonic() + seconds
        while True:
            found = [entry for entry in self.journal if _matches(entry, wanted)]
            remaining = deadline - time.monotonic()
            if len(found) >= count:
                return found
            if remaining <= 0:
                seen = _list(self._entries)
                message = f"Expected {count} {_describe(wanted)}; received {len(found)}. {seen}"
                raise AssertionError(message)
            self._entries += self._control.read(wait=remaining)

    def assert_none(self, operation: str | None = None, **filters: Any) -> None:
        """No call so far matches; without filters, there was none at all.

        Raises `AssertionError` with the calls that do, and `ValueError` for what none could match.
        """
        wanted = self._wanted(operation, filters)
        found = [entry for entry in self.journal if _matches(entry, wanted)]
        if found:
            message = f"Expected no {_describe(wanted)}; received {len(found)}. {_list(found)}"
            raise AssertionError(message)

    def find_broken(self) -> list[Finding]:
        """What is wrong or odd in the calls so far."""
        about = About(
            command="pytest",
            target=self.url,
            seed=0,
            documents=self._specs,
            operations=self._operations,
            checks=CHECKS,
        )
        run = Run(about=about, writers=(), credentials=Credentials({}))
        judge_entries(run, self.journal, self._operations)
        result = run.end(ending="complete", seconds=0.0)
        return [counted.finding for counted in result.findings]

    def assert_contract_kept(self, *, is_strict: bool = False) -> None:
        """No call so far breaks the contract; strictly, none is odd either.

        Raises `AssertionError` with everything that does.
        """
        found = [f for f in self.find_broken() if is_strict or f.is_failure]
        if found:
            lines = [f"- {f.operation or 'no operation'}, {f.where}: {f.detail}" for f in found]
            message = "\n".join(["The requests of this test break the contract:", *lines])
            raise AssertionError(message)

    @cached_property
    def _operations(self) -> tuple[Operation, ...]:
        return load_catalogue(self._specs).router.operations

    def _wanted(self, operation: str | None, filters: dict[str, Any]) -> dict[str, Any]:
        """What a call has to have. Raises `ValueError` for an unknown id or filter."""
        for name in filters.keys() - set(_FILTERS):
            message = f"`{name}` is no filter. {suggest_or_list(name, _FILTERS)}"
            raise ValueError(message)
        known = [known.id for known in self._operations] if operation else []
        if operation and operation not in known:
            message = f"There is no operation `{operation}`. {suggest_or_list(operation, known)}"
            raise ValueError(message)
        return {**({"operation": operation} if operation else {}), **filters}


@contextmanager
def open_calls(url: str, specs: Sequence[str]) -> Iterator[MockCalls]:
    """A running mock with nothing remembered. Raises `MockIsUnreachable`."""
    control = MockControl(url)
    calls = MockCalls(url, control, specs)
    calls.reset()
    yield calls
    control.close()


def _matches(entry: JournalEntry, wanted: dict[str, Any]) -> bool:
    return all(getattr(entry, name) == value for name, value in wanted.items())


def _describe(wanted: dict[str, Any]) -> str:
    shown = " and ".join(f"{name} `{value}`" for name, value in wanted.items())
    return f"calls with {shown}" if shown else "calls"


def _list(entries: Iterable[JournalEntry]) -> str:
    """The last calls, for whoever expected others."""
    labels = [f"{entry.label} ({entry.operation or 'no operation'})" for entry in entries]
    if not labels:
        return "There was no call at all."
    return "\n".join(["The last calls:", *(f"- {label}" for label in labels[-_MOST_SHOWN:])])
