"""The calls that a mock received during one test: waiting for them and checking them."""

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
    """Controls a mock. Each read continues where the previous one ended."""

    def read(self, *, wait: float = 0.0) -> list[JournalEntry]:
        """The entries not read yet; waits up to `wait` seconds if there are none."""

    def reset(self) -> None:
        """Clear state and journal, and restore the initial faults."""

    def set_faults(self, faults: Sequence[str] | None) -> None:
        """Replace all faults in force; None restores the faults of the start."""


class Mock:
    """A mock as used in one test. Point clients at its `url`."""

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
        """Clear the journal and the state of the mock, and restore the initial faults."""
        self._control.reset()
        self._control.read()
        self._entries.clear()
        self._faults = None

    def set_faults(self, faults: Iterable[str] | None) -> None:
        """Inject faults into answers, such as `status=503:10%` or `drop:1x@generate_reply`.

        They replace all faults in force until the next `reset`; None restores the faults that the
        mock was started with. Raises `ValueError` for an unknown fault.
        """
        wanted = None if faults is None else tuple(faults)
        self._control.set_faults(wanted)
        self._faults = wanted

    @contextmanager
    def faults(self, *faults: str) -> Iterator[None]:
        """Inject these faults during the `with` block, then restore the previous ones.

        Raises `ValueError` for an unknown fault.
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
        """Wait until at least `count` calls match, and return them.

        `operation` is an `operationId`; the other filters are `method`, `path` and `status`. Raises
        `AssertionError` with the calls received if fewer match within `seconds`, and `ValueError`
        for an unknown operation or filter.
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
        """Assert that no call matched so far; without filters, that there was no call.

        Raises `AssertionError` with the matching calls, and `ValueError` for an unknown operation
        or filter.
        """
        wanted = self._wanted(operation, filters)
        found = [entry for entry in self.journal if _matches(entry, wanted)]
        if found:
            message = f"Expected no {_describe(wanted)}; received {len(found)}. {_list(found)}"
            raise AssertionError(message)

    def find_broken(self) -> list[Finding]:
        """The failures and warnings found in the calls so far."""
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
        """Assert that there were calls, which caused no failure, and with `is_strict` no warning.

        Raises `AssertionError` that lists the findings.
        """
        if not self.journal:
            message = (
                "This test made no call to the mock, so that nothing was checked. Read the base "
                "URL of your client from `MOCKWRIGHT_URL`, or do not check the contract."
            )
            raise AssertionError(message)
        found = [f for f in self.find_broken() if is_strict or f.is_failure]
        if found:
            lines = [f"- {f.operation or 'no operation'}, {f.where}: {f.detail}" for f in found]
            message = "\n".join(["The requests of this test violate the contract:", *lines])
            raise AssertionError(message)

    @cached_property
    def _operations(self) -> tuple[Operation, ...]:
        return load_catalogue(self._specs).router.operations

    def _wanted(self, operation: str | None, filters: dict[str, Any]) -> dict[str, Any]:
        """The attributes a call must have. Raises `ValueError` for an unknown id or filter."""
        for name in filters.keys() - set(_FILTERS):
            message = f"There is no filter `{name}`. {suggest_or_list(name, _FILTERS)}"
            raise ValueError(message)
        known = [known.id for known in self._operations] if operation else []
        if operation and operation not in known:
            message = f"There is no operation `{operation}`. {suggest_or_list(operation, known)}"
            raise ValueError(message)
        return {**({"operation": operation} if operation else {}), **filters}


@contextmanager
def open_calls(url: str, specs: Sequence[str]) -> Iterator[Mock]:
    """Reset a running mock and return its calls. Raises `MockIsUnreachable`."""
    control = MockControl(url)
    calls = Mock(url, control, specs)
    calls.reset()
    yield calls
    control.close()


def _matches(entry: JournalEntry, wanted: dict[str, Any]) -> bool:
    return all(getattr(entry, name) == value for name, value in wanted.items())


def _describe(wanted: dict[str, Any]) -> str:
    shown = " and ".join(f"{name} `{value}`" for name, value in wanted.items())
    return f"calls with {shown}" if shown else "calls"


def _list(entries: Iterable[JournalEntry]) -> str:
    """The last calls, for an error message."""
    labels = [f"{entry.label} ({entry.operation or 'no operation'})" for entry in entries]
    if not labels:
        return "There were no calls."
    return "\n".join(["The last calls:", *(f"- {label}" for label in labels[-_MOST_SHOWN:])])
