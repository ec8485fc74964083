"""How deep the smallest instance of a schema is; infinite where a recursion has no end."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from mockwright.mock_server.values.checks import Checks
from mockwright.mock_server.values.merged import types_of
from mockwright.openapi.document_files import Located, Place
from mockwright.openapi.schemas import SchemaLibrary

HeightOf = Callable[[Located], float]

_NESTING = {"object", "array"}


class Heights:
    """The least depth of an instance, for the schemas of one document.

    It is a lower bound: what several schemas ask for together may need more.
    """

    def __init__(self, library: SchemaLibrary, checks: Checks) -> None:
        self._library = library
        self._checks = checks
        self._known: dict[Place, float] = {}

    def of(self, located: Located) -> float:
        """The depth of the smallest instance: 0 for a value without parts."""
        if located.place not in self._known:
            self._settle(located)
        return self._known[located.place]

    def _settle(self, root: Located) -> None:
        """Find the least solution for the schema and all that it leads to."""
        found = self._collect(root)
        heights = dict.fromkeys(found, math.inf)

        def look_up(located: Located) -> float:
            known = self._known.get(located.place)
            return heights[located.place] if known is None else known

        is_changing = True
        while is_changing:
            is_changing = False
            for place, located in found.items():
                height = self._height(located, look_up)
                if height < heights[place]:
                    heights[place], is_changing = height, True
        self._known.update(heights)

    def _collect(self, root: Located) -> dict[Place, Located]:
        """The schemas whose heights the height of this one depends on, itself included."""
        found: dict[Place, Located] = {}
        pending = [root]

        def note(located: Located) -> float:
            pending.append(located)
            return 0

        while pending:
            located = pending.pop()
            if located.place not in found and located.place not in self._known:
                found[located.place] = located
                self._height(located, note)
        return found

    def _height(self, located: Located, height_of: HeightOf) -> float:
        schema = located.value
        if not isinstance(schema, dict):
            return math.inf if schema is False else 0
        parts = [self._own_height(located, height_of)]
        if "$ref" in schema:
            parts.append(height_of(self._library.target(located)))
        parts += [height_of(child) for child in located.children("allOf")]
        for keyword in ("oneOf", "anyOf"):
            if schema.get(keyword):
                parts.append(min([height_of(child) for child in located.children(keyword)]))
        return max(parts)

    def _own_height(self, located: Located, height_of: HeightOf) -> float:
        """The height as far as the schema's own keywords decide."""
        schema = located.value
        types = set(types_of(schema))
        if not types or types - _NESTING or "const" in schema or "enum" in schema:
            return 0
        options = []
        if "object" in types:
            options.append([height_of(child) for child in self._required(located)])
        if "array" in types:
            options.append([height_of(child) for child in _required_items(located)])
        return 1 + min(max(heights, default=0) for heights in options)

    def _required(self, located: Located) -> Iterator[Located]:
        schema = located.value
        fields = schema.get("properties", {})
        for name in schema.get("required", ()):
            if name in fields and not self._checks.is_hidden(fields[name]):
                yield located.child("properties", name)


def _required_items(located: Located) -> Iterator[Located]:
    schema = located.value
    least = schema.get("minItems", 0)
    prefix = located.children("prefixItems")
    yield from prefix[:least]
    if least > len(prefix) and "items" in schema:
        yield located.child("items")
