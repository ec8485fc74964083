"""Write the faults of a document as lines for a terminal, with the number of each line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from mockwright.openapi.faults import LEVELS, DocumentFault, Level
from mockwright.openapi.positions import find_lines

MAX_LINES = 20

_TITLES = {"error": "Error", "warning": "Warning", "hint": "Hint"}
_PLURALS = {"error": "errors", "warning": "warnings", "hint": "hints"}


def write_complaints(
    faults: Sequence[DocumentFault],
    folder: Path,
    levels: Iterable[Level] = LEVELS,
    limit: int = MAX_LINES,
) -> Iterator[str]:
    """One line for each fault, at most `limit` of each level; the rest are counted.

    `folder` is the folder of the document, whose files are read for the numbers of lines.
    """
    shown = [
        fault for level in levels for fault in [one for one in faults if one.level == level][:limit]
    ]
    lines = _find_lines(shown, folder)
    for level in levels:
        every = [fault for fault in faults if fault.level == level]
        for fault in every[:limit]:
            yield f"{_TITLES[level]}: {_locate(fault, lines)}: {fault.detail}"
        if len(every) > limit:
            yield f"{_TITLES[level]}: … and {len(every) - limit} more {_PLURALS[level]}."


def _locate(fault: DocumentFault, lines: dict[tuple[str, str], int]) -> str:
    line = lines.get((fault.file, fault.pointer))
    return f"{fault.file}:{line}#{fault.pointer}" if line else f"{fault.file}#{fault.pointer}"


def _find_lines(faults: Iterable[DocumentFault], folder: Path) -> dict[tuple[str, str], int]:
    pointers: dict[str, list[str]] = {}
    for fault in faults:
        pointers.setdefault(fault.file, []).append(fault.pointer)
    return {
        (file, pointer): line
        for file, wanted in pointers.items()
        for pointer, line in find_lines(folder / file, wanted).items()
    }
