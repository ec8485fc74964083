"""Check that the regular expressions in schemas are ones that the validator can read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import jsonschema_rs

from mockwright.openapi.document_files import Located, Place
from mockwright.openapi.faults import DocumentFault, DocumentIsBroken
from mockwright.openapi.wording import show_value

BACKTRACK_LIMIT = 100_000


def pattern_options() -> jsonschema_rs.FancyRegexOptions:
    """ECMA-262 with look-around, and with a limit on backtracking."""
    return jsonschema_rs.FancyRegexOptions(backtrack_limit=BACKTRACK_LIMIT)


def check_patterns(schemas: Iterable[Located]) -> None:
    """Raise `DocumentIsBroken` with every pattern that cannot be read."""
    known: dict[str, bool] = {}
    faults: list[DocumentFault] = []
    for located in schemas:
        for pattern, place in _patterns_of(located):
            if pattern not in known:
                known[pattern] = _is_readable(pattern)
            if not known[pattern]:
                problem = f"{show_value(pattern)} cannot be read as a regular expression."
                fix = "Expected ECMA-262 syntax, such as `^[a-z]+$`."
                faults += place.broken(problem, fix).faults
    if faults:
        raise DocumentIsBroken(faults)


def _patterns_of(located: Located) -> Iterator[tuple[str, Place]]:
    if "pattern" in located.value:
        yield located.value["pattern"], located.place.child("pattern")
    for pattern in located.value.get("patternProperties", ()):
        yield pattern, located.place.child("patternProperties", pattern)


def _is_readable(pattern: str) -> bool:
    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern}, pattern_options=pattern_options())
    except jsonschema_rs.ValidationError:
        return False
    return True
