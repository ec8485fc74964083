"""Reads and writes baselines: files that list the findings a team has accepted."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mockwright.contracts.engine.findings import Finding
from mockwright.contracts.engine.runs import About, Result
from mockwright.contracts.engine.whole_files import open_whole

FORMAT = 1
_HEAD = {"mockwright_baseline": FORMAT}
_TEXTS = ("id", "check", "operation", "where", "severity", "why")


class BaselineIsBroken(Exception):
    """A file is not a valid baseline; the text says where and why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Accepted:
    """An accepted finding; `why` is the team's own text, which is never changed."""

    id: str
    check: str
    operation: str
    where: str
    severity: str
    why: str = ""

    @classmethod
    def from_finding(cls, finding: Finding) -> Accepted:
        """The entry for a finding."""
        return cls(
            id=finding.id,
            check=finding.check,
            operation=finding.operation,
            where=finding.where,
            severity=finding.severity,
        )

    @property
    def order(self) -> tuple[str, ...]:
        """The sort key of entries, which keeps diffs of the file small."""
        return (self.operation, self.check, self.where, self.severity, self.id)


@dataclass(frozen=True, kw_only=True, slots=True)
class Baseline:
    """The accepted findings of a file."""

    path: Path
    entries: tuple[Accepted, ...] = ()

    def known_to(self, about: About) -> frozenset[str]:
        """The ids that a run could find with its checks and operations."""
        return frozenset(entry.id for entry in self.entries if _is_within(entry, about))

    def with_result(self, result: Result) -> Baseline:
        """The baseline that accepts exactly the findings of a run.

        Entries that the run could not find are kept: those of other checks and operations, and
        all entries if the run was partial.
        """
        why = {entry.id: entry.why for entry in self.entries}
        found = {counted.finding.id: counted.finding for counted in result.findings}
        about = result.about
        kept = (e for e in self.entries if about.is_partial or not _is_within(e, about))
        entries = {entry.id: entry for entry in kept}
        for id_, finding in found.items():
            entries[id_] = replace(Accepted.from_finding(finding), why=why.get(id_, ""))
        ordered = sorted(entries.values(), key=lambda entry: entry.order)
        return replace(self, entries=tuple(ordered))


def load_baseline(path: Path) -> Baseline:
    """Read a baseline. Raises `BaselineIsBroken`, also if the file cannot be read."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        raise BaselineIsBroken(f"{path}: Expected UTF-8 text; received other bytes.") from None
    except OSError as error:
        raise BaselineIsBroken(f"{path}: The file cannot be read: {error.strerror}.") from None
    if not lines or _parse(path, 1, lines[0]) != _HEAD:
        message = f"Expected `{json.dumps(_HEAD)}` as the first line of a baseline."
        raise _broken(path, 1, message)
    return Baseline(path=path, entries=tuple(_read_entries(path, lines)))


def save_baseline(baseline: Baseline) -> None:
    """Write the file atomically. Raises `OSError`."""
    lines = [json.dumps(_HEAD)]
    for entry in baseline.entries:
        members = {name: getattr(entry, name) for name in _TEXTS}
        lines.append(json.dumps(members))
    with open_whole(baseline.path) as stream:
        stream.write("".join(f"{line}\n" for line in lines).encode())


def _read_entries(path: Path, lines: list[str]) -> Iterable[Accepted]:
    seen: dict[str, int] = {}
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        entry = _read_entry(path, number, line)
        if entry.id in seen:
            message = f"The finding `{entry.id}` is already listed on line {seen[entry.id]}."
            raise _broken(path, number, message)
        seen[entry.id] = number
        yield entry


def _read_entry(path: Path, number: int, line: str) -> Accepted:
    members = _parse(path, number, line)
    if not isinstance(members, dict):
        raise _broken(path, number, "Expected a JSON object.")
    missing = [name for name in _TEXTS if name != "why" and name not in members]
    if missing:
        raise _broken(path, number, f"The member `{missing[0]}` is missing.")
    unknown = [name for name in members if name not in _TEXTS]
    if unknown:
        listed = ", ".join(f"`{name}`" for name in _TEXTS)
        raise _broken(path, number, f"The member `{unknown[0]}` is unknown. Known: {listed}.")
    wrong = [name for name, value in members.items() if not isinstance(value, str)]
    if wrong:
        raise _broken(path, number, f"The member `{wrong[0]}` must be a string.")
    return Accepted(**members)


def _parse(path: Path, number: int, line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        raise _broken(path, number, "Expected JSON; received something else.") from None


def _broken(path: Path, number: int, message: str) -> BaselineIsBroken:
    advice = "Fix the line, or delete the file and recreate it with `--update-baseline`."
    return BaselineIsBroken(f"{path}:{number}: {message} {advice}")


def _is_within(entry: Accepted, about: About) -> bool:
    labels = {"", *(operation.label for operation in about.operations)}
    return entry.operation in labels and entry.check in {check.id for check in about.checks}
