"""Finding files: one file per finding, written as soon as it is found."""

from __future__ import annotations

from pathlib import Path

from mockwright.contracts.engine.exchanges import Exchange
from mockwright.contracts.engine.findings import Finding
from mockwright.contracts.engine.runs import About, Result
from mockwright.contracts.engine.whole_files import open_whole
from mockwright.contracts.reports.finding_json import finding_to_json, to_json_text
from mockwright.openapi.operations import Operation


class FindingFiles:
    """Writes `<id>.json` for each finding into a folder, so that it can be replayed."""

    def __init__(self, folder: Path) -> None:
        """`folder` exists; files of earlier runs stay in it."""
        self._folder = folder
        self._about: About | None = None

    def begin(self, about: About) -> None:
        """Nothing to write yet."""
        self._about = about

    def exchange(self, exchange: Exchange, operation: Operation | None, phase: str) -> None:
        """Exchanges are stored with their findings."""

    def finding(self, finding: Finding, *, is_known: bool) -> None:
        """Write the file of a finding. Raises `OSError`."""
        _ = is_known
        if self._about is None:
            return
        text = to_json_text(finding_to_json(finding, self._about), indent=1)
        with open_whole(self._folder / f"{finding.id}.json") as stream:
            stream.write(f"{text}\n".encode())

    def end(self, result: Result) -> None:
        """Every file is already written."""
