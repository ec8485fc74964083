"""Recursion: alternatives that lead back to themselves, and how deep their errors can be told.

The validator explains a failed `oneOf` by the errors of every alternative. Where alternatives
refer to themselves that is a product: four of them, in a value ten levels deep, are a million
explanations. Whether a value is valid stays cheap to ask; why it is not, is asked of small
values only.
"""

from __future__ import annotations

import math

from openapi.document_files import DocumentFiles, Located
from openapi.subschemas import walk_schemas

MAX_EXPLANATIONS = 4_000


def find_breadth(files: DocumentFiles, root: Located) -> int:
    """The most alternatives of a schema, reachable from `root`, that lead back to it; else 0."""
    walk = walk_schemas(files, [root])
    return max((_own_breadth(files, found) for found in walk.schemas), default=0)


def _own_breadth(files: DocumentFiles, located: Located) -> int:
    alternatives = [
        Located(value=child, place=located.place.child(keyword, index))
        for keyword in ("oneOf", "anyOf")
        for index, child in enumerate(located.value.get(keyword, ()))
    ]
    if not alternatives:
        return 0
    reached = {found.place for found in walk_schemas(files, alternatives).schemas}
    return len(alternatives) if located.place in reached else 0


def depth_to_explain(breadth: int) -> int:
    """How many levels deep a value may be so that few enough explanations are made."""
    return max(2, int(math.log(MAX_EXPLANATIONS, max(2, breadth))))
