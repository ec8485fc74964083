"""The reference implementation of JSON Schema, asked before anybody is blamed for a schema.

It is asked only about what was found, and only if it is installed (the extra `check`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from typing import Any

from mockwright.openapi.json_text import is_larger_than
from mockwright.openapi.schemas import CompiledSchema

HINT = (
    "The reference implementation `jsonschema` accepts this value, so that this may be a fault of "
    "Mockwright. Please report it."
)
# What the two read differently: regular expressions of other dialects, and formats.
_APART = frozenset({"format", "pattern", "patternProperties", "propertyNames", "json"})
_LARGEST = 20_000


def is_disputed(schema: CompiledSchema, value: Any, keywords: Iterable[str]) -> bool:
    """Whether the reference implementation accepts a value that violates these keywords.

    Patterns and formats are not compared. A very large value is not judged again.
    """
    if _APART.issuperset(keywords) or is_larger_than(value, _LARGEST) or not _is_installed():
        return False
    try:
        return next(_errors(schema, value), None) is None
    except Exception:  # noqa: BLE001 -- whatever it cannot judge, it does not dispute
        return False


@cache
def _is_installed() -> bool:
    return find_spec("jsonschema") is not None


def _errors(schema: CompiledSchema, value: Any) -> Iterator[Any]:
    from jsonschema import Draft202012Validator  # noqa: PLC0415 -- an extra, and slow to import
    from jsonschema.validators import extend  # noqa: PLC0415 -- as above
    from referencing import Registry  # noqa: PLC0415 -- as above
    from referencing.jsonschema import DRAFT202012  # noqa: PLC0415 -- as above

    trees = schema.library.trees(schema.direction)
    resources = ((uri, DRAFT202012.create_resource(tree)) for uri, tree in trees.items())
    registry: Registry[Any] = Registry().with_resources(resources)
    kind: Any = extend(Draft202012Validator, {"pattern": _ignore})  # type: ignore[no-untyped-call]  # the stubs leave it untyped
    found: Iterator[Any] = kind({"$ref": schema.place.uri}, registry=registry).iter_errors(value)
    return found


def _ignore(*_: Any) -> Iterator[Any]:
    """Accept any text: Python reads other patterns than ECMA-262 has."""
    return iter(())
