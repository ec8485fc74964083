"""Limit how deep the errors of recursive alternatives are explained.

The validator explains a failed `oneOf` by the errors of every alternative. If several alternatives
of the same type refer back to it, these multiply: four of them, in a value ten levels deep, give a
million explanations. Checking whether a value is valid stays cheap; only small values get an
explanation of why they are not.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from mockwright.openapi.document_files import DocumentFiles, Located, Place
from mockwright.openapi.shapes import types_of
from mockwright.openapi.subschemas import child_schemas, walk_schemas

MAX_EXPLANATIONS = 4_000
_NESTING_TYPES = ("object", "array")


def find_breadth(files: DocumentFiles, root: Located) -> int:
    """The most recursive alternatives of one type in any reachable schema; 0 if just one."""
    schemas = walk_schemas(files, [root]).schemas
    circles = _find_circles(files, schemas)
    breadth = max((_own_breadth(files, found, circles) for found in schemas), default=0)
    return breadth if breadth > 1 else 0


def _own_breadth(files: DocumentFiles, located: Located, circles: Mapping[Place, int]) -> int:
    """The number of alternatives of a schema that refer back to it and share a type."""
    circle = circles[located.place]
    types = [
        _types_of(files, alternative)
        for keyword in ("oneOf", "anyOf")
        for alternative in located.children(keyword)
        if circles.get(alternative.place) == circle
    ]
    return max(sum(not one or name in one for one in types) for name in _NESTING_TYPES)


def _find_circles(files: DocumentFiles, schemas: Sequence[Located]) -> dict[Place, int]:
    """A number for each schema, the same for two schemas that lead to each other.

    This is Tarjan's algorithm for strongly connected components, without recursion. An alternative
    leads back to its schema if both are in one component, so one pass answers that for all.
    """
    edges = {found.place: _leads_to(files, found) for found in schemas}
    order: dict[Place, int] = {}
    low: dict[Place, int] = {}
    circles: dict[Place, int] = {}
    open_places: list[Place] = []
    for start, first in edges.items():
        path = [] if start in order else [(start, iter(first))]
        while path:
            place, following = path[-1]
            if place not in order:
                order[place] = low[place] = len(order)
                open_places.append(place)
            child = next((one for one in following if one not in circles), None)
            if child is None:
                path.pop()
                if path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[place])
                if low[place] == order[place]:
                    _close(place, open_places, circles)
            elif child in order:
                low[place] = min(low[place], order[child])
            else:
                path.append((child, iter(edges[child])))
    return circles


def _close(first: Place, open_places: list[Place], circles: dict[Place, int]) -> None:
    """Give all places since the first one of a component the same number."""
    number = len(circles)
    while first not in circles:
        circles[open_places.pop()] = number


def _leads_to(files: DocumentFiles, located: Located) -> list[Place]:
    """The schemas that a schema contains or refers to directly."""
    places = [child.place for child in child_schemas(located) if isinstance(child.value, dict)]
    if isinstance(located.value.get("$ref"), str):
        target = files.locate(located.value["$ref"], located.place)
        if isinstance(target.value, dict):
            places.append(target.place)
    return places


def _types_of(files: DocumentFiles, located: Located) -> AbstractSet[str]:
    def target(reference: Located) -> Located:
        return files.locate(reference.value["$ref"], reference.place)

    return types_of(target, [located])


def depth_to_explain(breadth: int) -> int:
    """The depth up to which a value produces few enough explanations."""
    return max(2, int(math.log(MAX_EXPLANATIONS, max(2, breadth))))
