"""Read the regular expressions in schemas, and leave out the ones that cannot be read."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import jsonschema_rs

from mockwright.openapi.document_files import Located
from mockwright.openapi.faults import LEFT_OUT, READ_AS_MEANT, Complaints, DocumentFault, Level
from mockwright.openapi.pattern_classes import PatternIsForeign
from mockwright.openapi.pattern_dialects import to_ecma
from mockwright.openapi.wording import show_value

BACKTRACK_LIMIT = 100_000


def pattern_options() -> jsonschema_rs.FancyRegexOptions:
    """ECMA-262 with look-around, and with a limit on backtracking."""
    return jsonschema_rs.FancyRegexOptions(backtrack_limit=BACKTRACK_LIMIT)


def repair_patterns(schemas: Iterable[Located], complaints: Complaints) -> None:
    """Write every pattern so that validators can read it, or leave it out, in place."""
    for located in schemas:
        if "pattern" in located.value:
            _repair_pattern(located, complaints)
        if "patternProperties" in located.value:
            _repair_names(located, complaints)


def _repair_pattern(located: Located, complaints: Complaints) -> None:
    pattern = located.value["pattern"]
    reading = _read(pattern)
    if reading.text is None:
        del located.value["pattern"]
        _complain(located, ("pattern",), pattern, reading, complaints)
    elif reading.text != pattern:
        located.value["pattern"] = reading.text
        _complain(located, ("pattern",), pattern, reading, complaints)


def _repair_names(located: Located, complaints: Complaints) -> None:
    """Rewrite the patterns of names; what follows from an unreadable one is unknown, so open."""
    patterns = located.value["patternProperties"]
    for pattern in [*patterns]:
        reading = _read(pattern)
        if reading.text == pattern:
            continue
        _complain(located, ("patternProperties", pattern), pattern, reading, complaints)
        if reading.text is None:
            del patterns[pattern]
            located.value.pop("additionalProperties", None)
            located.value.pop("unevaluatedProperties", None)
        else:
            patterns[reading.text] = patterns.pop(pattern)


class _Reading(NamedTuple):
    """How a pattern is read: None if not at all."""

    text: str | None
    level: Level


@lru_cache(maxsize=10_000)
def _read(pattern: str) -> _Reading:
    try:
        found = to_ecma(pattern)
    except PatternIsForeign:
        return _Reading(None, "warning")
    is_plain = not (found.is_foreign or found.is_ambiguous)
    if is_plain and _is_readable(pattern):
        return _Reading(pattern, "hint")
    if not _is_readable(found.text):
        return _Reading(None, "warning")
    return _Reading(found.text, "warning" if found.is_foreign else "hint")


def _is_readable(pattern: str) -> bool:
    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern}, pattern_options=pattern_options())
    except jsonschema_rs.ValidationError:
        return False
    return True


def _complain(
    located: Located,
    parts: tuple[str, ...],
    pattern: str,
    reading: _Reading,
    complaints: Complaints,
) -> None:
    place = located.place.child(*parts)
    if reading.text is None:
        problem = f"The pattern {show_value(pattern)} cannot be read as a regular expression."
        fix, done = "Expected ECMA-262 syntax, such as `^[a-z]+$`.", LEFT_OUT
    else:
        problem = f"The pattern {show_value(pattern)} is not ECMA-262 in its strict form."
        fix, done = f"It is read as {show_value(reading.text)}.", READ_AS_MEANT
    complaints.add(
        DocumentFault(
            file=place.file,
            pointer=place.pointer,
            problem=problem,
            fix=fix,
            level=reading.level,
            done=done,
        )
    )
