"""Violations: each with its place, the broken rule, and what was expected and received."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from mockwright.openapi.alternatives import Rules, find_leaves, rule_of
from mockwright.openapi.document_files import Place
from mockwright.openapi.expectations import Error, Kind, describe_expected, describe_received
from mockwright.openapi.pointers import as_fragment
from mockwright.openapi.shapes import Shape
from mockwright.openapi.wording import list_names, shorten, suggest

MAX_VIOLATIONS = 1000


@dataclass(frozen=True, kw_only=True, slots=True)
class Violation:
    """One broken rule.

    `location` is `body`, `path`, `query`, `header`, `cookie` or `response`. `pointer` is a URI
    fragment within a body (`#/userProfile/gender`), `parameter` the name of a parameter. `rule` is
    the place of the broken keyword in the document. `assumption` is the ruling and its reason (`R1:
    …`) if the rule is an assumption of this project.
    """

    location: str
    pointer: str
    parameter: str | None
    keyword: str
    expected: str
    received: str
    hint: str
    rule: str
    assumption: str | None

    @property
    def detail(self) -> str:
        """What was expected and received, what to do, and the ruling if the rule is assumed."""
        text = f"Expected {self.expected}; received {self.received}."
        if self.hint:
            text += f" {self.hint}"
        if self.assumption:
            text += f" (assumed: {self.assumption.partition(':')[0]})"
        return text

    @property
    def where(self) -> str:
        """The location for display: `body #/userProfile/gender` or `query parameter profileId`."""
        if self.parameter is not None:
            return f"{self.location} parameter {self.parameter}"
        return f"{self.location} {self.pointer}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """What is being validated: a body, or one parameter."""

    location: str
    parameter: str | None = None


def from_errors(errors: Iterable[Error], subject: Subject, rules: Rules) -> tuple[Violation, ...]:
    """Turn validator errors into violations, using the alternative that was probably meant.

    Returns at most the first 1,000.
    """
    leaves = (leaf for error in errors for leaf in find_leaves(error, rules))
    found = (violation for leaf in leaves for violation in _from_error(leaf, subject, rules))
    return tuple(islice(found, MAX_VIOLATIONS))


def _from_error(error: Error, subject: Subject, rules: Rules) -> Iterator[Violation]:
    rule = rule_of(error)
    keyword = error.kind.name
    assumption = find_assumption(rules.schema_at(rule.parent), keyword)
    for finding in _findings(error, rule, rules):
        yield Violation(
            location=subject.location,
            parameter=subject.parameter,
            pointer=as_fragment([*error.instance_path, *finding.path]),
            keyword=keyword,
            expected=describe_expected(error),
            received=finding.received,
            hint=finding.hint,
            rule=str(rule),
            assumption=assumption,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Finding:
    """One problem with one part of an error's value; `path` leads there from the value."""

    received: str
    path: tuple[str | int, ...] = ()
    hint: str = ""


def _findings(error: Error, rule: Place, rules: Rules) -> Iterator[_Finding]:
    """Yield one finding for most errors, and one per field for unexpected fields."""
    match error.kind:
        case Kind.AdditionalProperties(unexpected) | Kind.UnevaluatedProperties(unexpected):
            shape = rules.shape_at(rule.parent)
            for name in unexpected:
                received = f"the field `{shorten(name)}`"
                yield _Finding(received=received, path=(name,), hint=_hint_name(name, shape))
        case Kind.UnevaluatedItems(unexpected):
            # The validator reports these items as JSON texts, without their positions.
            yield _Finding(received=list_names(shorten(str(text)) for text in unexpected))
        case Kind.PropertyNames(error=inner):
            name = str(inner.instance)
            yield _Finding(received=f"the field `{shorten(name)}`", path=(name,))
        case Kind.Required(property=name):
            yield _Finding(received="nothing", path=(name,))
        case _:
            yield _Finding(received=describe_received(error), hint=_hint(error))


def _hint(error: Error) -> str:
    if error.kind.name == "enum" and isinstance(error.instance, str):
        return suggest(error.instance, [o for o in error.kind.value if isinstance(o, str)])
    return ""


def _hint_name(name: str, shape: Shape) -> str:
    """Suggest the field that was probably meant, otherwise say which names are allowed."""
    if name in shape.fields:
        return _NOT_SEEN
    patterns = list_names(f"`{pattern}`" for pattern in shape.patterns)
    rule = f"Other names must match {patterns}." if patterns else ""
    return suggest(name, list(shape.fields)) or rule


# `additionalProperties: false` beside `allOf`, `anyOf`, `oneOf` or `$ref`.
_NOT_SEEN = (
    "`additionalProperties` does not see the properties of other sub-schemas; "
    "`unevaluatedProperties` does."
)


def find_assumption(schema: Any, keyword: str) -> str | None:
    """The ruling and reason in the schema's `x-assumption` that covers this keyword, or None."""
    for note in _assumptions(schema):
        if keyword in note.get("keywords", ()):
            return _describe(note)
    return None


def find_ruling(schema: Any, ruling: str) -> str | None:
    """The given ruling and its reason, if the schema's `x-assumption` contains it; else None."""
    for note in _assumptions(schema):
        if note.get("ruling") == ruling:
            return _describe(note)
    return None


def find_note(part: Any) -> str | None:
    """The ruling and reason for a part of a document that is assumed as a whole, or None."""
    return next((_describe(note) for note in _assumptions(part) if "keywords" not in note), None)


def _assumptions(schema: Any) -> Iterator[dict[str, Any]]:
    notes = schema.get("x-assumption") if isinstance(schema, dict) else None
    for note in notes if isinstance(notes, list) else [notes]:
        if isinstance(note, dict):
            yield note


def _describe(note: dict[str, Any]) -> str:
    return f"{note.get('ruling')}: {note.get('why')}"
