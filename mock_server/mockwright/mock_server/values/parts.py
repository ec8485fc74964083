"""Which schemas apply to a field or an item, given those of the object or the array."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mockwright.mock_server.values.text_checks import compile_match
from mockwright.openapi.document_files import Located


def field_group(members: Sequence[Located], name: str) -> list[Located]:
    """The schemas of the field of this name."""
    group = [located for member in members for located in _field_schemas(member, name)]
    return group or _unevaluated(members, "unevaluatedProperties")


def _field_schemas(member: Located, name: str) -> Iterator[Located]:
    schema = member.value
    is_named = name in schema.get("properties", ())
    if is_named:
        yield member.child("properties", name)
    patterns = [
        pattern for pattern in schema.get("patternProperties", ()) if compile_match(pattern)(name)
    ]
    for pattern in patterns:
        yield member.child("patternProperties", pattern)
    if not is_named and not patterns and "additionalProperties" in schema:
        yield member.child("additionalProperties")


def item_group(members: Sequence[Located], index: int) -> list[Located]:
    """The schemas of the item of this index."""
    group: list[Located] = []
    for member in members:
        if index < len(member.value.get("prefixItems", ())):
            group.append(member.child("prefixItems", index))
        elif "items" in member.value:
            group.append(member.child("items"))
    return group or _unevaluated(members, "unevaluatedItems")


def _unevaluated(members: Sequence[Located], keyword: str) -> list[Located]:
    return [member.child(keyword) for member in members if keyword in member.value]
