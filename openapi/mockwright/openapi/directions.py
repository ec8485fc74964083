"""Apply `readOnly` and `writeOnly` to the schemas of requests and responses.

A request need not have read-only fields and a response never has write-only ones, even if the
schema requires them. Each schema therefore has two versions.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from mockwright.openapi.document_files import DocumentFiles, Located, Place
from mockwright.openapi.pointers import split_pointer

Direction = Literal["request", "response"]
Names = Mapping[Place, set[str]]

_MARKERS: Mapping[Direction, str] = {"request": "readOnly", "response": "writeOnly"}


def split_directions(
    files: DocumentFiles, schemas: Sequence[Located]
) -> dict[Direction, dict[str, Any]]:
    """Return the files for each direction; unchanged parts are shared, not copied."""
    trees: dict[Direction, dict[str, Any]] = {}
    for direction, marker in _MARKERS.items():
        if any(located.value.get(marker) is True for located in schemas):
            reader = _Reader(files, marker)
            copies = _Copies(files.trees)
            copies.remove_required(reader.find_required(schemas))
            if direction == "response":
                copies.forbid_properties(reader.find_properties(schemas))
            trees[direction] = copies.trees
        else:
            trees[direction] = files.trees
    return trees


class _Reader:
    """Finds properties marked `readOnly` or `writeOnly`."""

    def __init__(self, files: DocumentFiles, marker: str) -> None:
        self._files = files
        self._marker = marker

    def find_properties(self, schemas: Iterable[Located]) -> Names:
        """The names of marked properties, by the place of the schema that declares them."""
        found: dict[Place, set[str]] = {}
        for located in schemas:
            properties = located.value.get("properties")
            if isinstance(properties, dict):
                names = {name for name in properties if self._is_marked([located], name)}
                if names:
                    found[located.place] = names
        return found

    def find_required(self, schemas: Iterable[Located]) -> Names:
        """The names of marked properties, by the place of the schemas that require them."""
        found: dict[Place, set[str]] = {}
        for located in schemas:
            if "required" not in located.value and "allOf" not in located.value:
                continue
            members = list(self._members(located))
            for member in members:
                required = member.value.get("required")
                if isinstance(required, list):
                    names = {name for name in required if self._is_marked(members, name)}
                    found.setdefault(member.place, set()).update(names)
        return {place: names for place, names in found.items() if names}

    def _members(self, located: Located) -> Iterator[Located]:
        """The schema and all it includes by `allOf` and `$ref`; each may require any field."""
        pending, seen = [located], set()
        while pending:
            member = pending.pop()
            if not isinstance(member.value, dict) or member.place in seen:
                continue
            seen.add(member.place)
            yield member
            if isinstance(member.value.get("$ref"), str):
                pending.append(self._files.locate(member.value["$ref"], member.place))
            pending += member.children("allOf")

    def _is_marked(self, owners: Iterable[Located], name: Any) -> bool:
        """Whether one of the schemas marks the property, directly or through a reference."""
        for owner in owners:
            properties = owner.value.get("properties")
            if isinstance(properties, dict) and isinstance(properties.get(name), dict):
                members = self._members(owner.child("properties", name))
                if any(member.value.get(self._marker) is True for member in members):
                    return True
        return False


class _Copies:
    """Files in which a few schemas change; only the path to those is copied."""

    def __init__(self, trees: Mapping[str, Any]) -> None:
        self.trees = dict(trees)
        self._fresh: set[int] = set()

    def remove_required(self, names: Names) -> None:
        """Make the named properties optional."""
        for place, absent in names.items():
            schema = self._copy(place)
            schema["required"] = [name for name in schema["required"] if name not in absent]

    def forbid_properties(self, names: Names) -> None:
        """Forbid the named properties."""
        for place, forbidden in names.items():
            self._copy(place.child("properties")).update(dict.fromkeys(forbidden, False))

    def _copy(self, place: Place) -> Any:
        """Copy everything on the way to a part (and nothing else), and return the part."""
        tree: Any = self.trees
        for part in [place.file, *split_pointer(place.pointer)]:
            key: Any = int(part) if isinstance(tree, list) else part
            if id(tree[key]) not in self._fresh:
                tree[key] = copy.copy(tree[key])
                self._fresh.add(id(tree[key]))
            tree = tree[key]
        return tree
