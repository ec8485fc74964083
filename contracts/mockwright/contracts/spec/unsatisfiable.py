"""Finds schemas that no object satisfies: a field is required, and forbidden as undocumented."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mockwright.openapi.document_files import Located
from mockwright.openapi.faults import DocumentFault
from mockwright.openapi.schemas import SchemaLibrary


def find_unsatisfiable(library: SchemaLibrary) -> Iterator[DocumentFault]:
    """A warning for each field that one part of a schema requires and another one forbids."""
    for located in library.walked:
        if "required" not in located.value and "allOf" not in located.value:
            continue
        members = [*_members(library, located)]
        closed = [member for member in members if _is_closed(member)]
        if not closed or not _is_own(located, members):
            continue
        for name in _required(members):
            if not all(_allows(member, name) for member in closed):
                problem = (
                    f"No object satisfies this schema: `{name}` is required, and "
                    "`additionalProperties: false` does not allow it."
                )
                yield DocumentFault(
                    file=located.place.file,
                    pointer=located.place.pointer,
                    problem=problem,
                    fix=f"Add `{name}` to the `properties` beside it.",
                    level="warning",
                )


def _members(library: SchemaLibrary, located: Located) -> Iterator[Located]:
    """The schema and all that apply to the same object: by `$ref` and `allOf`."""
    pending, seen = [located], set()
    while pending:
        member = pending.pop()
        if member.place in seen or not isinstance(member.value, dict):
            continue
        seen.add(member.place)
        yield member
        if "$ref" in member.value:
            pending.append(library.target(member))
        pending += member.children("allOf")


def _is_own(located: Located, members: list[Located]) -> bool:
    """Whether the contradiction is not already one of a single member."""
    return len(members) == 1 or not any(
        _is_closed(member) and not all(_allows(member, name) for name in _required([member]))
        for member in members
        if member.place != located.place
    )


def _is_closed(member: Located) -> bool:
    return member.value.get("additionalProperties") is False


def _required(members: list[Located]) -> list[str]:
    names = [name for member in members for name in member.value.get("required", ())]
    return [*dict.fromkeys(names)]


def _allows(member: Located, name: str) -> bool:
    """Whether a closed schema has a property of this name; unclear for an unusual pattern."""
    if name in member.value.get("properties", ()):
        return True
    try:
        return any(re.search(each, name) for each in member.value.get("patternProperties", ()))
    except re.error:
        return True
