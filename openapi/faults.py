"""What is wrong with an OpenAPI document, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


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
