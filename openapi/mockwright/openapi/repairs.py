"""Repair the structure of a document, in place: what cannot be read is filled in or left out.

Each violation costs the innermost part that the rest can be served without. A violation in a
part that is needed costs the operation, which then answers 501.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from mockwright.openapi.document_files import Located, Place
from mockwright.openapi.faults import (
    LEFT_OUT,
    MAX_FAULTS,
    READ_AS_MEANT,
    SERVED_WITHOUT,
    Complaints,
    DocumentFault,
    DocumentIsBroken,
)
from mockwright.openapi.json_text import encode_json
from mockwright.openapi.parts import Cost, find_cost, operations_of
from mockwright.openapi.pointers import (
    PointerToNowhere,
    find,
    from_fragment,
    join_pointer,
    split_pointer,
)
from mockwright.openapi.structure import Part, Version, find_violations
from mockwright.openapi.violations import Violation

# Each round repairs every violation that it finds; a part below another one takes another round.
MAX_ROUNDS = 20
_UNEXPECTED = frozenset({"additionalProperties", "unevaluatedProperties"})
# What a mock can do without: these values stand in for fields that are required.
_FILLED: Mapping[str, Any] = {
    **dict.fromkeys(("description", "title", "version", "tokenUrl", "authorizationUrl"), ""),
    "info": {"title": "", "version": ""},
    "responses": {},
    "content": {},
    "scopes": {},
    "flows": {},
    "openIdConnectUrl": "",
    "required": True,
}


def repair(located: Located, version: Version, complaints: Complaints, part: Part | None) -> None:
    """Repair a whole document, or one part of this kind.

    Raises `DocumentIsBroken` with the violations that cost all of it.
    """
    repairer = _Repairer(located, complaints, part)
    for _ in range(MAX_ROUNDS):
        violations = find_violations(part, located.value, version)
        if not violations:
            return
        # A part that is invalid makes all its fields unexpected, so these come last.
        primary = [found for found in violations if found.keyword not in _UNEXPECTED]
        for violation in primary or violations:
            repairer.repair(violation)
        repairer.remove_items()
        repairer.raise_if_any()
    raise DocumentIsBroken([repairer.fault(found) for found in violations][:MAX_FAULTS])


class _Repairer:
    """Repairs the violations of one part, and records what it did."""

    def __init__(self, located: Located, complaints: Complaints, part: Part | None) -> None:
        self._located = located
        self._complaints = complaints
        self._kind = part or "document"
        self._fatal: list[DocumentFault] = []
        self._items: set[tuple[str, ...]] = set()

    def raise_if_any(self) -> None:
        """Raise `DocumentIsBroken` if a violation costs the whole part."""
        if self._fatal:
            raise DocumentIsBroken(self._fatal[:MAX_FAULTS])

    def fault(self, violation: Violation) -> DocumentFault:
        """A violation as a fault of the document."""
        return DocumentFault(
            file=self._located.place.file,
            pointer=self._located.place.pointer + from_fragment(violation.pointer[1:]),
            problem=violation.detail,
        )

    def repair(self, violation: Violation) -> None:
        """Fill in, leave out, or refuse what the violation costs."""
        parts = split_pointer(from_fragment(violation.pointer[1:]))
        fault = self.fault(violation)
        owner = self._find(parts[:-1])
        if violation.keyword in _UNEXPECTED:
            if isinstance(owner, dict) and parts[-1] in owner:
                del owner[parts[-1]]
                self._record(fault, LEFT_OUT)
        elif self._fill(violation, parts, owner):
            self._record(fault, READ_AS_MEANT)
        else:
            self._cut(parts, fault)

    def _fill(self, violation: Violation, parts: list[str], owner: Any) -> bool:
        """Give a required field a value, where the mock does not depend on the right one."""
        name = parts[-1] if parts else ""
        if violation.keyword == "type" and isinstance(owner, dict) and name in owner:
            text = (
                _as_text(owner[name])
                if violation.expected == "a string"
                else copy.copy(_FILLED.get(name))
            )
            if text is not None:
                owner[name] = text
                return True
        if violation.keyword == "required" and isinstance(owner, dict) and name in _FILLED:
            owner[name] = copy.copy(_FILLED[name])
            return True
        if name == "required" and violation.keyword in {"const", "enum"}:
            owner[name] = True  # that of a path parameter
            return True
        value = self._find(parts)
        if violation.keyword == "uniqueItems":
            value[:] = [item for index, item in enumerate(value) if item not in value[:index]]
            return True
        if violation.keyword not in {"oneOf", "anyOf", "not"} or not self._is_schema_owner(parts):
            return False
        return _choose(value)

    def _is_schema_owner(self, parts: Sequence[str]) -> bool:
        """Whether a place is a parameter or header with all that is needed besides its schema."""
        value = self._find(parts)
        if not isinstance(value, dict) or "$ref" in value:
            return False
        if "headers" in parts[-2:-1] or self._kind == "header":
            return True
        return isinstance(value.get("name"), str) and value.get("in") in _LOCATIONS

    def _cut(self, parts: list[str], fault: DocumentFault) -> None:
        cost = find_cost(self._kind, parts)
        if cost is None:
            self._fatal.append(fault)
        elif cost.policy == "optional":
            self._remove(cost.parts)
            self._record(fault, LEFT_OUT if len(cost.parts) == len(parts) else SERVED_WITHOUT)
        else:
            self._refuse(cost, fault)

    def _refuse(self, cost: Cost, fault: DocumentFault) -> None:
        """Record that one operation or all operations of a path cannot be served."""
        place = Place(
            file=self._located.place.file,
            pointer=self._located.place.pointer + join_pointer(cost.parts),
        )
        value = self._find(cost.parts)
        methods = operations_of(value) if cost.policy == "item" else [""]
        for method in methods:
            target = place.child(method) if method else place
            self._complaints.refuse(target.file, target.pointer, fault)
            self._replace([*cost.parts, method] if method else cost.parts)
        if cost.policy == "item":
            # What the operations of a path share has the fault: only their names are kept.
            stubs = {method: dict(_STUB) for method in methods}
            self._set(cost.parts, stubs)
            self._complaints.add(fault)

    def _replace(self, parts: Sequence[str]) -> None:
        """Put an operation without content where one cannot be read, keeping its id."""
        value = self._find(parts)
        name = value.get("operationId") if isinstance(value, dict) else None
        self._set(parts, {**_STUB, **({"operationId": name} if isinstance(name, str) else {})})

    def _record(self, fault: DocumentFault, done: str) -> None:
        self._complaints.add_all(DocumentIsBroken([fault]), "warning", done)

    def _find(self, parts: Sequence[str]) -> Any:
        try:
            return find(self._located.value, join_pointer(parts))
        except PointerToNowhere:
            return None

    def _set(self, parts: Sequence[str], value: Any) -> None:
        owner = self._find(parts[:-1])
        owner[int(parts[-1]) if isinstance(owner, list) else parts[-1]] = value

    def remove_items(self) -> None:
        """Remove the items of lists that are left out; the last first, so that indexes hold."""
        for parts in sorted(self._items, key=lambda parts: (parts[:-1], -int(parts[-1]))):
            del self._find(parts[:-1])[int(parts[-1])]
        self._items.clear()

    def _remove(self, parts: tuple[str, ...]) -> None:
        owner = self._find(parts[:-1])
        if isinstance(owner, dict):
            owner.pop(parts[-1], None)
        elif isinstance(owner, list):
            self._items.add(parts)


def _as_text(value: Any) -> str | None:
    """A number or boolean as it was written: YAML reads `version: 1.0` as a number."""
    return encode_json(value).decode() if isinstance(value, bool | int | float) else None


def _choose(value: dict[str, Any]) -> bool:
    """Leave out one of the fields of a parameter or header that exclude each other."""
    if "example" in value and "examples" in value:
        del value["example"]
    elif "schema" in value and "content" in value:
        del value["content"]
    elif "schema" not in value and "content" not in value:
        value["schema"] = {}
    elif any(name in value for name in _OF_SCHEMAS):
        for name in _OF_SCHEMAS:
            value.pop(name, None)
    else:
        return False
    return True


# What is only allowed beside `schema`, and of the right kind for the place of a parameter.
_OF_SCHEMAS = ("style", "explode", "allowReserved")
_LOCATIONS = ("path", "query", "header", "cookie")
_STUB: Mapping[str, Any] = {"responses": {"default": {"description": ""}}}
