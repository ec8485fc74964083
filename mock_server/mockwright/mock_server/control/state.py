"""Export and restore state on the control surface."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import orjson
from flask import Response, request

from mockwright.mock_server.control.answers import json_answer, problem_answer, read_json
from mockwright.mock_server.request.problems import MAX_ERRORS
from mockwright.mock_server.state.protocol import Key, State
from mockwright.openapi.document_files import DocumentFiles, Place
from mockwright.openapi.json_text import encode_json
from mockwright.openapi.pointers import as_fragment
from mockwright.openapi.schemas import CompiledSchema, SchemaLibrary
from mockwright.openapi.violations import Subject
from mockwright.openapi.wording import shorten, suggest_or_list

FORMAT = 1
# State may exceed the size limit of API requests, and a snapshot must be accepted again.
MAX_SNAPSHOT_BYTES = 64 * 1024 * 1024

_BODY = Subject(location="body")
_ENVELOPE = "snapshot"
_SNAPSHOT_SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["format", "records"],
    "properties": {
        "format": {"const": FORMAT},
        "records": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["kind", "key", "value"],
                "properties": {"kind": {"type": "string"}, "key": {"type": "string"}, "value": {}},
            },
        },
    },
}


class SnapshotFault(NamedTuple):
    """One fault in a snapshot: its place as a fragment (`#/records/3/kind`), and the problem."""

    pointer: str
    detail: str


class SnapshotRules:
    """Validates snapshots: records of known kinds, each once, with valid values.

    `record_schemas` are the JSON Schemas of values, by kind.
    """

    def __init__(self, record_schemas: Mapping[str, Any]) -> None:
        # Copied, because compiling changes schemas in place, and these belong to their vendors.
        kinds = {f"kinds/{kind}": copy.deepcopy(dict(s)) for kind, s in record_schemas.items()}
        trees = {_ENVELOPE: copy.deepcopy(_SNAPSHOT_SCHEMA), **kinds}
        files = DocumentFiles(folder=Path(), root=_ENVELOPE, trees=trees)
        library = SchemaLibrary(files, is_modern=True)
        self._envelope = _compile(library, _ENVELOPE)
        self._values = {kind: _compile(library, f"kinds/{kind}") for kind in record_schemas}
        library.translate()

    def find_faults(self, snapshot: Any) -> list[SnapshotFault]:
        """Return every fault; records are checked only in a snapshot with a valid structure."""
        violations = self._envelope.check(snapshot, _BODY)
        if violations:
            return [SnapshotFault(found.pointer, found.detail) for found in violations]
        first: dict[Key, int] = {}
        faults: list[SnapshotFault] = []
        for index, record in enumerate(snapshot["records"]):
            earlier = first.setdefault((record["kind"], record["key"]), index)
            if earlier != index:
                detail = f"The record is already at `#/records/{earlier}`. Send each once."
                faults.append(SnapshotFault(f"#/records/{index}", detail))
            faults.extend(self._find_in_record(record, as_fragment(["records", index])))
        return faults

    def _find_in_record(self, record: Mapping[str, Any], place: str) -> Iterator[SnapshotFault]:
        kind = record["kind"]
        if kind not in self._values:
            hint = suggest_or_list(kind, [*self._values])
            detail = f"`{shorten(kind)}` is not a kind of record. {hint}".rstrip()
            yield SnapshotFault(f"{place}/kind", detail)
            return
        for found in self._values[kind].check(record["value"], _BODY):
            yield SnapshotFault(f"{place}/value{found.pointer[1:]}", found.detail)


def _compile(library: SchemaLibrary, file: str) -> CompiledSchema:
    return library.compile(Place(file=file, pointer=""), "request")


class StateViews:
    """The views of `/_mock/state`."""

    def __init__(self, state: State, rules: SnapshotRules) -> None:
        self._state = state
        self._rules = rules

    def snapshot(self) -> Response:
        """Export every record by kind and key, unless that is too large to restore."""
        size = self._state.usage().bytes
        if size > MAX_SNAPSHOT_BYTES:
            return problem_answer(507, _too_large(size))
        records = [
            # Copied as text, because parsing and rewriting could change a number.
            {"kind": kind, "key": key, "value": orjson.Fragment(record)}
            for (kind, key), record in sorted(self._state.snapshot().items())
        ]
        return json_answer({"format": FORMAT, "records": records})

    def restore(self) -> Response:
        """Replace all records with those of a snapshot, or change nothing."""
        request.max_content_length = MAX_SNAPSHOT_BYTES
        snapshot = read_json()
        faults = self._rules.find_faults(snapshot)
        if faults:
            return _refuse(faults)
        records = {
            (record["kind"], record["key"]): encode_json(record["value"])
            for record in snapshot["records"]
        }
        self._state.restore(records)
        return json_answer({"records": len(records)})


def _too_large(size: int) -> str:
    return (
        f"State takes {size:,} bytes; a snapshot is limited to {MAX_SNAPSHOT_BYTES:,}. Keep state "
        "with `--db FILE` and copy that file."
    )


def _refuse(faults: list[SnapshotFault]) -> Response:
    first = faults[0]
    count = f"{len(faults)} faults" if len(faults) > 1 else "a fault"
    detail = (
        f"The snapshot has {count} and was not restored; the state is unchanged. "
        f"At `{first.pointer}`: {first.detail}"
    )
    return problem_answer(400, detail, [fault._asdict() for fault in faults[:MAX_ERRORS]])
