"""Limit how deep the errors of recursive alternatives are explained.

The validator explains a failed `oneOf` by the errors of every alternative. If several alternatives
of the same type refer back to it, these multiply: four of them, in a value ten levels deep, give a
million explanations. Checking whether a value is valid stays cheap; only small values get an
explanation of why they are not.
"""

from __future__ import annotations

import math
from collections.abc import Set as AbstractSet

from mockwright.openapi.document_files import DocumentFiles, Located
from mockwright.openapi.shapes import shape_of
from mockwright.openapi.subschemas import walk_schemas

MAX_EXPLANATIONS = 4_000
_NESTING_TYPES = ("object", "array")


def find_breadth(files: DocumentFiles, root: Located) -> int:
    """The most recursive alternatives of one type in any reachable schema; 0 if just one."""
    walk = walk_schemas(files, [root])
    breadth = max((_own_breadth(files, found) for found in walk.schemas), default=0)
    return breadth if breadth > 1 else 0


def _own_breadth(files: DocumentFiles, located: Located) -> int:
    """The number of alternatives of a schema that refer back to it and share a type."""
    types = [
        _types_of(files, alternative)
        for keyword in ("oneOf", "anyOf")
        for alternative in located.children(keyword)
        if _leads_to(files, alternative, located)
    ]
    return max(sum(not one or name in one for one in types) for name in _NESTING_TYPES)


def _leads_to(files: DocumentFiles, start: Located, end: Located) -> bool:
    return any(found.place == end.place for found in walk_schemas(files, [start]).schemas)


def _types_of(files: DocumentFiles, located: Located) -> AbstractSet[str]:
    def target(reference: Located) -> Located:
        return files.locate(reference.value["$ref"], reference.place)

    return shape_of(target, [located]).types


def depth_to_explain(breadth: int) -> int:
    """The depth up to which a value produces few enough explanations."""
    return max(2, int(math.log(MAX_EXPLANATIONS, max(2, breadth))))
