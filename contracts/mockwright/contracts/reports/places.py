"""Where findings belong in files: the document's file and the line of the rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from mockwright.contracts.engine.findings import Finding
from mockwright.contracts.engine.runs import About
from mockwright.contracts.reports.finding_json import document_source
from mockwright.openapi.loading import bundled_names
from mockwright.openapi.positions import find_lines


class FilePlace(NamedTuple):
    """A file as it was given, and a line in it, from 1."""

    path: Path
    line: int


def place_findings(findings: Iterable[Finding], about: About) -> Mapping[str, FilePlace]:
    """The place of each finding, by its id; each file is read once."""
    paths: dict[str, tuple[Path, str]] = {}
    pointers: dict[Path, list[str]] = defaultdict(list)
    for finding in findings:
        path, pointer = _place_of(finding, about)
        paths[finding.id] = path, pointer
        pointers[path].append(pointer)
    lines = {path: find_lines(path, wanted) for path, wanted in pointers.items()}
    return {
        identity: FilePlace(path, lines[path].get(pointer, 1))
        for identity, (path, pointer) in paths.items()
    }


def _place_of(finding: Finding, about: About) -> tuple[Path, str]:
    operation = finding.trial.operation
    source = document_source(operation) if operation else next(iter(about.documents), "")
    file, _, pointer = finding.rule.partition("#")
    path = Path(f"{source}.yaml") if source in bundled_names() else Path(source)
    return (path.parent / file if file else path), pointer
