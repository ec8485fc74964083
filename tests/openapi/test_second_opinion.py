"""The library `jsonschema` validates the bodies of the bundled documents as we do.

Bodies are mutated examples of the documents. Both validators must reach the same verdict and report
the same places and keywords. Known errors of the second one are corrected below, each with its
reason; nothing is left out.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from mockwright.openapi import formats
from mockwright.openapi.compiler import compile_operations
from mockwright.openapi.loading import bundled_names, load_document
from mockwright.openapi.operations import MediaType
from mockwright.openapi.pointers import from_fragment, join_pointer
from mockwright.openapi.violations import Subject
from tests.openapi.documents.bundled import document, operations

Finding = tuple[str, str]

BODIES: dict[str, MediaType] = {
    operation.id: media_type
    for name in bundled_names()
    for operation in compile_operations(load_document(name))
    if operation.body
    for media_type in operation.body.media_types.values()
}
PLACES = {
    operation["operationId"]: (name, join_pointer(["paths", path, method, "requestBody"]))
    for (name, method, path), operation in operations().items()
    if "requestBody" in operation
}

PLAIN = FormatChecker()
CHECKER = FormatChecker()
OWN_FORMATS = {formats.COUNTRY: formats.is_country, formats.TIME_ZONE: formats.is_time_zone}


def _conforms(name: str, text: Any) -> bool:
    """Whether a text conforms to a format, with three corrections to the other library.

    Python has neither the year 0 nor leap seconds, but RFC 3339 has both; and a trailing newline
    passes its expressions.
    """
    if not isinstance(text, str):
        return True
    if name in OWN_FORMATS:
        return OWN_FORMATS[name](text)
    text = re.sub("^0000-", "0004-", text)
    text = re.sub("([Tt]23:59:)60([Zz])$", r"\g<1>59\g<2>", text)
    return not text.endswith("\n") and PLAIN.conforms(text, name)


for _name in ("date", "date-time", "uri", "uri-reference", "uuid", *OWN_FORMATS):
    CHECKER.checks(_name)(partial(_conforms, _name))


def second_judge(identifier: str) -> Validator:
    """The other library's validator of an operation's body."""
    name, pointer = PLACES[identifier]
    resource = DRAFT202012.create_resource(document(name))
    registry: Registry[Any] = Registry().with_resource("urn:document", resource)
    reference = f"urn:document#{pointer}/content/application~1json/schema"
    corrected: type[Validator] = CORRECTED
    return corrected({"$ref": reference}, registry=registry, format_checker=CHECKER)


def _match_as_ecma(_: Validator, pattern: str, text: Any, __: Any) -> Iterator[ValidationError]:
    """Match as ECMA-262 does: `$` does not match before a newline, and classes are ASCII."""
    if isinstance(text, str) and not re.search(pattern.replace("$", r"\Z"), text, re.ASCII):
        yield ValidationError(f"{text!r} does not match {pattern!r}")


CORRECTED = extend(Draft202012Validator, {"pattern": _match_as_ecma})  # type: ignore[no-untyped-call]  # the stubs leave it untyped


def second_findings(error: ValidationError) -> set[Finding]:
    """The findings of one error of the other library in our terms: one per field."""
    place = list(error.absolute_path)
    keyword = str(error.validator)
    value: Any = error.instance
    wanted: Any = error.validator_value
    schema: Any = error.schema
    if keyword == "required":
        names = [name for name in wanted if name not in value]
    elif keyword == "additionalProperties" and isinstance(wanted, bool):
        names = [name for name in value if name not in schema["properties"]]
    else:
        return {(join_pointer(place), keyword)}
    return {(join_pointer([*place, name]), keyword) for name in names}


def alternatives_of(error: ValidationError) -> set[Finding]:
    """All findings in the alternatives of an error; we report only those of one alternative."""
    found: set[Finding] = set()
    for inner in error.context or ():
        found |= second_findings(inner) | alternatives_of(inner)
    return found


def own_findings(identifier: str, body: Any) -> set[Finding]:
    """Our findings."""
    schema = BODIES[identifier].schema
    assert schema is not None
    violations = schema.check(body, Subject(location="body"))
    return {(from_fragment(one.pointer.removeprefix("#")), one.keyword) for one in violations}


TEXTS = st.sampled_from(
    ["", " ", "x", "EN", "en", "En", "FR", "fr", "MAN", "man", "Europe/Paris", "UTC", "ü" * 12]
    + ["x" * length for length in (24, 25, 31, 32, 33, 64, 65, 100, 101, 128, 129, 160, 161)]
    + ["x" * 512, "x" * 513, "\U0001f600" * 32, "abc\n", "a\0b", "0", "5", "180", "181", "0180"]
    + ["86400", "86401", "300", "299", "+5", "5.0", " 5", "\u0665", "-1", "1e2"]
    + [
        "https://example.org/a.jpg",
        "http://example.org",
        "https://",
        "https://a b",
        "ftp://x",
        "/a",
    ]
    + ["https://example.org/\n", "HTTPS://example.org", "example.org", "https://ex\u00e4mple.org"]
    + ["1990-05-14", "1990-5-14", "1990-02-30", "2000-02-29", "1900-02-29", "1990-05-14T00:00:00Z"]
    + ["0001-01-01", "0000-01-01", "9999-12-31", "19900514", "1990-W20-1", "1990-134"]
    + ["2025-01-01T12:34:20Z", "2025-01-01T12:34:20", "2025-01-01 12:34:20Z", "2025-01-01T12:34Z"]
    + [
        "2025-01-01T24:00:00Z",
        "2016-12-31T23:59:60Z",
        "2025-06-15T12:30:60Z",
        "2025-02-30T00:00:00Z",
    ]
    + ["2025-01-01t12:34:20z", "2025-01-01T12:34:20.123456789+05:30", "2025-01-01T12:34:20+24:00"]
    + ["0000-01-01T00:00:00Z", "2025-01-01T12:34:20-00:00", "2025-01-01T12:34:20+0100"]
)
NUMBERS = st.sampled_from(
    (
        *(0, 1, -1, 2, 5, 179, 180, 181, 299, 300, 43200, 43201, 86400, 86401, 2**53 - 1, 2**53),
        *(2**63, -(2**63) - 1, 10**30, 0.0, 1.0, 1.5, -0.0, 0.5, 1.0000001, 1e300, 5e-324),
    )
)
SCALARS = st.none() | st.booleans() | NUMBERS | TEXTS
VALUES = SCALARS | st.lists(SCALARS, max_size=3) | st.dictionaries(TEXTS, SCALARS, max_size=2)
NAMES = st.sampled_from(
    (
        *("id", "ID", "text", "firstName", "nickname", "gender", "age", "messages", "profile"),
        *("tags", "x", "", "a/b", "~", "__proto__", "$ref", "projectId", "additionalLanguages"),
    )
)


def places_of(value: Any, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The paths to all parts of a value."""
    yield place
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from places_of(inner, (*place, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from places_of(inner, (*place, index))


@st.composite
def changed_bodies(draw: st.DrawFn, identifier: str) -> Any:
    """A mutated example of one of the documents."""
    known = BODIES[identifier].examples
    holder = [copy.deepcopy(known[draw(st.sampled_from(sorted(known)))])]
    for _ in range(draw(st.integers(1, 4))):
        ways = [*places_of(holder[0], (0,))]
        way = ways[draw(st.integers(0, len(ways) - 1))]
        owner: Any = holder
        for key in way[:-1]:
            owner = owner[key]
        change(draw, owner, way[-1])
        if not holder:
            return None
    return holder[0]


def change(draw: st.DrawFn, owner: Any, key: str | int) -> None:
    """Remove, replace, respell or add to one part of a value."""
    part = owner[key]
    action = draw(st.sampled_from(["remove", "retype", "replace", "replace", "respell", "add"]))
    if action == "remove":
        del owner[key]
    elif action == "retype":
        owner[key] = draw(VALUES)
    elif isinstance(part, str):
        spellings = [part.lower(), part.upper(), f"{part} ", f"{part}\n", part * 2, part[1:]]
        owner[key] = draw(st.sampled_from(spellings) if action == "respell" else TEXTS)
    elif isinstance(part, dict):
        part[draw(NAMES)] = draw(VALUES)
    elif isinstance(part, list):
        part.extend([copy.deepcopy(part[-1]) if part else draw(VALUES)] * draw(st.integers(1, 2)))
    else:
        owner[key] = draw(NUMBERS | st.booleans() | TEXTS)


@pytest.mark.slow
@pytest.mark.parametrize("identifier", BODIES)
def test_second_judge_agrees(identifier: str) -> None:
    """Both validators give the same verdict, places and keywords for each body."""
    judge = second_judge(identifier)

    @settings(max_examples=1500)
    @given(changed_bodies(identifier))
    def compare(body: Any) -> None:
        errors = list(judge.iter_errors(body))
        ours = own_findings(identifier, body)
        assert bool(errors) == bool(ours)
        explained: set[Finding] = set()
        for error in errors:
            findings = second_findings(error)
            reported = ours & (findings | alternatives_of(error))
            assert findings <= ours or reported, error
            explained |= reported
        assert ours == explained

    compare()


@pytest.mark.parametrize("identifier", BODIES)
def test_examples_are_valid_for_both(identifier: str) -> None:
    """The unmutated examples are valid for both."""
    judge = second_judge(identifier)
    for body in BODIES[identifier].examples.values():
        assert list(judge.iter_errors(body)) == []
        assert own_findings(identifier, body) == set()
