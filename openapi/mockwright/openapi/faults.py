"""Faults of an OpenAPI document, each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

MAX_FAULTS = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentFault:
    """One fault in a document file."""

    file: str
    pointer: str
    problem: str
    fix: str = ""

    def __str__(self) -> str:
        """One line: file and JSON pointer, the problem, the fix."""
        return f"{self.file}#{self.pointer}: {self.problem} {self.fix}".rstrip()


class DocumentIsBroken(Exception):
    """Raised for a document that cannot be served; `faults` lists everything that is wrong."""

    def __init__(self, faults: Sequence[DocumentFault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


def broken(file: str, pointer: str, problem: str, fix: str = "") -> DocumentIsBroken:
    """Return a `DocumentIsBroken` with one fault."""
    return DocumentIsBroken(
        [DocumentFault(file=file, pointer=pointer, problem=problem, fix=fix)],
    )


class FaultCollector:
    """Collects distinct faults, so that one run reports all of them instead of the first."""

    def __init__(self) -> None:
        self._faults: dict[DocumentFault, None] = {}

    @contextmanager
    def collect(self) -> Iterator[None]:
        """Record the faults raised in the block, and continue after it."""
        try:
            yield
        except DocumentIsBroken as error:
            self._faults.update(dict.fromkeys(error.faults))

    def raise_if_any(self) -> None:
        """Raise `DocumentIsBroken` if there are faults, with at most the first 100."""
        if self._faults:
            raise DocumentIsBroken([*self._faults][:MAX_FAULTS])
