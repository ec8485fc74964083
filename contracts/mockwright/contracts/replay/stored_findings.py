"""Loads findings from their files or from a JSON lines report."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from mockwright.contracts.engine.exchanges import Exchange, exchange_from_json
from mockwright.contracts.reports.finding_json import FORMAT
from mockwright.openapi.wording import list_names

_ID = re.compile(r"[0-9a-f]{12}")
_REPORT_SUFFIX = ".jsonl"


class FindingIsBroken(Exception):
    """A file does not contain a valid finding; the text says where and why."""


class NoSuchFinding(Exception):
    """A named finding does not exist; the text lists the existing ones."""


class StoredFinding(NamedTuple):
    """A finding as stored. `document` is the name or file of its operation's document."""

    id: str
    check: str
    title: str
    operation: str
    where: str
    command: str
    target: str
    document: str
    variables: tuple[str, ...]
    facts: Mapping[str, Any]
    exchanges: tuple[Exchange, ...]


def find_stored(name: str, folder: Path) -> StoredFinding:
    """Load a finding by its file, by its id, or as `REPORT.jsonl#ID`.

    Ids are searched for in `folder`. Raises `NoSuchFinding` and `FindingIsBroken`.
    """
    if _ID.fullmatch(name):
        path = folder / f"{name}.json"
        if not path.is_file():
            raise NoSuchFinding(f"There is no finding `{name}` in `{folder}`. {_list(folder)}")
        return _load(path)
    file, _, wanted = name.rpartition("#") if f"{_REPORT_SUFFIX}#" in name else (name, "", "")
    path = Path(file)
    if not path.is_file():
        message = f"There is no file `{file}`. Give a finding's file, its id, or `REPORT.jsonl#ID`."
        raise NoSuchFinding(message)
    return _find_in_report(path, wanted) if path.suffix == _REPORT_SUFFIX else _load(path)


def _list(folder: Path) -> str:
    known = sorted(path.stem for path in folder.glob("*.json"))
    listed = list_names(f"`{name}`" for name in known)
    return f"It has {listed}." if known else "It is empty. Name another folder with `--findings`."


def _load(path: Path) -> StoredFinding:
    return _read(str(path), _parse(str(path), _text_of(path)))


def _find_in_report(path: Path, wanted: str) -> StoredFinding:
    stored = dict(_findings_of(path))
    if wanted in stored:
        return _read(f"{path}#{wanted}", stored[wanted])
    listed = list_names(f"`{path}#{id_}`" for id_ in stored)
    there = f"It has {listed}." if stored else "It has no findings."
    asked = (
        f"There is no finding `{wanted}` in `{path}`." if wanted else "The finding's id is missing."
    )
    raise NoSuchFinding(f"{asked} {there}")


def _findings_of(path: Path) -> Iterator[tuple[str, Any]]:
    for number, line in enumerate(_text_of(path).splitlines(), start=1):
        event = _parse(f"{path}:{number}", line)
        if isinstance(event, dict) and event.get("event") == "finding":
            yield str(event.get("id")), event


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise FindingIsBroken(f"{path}: Expected UTF-8 text; received other bytes.") from None
    except OSError as error:
        raise FindingIsBroken(f"{path}: The file cannot be read: {error.strerror}.") from None


def _parse(place: str, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise FindingIsBroken(f"{place}: Expected JSON; received something else.") from None


def _read(place: str, written: Any) -> StoredFinding:
    try:
        if written["mockwright_finding"] != FORMAT:
            version = written["mockwright_finding"]
            message = f"{place}: Expected a finding of format {FORMAT}; received `{version}`."
            raise FindingIsBroken(message)
        return _from_json(written)
    except KeyError as error:
        name = error.args[0]
        raise FindingIsBroken(f"{place}: This is not a finding: `{name}` is missing.") from None
    except (LookupError, TypeError, ValueError, AttributeError):
        raise FindingIsBroken(f"{place}: This is not a finding, or it was modified.") from None


def _from_json(written: Mapping[str, Any]) -> StoredFinding:
    run, trial = written["run"], written["trial"]
    return StoredFinding(
        id=str(written["id"]),
        check=str(written["check"]),
        title=str(written["title"]),
        operation=str(written["operation"]),
        where=str(written["where"]),
        command=str(run["command"]),
        target=str(run["target"]),
        document=str(trial["document"] or ""),
        variables=tuple(map(str, run["variables"])),
        facts=dict(trial["facts"]),
        exchanges=tuple(exchange_from_json(one) for one in trial["exchanges"]),
    )
