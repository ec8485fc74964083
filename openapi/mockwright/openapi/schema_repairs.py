"""Read schemas as they are meant, and leave out the keywords that cannot be read, in place.

OpenAPI 3.0 and 3.1, and older drafts of JSON Schema, write some keywords differently. Where the
meaning is certain, a keyword of another version is translated. Any other invalid keyword is left
out: the schema then accepts more than its author wanted, but everything else in it counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mockwright.openapi.dialects import translate_keywords
from mockwright.openapi.document_files import Located
from mockwright.openapi.faults import (
    LEFT_OUT,
    READ_AS_MEANT,
    SERVED_WITHOUT,
    Complaints,
    DocumentFault,
)
from mockwright.openapi.pointers import from_fragment, join_pointer, split_pointer
from mockwright.openapi.structure import find_schema_violations
from mockwright.openapi.subschemas import LISTS, MAPS, SINGLE
from mockwright.openapi.wording import list_names, shorten

MAX_ROUNDS = 20

_DIALECTS = (
    "https://json-schema.org/draft/2020-12/schema",
    "https://spec.openapis.org/oas/3.1/dialect/",
)
_SINCE_3_1 = (
    *("const", "examples", "$defs", "if", "then", "else", "prefixItems", "contains"),
    *("minContains", "maxContains", "patternProperties", "propertyNames", "dependentRequired"),
    *("dependentSchemas", "unevaluatedItems", "unevaluatedProperties", "$dynamicRef", "$anchor"),
)


def translate_schema(located: Located, complaints: Complaints, *, is_modern: bool) -> bool:
    """Translate the keywords of another version, and report them.

    Returns whether a subschema has moved.
    """
    schema = located.value
    if not is_modern and "$ref" not in schema:
        _note_later_keywords(located, complaints)
    _drop_dialect(located, complaints)
    _drop_dynamic_references(located, complaints)
    moved = False
    for keyword, problem, has_moved in translate_keywords(schema, is_modern=is_modern):
        moved |= has_moved
        if problem:
            _complain(located, (keyword,), problem, READ_AS_MEANT, complaints)
    return moved


def _note_later_keywords(located: Located, complaints: Complaints) -> None:
    """Report what only OpenAPI 3.1 defines; it is unambiguous, and counts."""
    schema = located.value
    later = [keyword for keyword in _SINCE_3_1 if keyword in schema]
    if isinstance(schema.get("type"), list):
        later.append("type")
    bounds = ("exclusiveMinimum", "exclusiveMaximum")
    later += [bound for bound in bounds if not isinstance(schema.get(bound, False), bool)]
    if later:
        names = list_names(f"`{keyword}`" for keyword in later)
        problem = f"OpenAPI 3.0 does not define {names} in this form; 3.1 does."
        _complain(located, (), problem, READ_AS_MEANT, complaints)


def _drop_dialect(located: Located, complaints: Complaints) -> None:
    dialect = located.value.get("$schema")
    if not isinstance(dialect, str):
        return
    del located.value["$schema"]
    if not dialect.startswith(_DIALECTS):
        problem = f"The dialect `{shorten(dialect)}` is read as JSON Schema 2020-12."
        _complain(located, ("$schema",), problem, READ_AS_MEANT, complaints)


def _drop_dynamic_references(located: Located, complaints: Complaints) -> None:
    """Leave out what has no target; all others have become `$ref` when the file was read."""
    for keyword in ("$dynamicRef", "$recursiveRef"):
        if keyword in located.value:
            reference = located.value.pop(keyword)
            problem = f"`{keyword}: {shorten(str(reference))}` points to nothing."
            _complain(located, (keyword,), problem, SERVED_WITHOUT, complaints)


def repair_schemas(heads: Iterable[Located], complaints: Complaints) -> None:
    """Leave out every keyword that violates JSON Schema 2020-12."""
    for head in heads:
        if isinstance(head.value, dict):
            _repair_schema(head, complaints)


def _repair_schema(head: Located, complaints: Complaints) -> None:
    for _ in range(MAX_ROUNDS):
        violations = find_schema_violations(head.value)
        for violation in violations:
            parts = split_pointer(from_fragment(violation.pointer[1:]))
            found = _culprit(head.value, parts)
            if found is None:
                continue
            owner, way, is_member = found
            if is_member:
                owner[int(way[-1]) if isinstance(owner, list) else way[-1]] = True
            else:
                owner.pop(way[-1], None)
            done = SERVED_WITHOUT if len(way) < len(parts) else LEFT_OUT
            _complain(head, parts, violation.detail, done, complaints)
        if not violations:
            return


def _culprit(schema: Any, parts: list[str]) -> tuple[Any, list[str], bool] | None:
    """What to change for a violation at a pointer: the owner, the way to the part, and what it is.

    That is the keyword of the innermost schema on the way, or the subschema itself if that is
    neither an object nor a boolean.
    """
    way: list[str] = []
    while isinstance(schema, dict) and len(way) < len(parts):
        keyword, *rest = parts[len(way) :]
        way.append(keyword)
        owner: Any = schema
        value = schema.get(keyword)
        if keyword in MAPS and isinstance(value, dict) and rest:
            way.append(rest[0])
            owner, value = value, value.get(rest[0])
        elif keyword in LISTS and isinstance(value, list) and rest:
            way.append(rest[0])
            owner, value = value, value[int(rest[0])]
        elif keyword not in SINGLE:
            return schema, way, False
        if len(way) == len(parts) or not isinstance(value, dict):
            is_member = owner is not schema or keyword in SINGLE
            return owner, way, is_member and not isinstance(value, dict | bool)
        schema = value
    return None


def _complain(
    located: Located, parts: Iterable[str], problem: str, done: str, complaints: Complaints
) -> None:
    place = located.place
    complaints.add(
        DocumentFault(
            file=place.file,
            pointer=place.pointer + join_pointer(parts),
            problem=problem,
            level="warning",
            done=done,
        )
    )
