"""Whether the ordinary instance of a schema conforms to it without a look at the validator."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from mockwright.mock_server.values.merged import Merged, common_types
from mockwright.mock_server.values.text_formats import FORMATS
from mockwright.openapi.document_files import Located

# What the ordinary instance does not take into account, or not in every case.
_UNCERTAIN = frozenset(
    {
        "anyOf",
        "const",
        "contains",
        "dependentRequired",
        "dependentSchemas",
        "enum",
        "if",
        "maxProperties",
        "minProperties",
        "multipleOf",
        "not",
        "oneOf",
        "patternProperties",
        "propertyNames",
        "unevaluatedItems",
        "unevaluatedProperties",
        "uniqueItems",
        "$dynamicRef",
    }
)


def is_certain(merged: Merged, members: Sequence[Located], kind: str) -> bool:
    """Whether every ordinary instance of these schemas, of this type, conforms to all of them."""
    if not merged.keywords.keys().isdisjoint(_UNCERTAIN):
        return False
    types = common_types(members)
    if types is not None and kind not in types:
        return False
    if kind == "object":
        return not _is_closed(members) or (
            len(members) == 1 and merged.required <= merged.fields.keys()
        )
    if kind == "string":
        return _is_certain_text(merged)
    if kind == "array":
        return len(members) == 1 or not merged.prefix
    return kind not in {"integer", "number"} or _has_room(merged)


def _is_closed(members: Iterable[Located]) -> bool:
    """Whether one of the schemas restricts fields that others may have."""
    return any(member.value.get("additionalProperties", True) is not True for member in members)


def _is_certain_text(merged: Merged) -> bool:
    keywords = merged.keywords
    low, high = keywords.get("minLength", 0), keywords.get("maxLength", math.inf)
    has_lengths = low > 0 or high != math.inf
    is_limited = keywords.get("format") in FORMATS or "contentEncoding" in keywords
    return low <= high and not merged.patterns and not (is_limited and has_lengths)


def _has_room(merged: Merged) -> bool:
    """Whether there are numbers between the bounds."""
    keywords = merged.keywords
    least = max(keywords.get(name, -math.inf) for name in ("minimum", "exclusiveMinimum"))
    most = min(keywords.get(name, math.inf) for name in ("maximum", "exclusiveMaximum"))
    return bool(most - least >= 2)  # noqa: PLR2004 - both may be excluded
