"""What a value did wrong: every violation with its place, the rule, expected and received."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jsonschema_rs

from openapi import formats
from openapi.document_files import Place
from openapi.json_text import encode_json, name_type
from openapi.pointers import as_fragment

MAX_SHOWN = 80
MAX_LISTED = 12

Error = jsonschema_rs.ValidationError


@dataclass(frozen=True, kw_only=True, slots=True)
class Violation:
    """One broken rule.

    `location` is `body`, `path`, `query`, `header`, `cookie` or `response`; `pointer` a URI
    fragment within a body (`#/userProfile/gender`), `parameter` a parameter's name; `rule` the
    place of the broken keyword in the document; `assumption` says why, where the rule is ours.
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
        """One sentence: expected before received, then what to do, then whose rule it is."""
        text = f"Expected {self.expected}; received {self.received}."
        if self.hint:
            text += f" {self.hint}"
        if self.assumption:
            text += f" «assumed: {self.assumption}»"
        return text

    @property
    def where(self) -> str:
        """Where it is, for people: `body #/userProfile/gender` or `query parameter profileId`."""
        if self.parameter is not None:
            return f"{self.location} parameter {self.parameter}"
        return f"{self.location} {self.pointer}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """What is being judged: a body, or one parameter."""

    location: str
    parameter: str | None = None


def from_errors(
    errors: Iterable[Error], subject: Subject, schema_at: Callable[[Place], Any]
) -> tuple[Violation, ...]:
    """Violations from the validator's errors, alternatives resolved to what was most likely meant."""
    leaves = [leaf for error in errors for leaf in _leaves(error)]
    return tuple(_from_error(leaf, subject, schema_at) for leaf in leaves)


def _leaves(error: Error) -> Iterator[Error]:
    """The errors that explain one error: those of the alternative that was probably meant."""
    if error.kind.name not in {"anyOf", "oneOf"}:
        yield error
        return
    branches = [
        branch
        for branch in getattr(error.kind, "context", [])
        if not any(_is_wrong_type(leaf, error) for leaf in branch)
    ]
    if len(branches) == 1 and branches[0]:
        for leaf in branches[0]:
            yield from _leaves(leaf)
    else:
        yield error


def _is_wrong_type(leaf: Error, parent: Error) -> bool:
    return leaf.kind.name == "type" and leaf.instance_path == parent.instance_path


def _from_error(error: Error, subject: Subject, schema_at: Callable[[Place], Any]) -> Violation:
    rule = Place.from_uri(error.absolute_keyword_location or "")
    schema = schema_at(_parent(rule))
    keyword = error.kind.name
    path = [*error.instance_path]
    missing = _missing_name(error)
    if missing is not None:
        path.append(missing)
    return Violation(
        location=subject.location,
        parameter=subject.parameter,
        pointer=as_fragment(path),
        keyword=keyword,
        expected=describe_expected(error),
        received="nothing" if missing is not None else show_received(keyword, error.instance),
        hint=_hint(error, schema),
        rule=str(rule),
        assumption=find_assumption(schema, keyword),
    )


def _parent(place: Place) -> Place:
    return Place(file=place.file, pointer=place.pointer.rpartition("/")[0])


def _missing_name(error: Error) -> str | None:
    kind = error.kind
    return kind.property if isinstance(kind, jsonschema_rs.ValidationErrorKind.Required) else None


def find_assumption(schema: Any, keyword: str) -> str | None:
    """The reason given in the schema's `x-assumption` for this keyword, if it is ours."""
    notes = schema.get("x-assumption") if isinstance(schema, dict) else None
    for note in notes if isinstance(notes, list) else [notes]:
        if isinstance(note, dict) and keyword in note.get("keywords", ()):
            return f"{note['ruling']}, {note['why']}"
    return None


def describe_expected(error: Error) -> str:
    """What the broken rule wants, as a noun phrase."""
    describe = _EXPECTED.get(error.kind.name)
    return describe(error) if describe else f"a value that `{error.kind.name}` allows"


def _expected_type(error: Error) -> str:
    names = {"null": "null"}
    types = [
        names.get(name, f"{'an' if name[0] in 'aio' else 'a'} {name}") for name in _types(error)
    ]
    return " or ".join(types)


def _types(error: Error) -> Sequence[str]:
    types: Sequence[str] = error.kind.types  # type: ignore[attr-defined]  # of kind Type only
    return types


def _expected_format(error: Error) -> str:
    name = str(error.kind.value)
    return formats.DESCRIPTIONS.get(name, f"a string in the format `{name}`")


def _expected_enum(error: Error) -> str:
    return "one of " + list_names(show_value(option) for option in error.kind.value)


def _expected_alternatives(error: Error) -> str:
    branches = getattr(error.kind, "context", [])
    names = [_missing_name(branch[0]) for branch in branches if len(branch) == 1]
    if names and all(names) and len(names) == len(branches):
        return "at least one of the fields " + list_names(str(name) for name in names)
    if not any(branches):
        return "exactly one of the alternatives to match, not several"
    wants = [" and ".join(describe_expected(leaf) for leaf in branch) for branch in branches[:4]]
    return "either " + ", or ".join(wants)


def _count(noun: str, bound: str) -> Callable[[Error], str]:
    def describe(error: Error) -> str:
        number = error.kind.value
        return f"{bound} {number} {noun if number == 1 else noun + 's'}"

    return describe


_EXPECTED: Mapping[str, Callable[[Error], str]] = {
    "type": _expected_type,
    "format": _expected_format,
    "enum": _expected_enum,
    "const": lambda error: show_value(error.kind.value),
    "required": lambda error: f"the field `{_missing_name(error)}`",
    "minLength": _count("character", "at least"),
    "maxLength": _count("character", "at most"),
    "minItems": _count("item", "at least"),
    "maxItems": _count("item", "at most"),
    "minProperties": _count("field", "at least"),
    "maxProperties": _count("field", "at most"),
    "minimum": lambda error: f"a number of at least {error.kind.value}",
    "maximum": lambda error: f"a number of at most {error.kind.value}",
    "exclusiveMinimum": lambda error: f"a number greater than {error.kind.value}",
    "exclusiveMaximum": lambda error: f"a number less than {error.kind.value}",
    "multipleOf": lambda error: f"a multiple of {error.kind.value}",
    "pattern": lambda error: f"text that matches `{error.kind.value}`",
    "uniqueItems": lambda _: "items that all differ",
    "additionalProperties": lambda _: "no other fields",
    "unevaluatedProperties": lambda _: "no other fields",
    "anyOf": _expected_alternatives,
    "oneOf": _expected_alternatives,
    "not": lambda _: "a value that the schema under `not` refuses",
    "falseSchema": lambda _: "nothing here",
}


def show_received(keyword: str, value: Any) -> str:
    """What came, shortened, with what the rule counted."""
    shown = show_value(value)
    if keyword in {"minLength", "maxLength"}:
        return f"{shown} ({len(value)} characters)"
    if keyword in {"minItems", "maxItems"}:
        return f"{len(value)} items"
    if keyword == "type" and not isinstance(value, str | None):
        return f"{name_type(value)}, {shown}" if isinstance(value, dict | list) else shown
    return shown


def show_value(value: Any) -> str:
    """A value as JSON text, at most 80 characters of it."""
    text = encode_json(value).decode()
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"


def list_names(names: Iterable[str]) -> str:
    """`"A", "B", … (39 in all)`."""
    every = [*names]
    shown = ", ".join(every[:MAX_LISTED])
    return shown if len(every) <= MAX_LISTED else f"{shown}, … ({len(every)} in all)"


def _hint(error: Error, schema: Any) -> str:
    if error.kind.name == "enum" and isinstance(error.instance, str):
        return suggest(error.instance, [o for o in error.kind.value if isinstance(o, str)])
    if error.kind.name in {"additionalProperties", "unevaluatedProperties"}:
        known = list(schema.get("properties", ())) if isinstance(schema, dict) else []
        unexpected: list[str] = error.kind.unexpected  # type: ignore[attr-defined]  # of this kind
        return " ".join(explain_unknown(name, known) for name in unexpected[:MAX_LISTED])
    return ""


def explain_unknown(name: str, known: Sequence[str]) -> str:
    """`` `x` is not a documented field. Did you mean `y`? ``."""
    return f"`{_shorten(name)}` is not a documented field. {suggest(name, known)}".rstrip()


def suggest(name: str, known: Sequence[str]) -> str:
    """`` Did you mean `y`? `` where a known name is near; nothing otherwise."""
    by_folded = {candidate.casefold(): candidate for candidate in known}
    near = difflib.get_close_matches(name[:100].casefold(), by_folded, n=1, cutoff=0.7)
    return f"Did you mean `{by_folded[near[0]]}`?" if near else ""


def _shorten(name: str) -> str:
    return name if len(name) <= MAX_SHOWN else name[: MAX_SHOWN - 1] + "…"
