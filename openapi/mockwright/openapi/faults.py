"""What is wrong with an OpenAPI document, and where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

MAX_FAULTS = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentFault:
    """One thing wrong with a document file."""

    file: str
    pointer: str
    problem: str
    cure: str = ""

    def __str__(self) -> str:
        """One line: file and JSON pointer, the problem, the cure."""
        return f"{self.file}#{self.pointer}: {self.problem} {self.cure}".rstrip()


class DocumentIsBroken(Exception):
    """A document that cannot be served; `faults` says everything that is wrong with it."""

    def __init__(self, faults: Sequence[DocumentFault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


def broken(file: str, pointer: str, problem: str, cure: str = "") -> DocumentIsBroken:
    """A `DocumentIsBroken` of one fault."""
    return DocumentIsBroken(
        [DocumentFault(file=file, pointer=pointer, problem=problem, cure=cure)],
    )


class FaultCollector:
    """Gathers faults, each once, so that one run tells all of them instead of the first."""

    def __init__(self) -> None:
        self._faults: dict[DocumentFault, None] = {}

    @contextmanager
    def collect(self) -> Iterator[None]:
        """Note the faults of the block, and go on after it."""
        try:
            yield
        except DocumentIsBroken as error:
            self._faults.update(dict.fromkeys(error.faults))

    def raise_if_any(self) -> None:
        """Raise `DocumentIsBroken` if there were faults; of very many, the first 100."""
        if self._faults:
            raise DocumentIsBroken([*self._faults][:MAX_FAULTS])
