"""Faults of an OpenAPI document: where they are, how serious, and what was done about them.

A fault costs what it touches. Only a document that cannot be read at all is refused, with
`DocumentIsBroken`; every other fault is recorded in `Complaints`, and the rest is served.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Literal

Level = Literal["error", "warning", "hint"]

LEVELS: tuple[Level, ...] = ("error", "warning", "hint")
MAX_FAULTS = 100

LEFT_OUT = "left out"
NOT_SERVED = "answers 501"
OUT_OF_REACH = "out of reach"
READ_AS_MEANT = "read as meant"
SERVED_WITHOUT = "served without it"


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentFault:
    """One fault in a document file.

    `done` says what became of the part: `left out`, `answers 501`; empty if nothing changed.
    """

    file: str
    pointer: str
    problem: str
    fix: str = ""
    level: Level = "error"
    done: str = ""

    @property
    def detail(self) -> str:
        """What is wrong, what was expected, and what was done."""
        done = f"({self.done})" if self.done else ""
        return " ".join(part for part in (self.problem, self.fix, done) if part)

    def __str__(self) -> str:
        """One line: file and JSON pointer, the problem, the fix, what was done."""
        return f"{self.file}#{self.pointer}: {self.detail}"


class DocumentIsBroken(Exception):
    """Raised for a document or part that cannot be read; `faults` lists everything wrong."""

    def __init__(self, faults: Sequence[DocumentFault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


def broken(file: str, pointer: str, problem: str, fix: str = "") -> DocumentIsBroken:
    """Return a `DocumentIsBroken` with one fault."""
    return DocumentIsBroken(
        [DocumentFault(file=file, pointer=pointer, problem=problem, fix=fix)],
    )


class Complaints:
    """The faults of a document that is served nevertheless, and the operations it costs."""

    def __init__(self) -> None:
        self._faults: dict[tuple[str, str, str], DocumentFault] = {}
        self._refused: dict[tuple[str, str], DocumentFault] = {}

    def add(self, *faults: DocumentFault) -> None:
        """Record faults; one that is known already is not recorded again."""
        for fault in faults:
            self._faults.setdefault((fault.file, fault.pointer, fault.problem), fault)

    def add_all(self, error: DocumentIsBroken, level: Level, done: str) -> None:
        """Record the faults of an error whose part was dealt with in this way."""
        self.add(*(replace(fault, level=level, done=done) for fault in error.faults))

    def refuse(self, file: str, pointer: str, *faults: DocumentFault) -> None:
        """Record that the operation at a place cannot be served, and why."""
        refused = [replace(fault, level="error", done=NOT_SERVED) for fault in faults]
        self.add(*refused)
        self._refused.setdefault((file, pointer), refused[0])

    def refusal_of(self, file: str, pointer: str) -> DocumentFault | None:
        """Why the operation at a place cannot be served; None if it can."""
        return self._refused.get((file, pointer))

    @contextmanager
    def collect(self, level: Level, done: str) -> Iterator[None]:
        """Record the faults raised in the block, and continue after it."""
        try:
            yield
        except DocumentIsBroken as error:
            self.add_all(error, level, done)

    def of(self, level: Level) -> tuple[DocumentFault, ...]:
        """The faults of one level, in the order in which they were found."""
        return tuple(fault for fault in self._faults.values() if fault.level == level)

    def __iter__(self) -> Iterator[DocumentFault]:
        """Every fault: errors, then warnings, then hints."""
        for level in LEVELS:
            yield from self.of(level)


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
