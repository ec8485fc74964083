"""Read the parameters of a request from path, query, headers and cookies, and validate them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import unquote_plus

from mockwright.openapi.exchange import Request
from mockwright.openapi.schemas import CompiledSchema
from mockwright.openapi.styles import Pairs, Style
from mockwright.openapi.value_readers import ABSENT, NOT_JSON, read_first_json, reader_of
from mockwright.openapi.violations import Subject, Violation


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One parameter of an operation. `is_json` parameters contain JSON text (`content`)."""

    name: str
    location: str
    is_required: bool
    allows_empty: bool
    style: Style
    schema: CompiledSchema | None
    is_json: bool
    rule: str
    is_deprecated: bool = False

    @cached_property
    def types(self) -> AbstractSet[str]:
        """The JSON types in the parameter's schema, references and combiners included."""
        return self.schema.shape.types if self.schema else frozenset()

    @cached_property
    def field_names(self) -> AbstractSet[str]:
        """The documented fields of its object."""
        return frozenset(self.schema.shape.fields) if self.schema else frozenset()

    @cached_property
    def spreads(self) -> bool:
        """Whether the fields of its object are sent as separate parameters."""
        is_object = "object" in self.types and not self.is_json
        return is_object and self.style.spreads_fields and self.location in {"query", "cookie"}

    @cached_property
    def read(self) -> Callable[[Pairs], Any]:
        """The function that reads its value from pairs; `ABSENT` if they have none."""
        return read_first_json(self.name) if self.is_json else reader_of(self.style, self.schema)


def parse_query(query: str) -> Pairs:
    """The pairs of a query string, in order; empty values are kept, and so are invalid escapes."""
    pairs = (part.partition("=") for part in query.split("&") if part)
    return [(unquote_plus(name), unquote_plus(value)) for name, _, value in pairs]


def parse_cookies(header: str) -> Pairs:
    """The pairs of a `Cookie` header."""
    parts = (part.strip().partition("=") for part in header.split(";") if part.strip())
    return [(name, value.strip('"')) for name, _, value in parts]


@dataclass(frozen=True, kw_only=True, slots=True)
class ParameterValues:
    """The parameter values of one request by (location, name), and their violations."""

    values: Mapping[tuple[str, str], Any]
    violations: tuple[Violation, ...]
    unknown: tuple[str, ...]


def read_parameters(
    parameters: tuple[Parameter, ...],
    request: Request,
    path_values: Mapping[str, str],
    ignored: frozenset[str],
) -> ParameterValues:
    """Read and validate every documented parameter; `ignored` query names are credentials."""
    query = parse_query(request.query) if request.query else []
    values: dict[tuple[str, str], Any] = {}
    violations: list[Violation] = []
    for parameter in parameters:
        pairs = _pairs_for(parameter, request, path_values, query)
        if parameter.spreads:
            pairs = _own_pairs(parameter, parameters, pairs, ignored)
        found = parameter.read(pairs) if pairs else ABSENT
        if found is ABSENT:
            violations.extend(_check_absent(parameter))
        else:
            values[parameter.location, parameter.name] = found
            violations.extend(_check(parameter, found))
            violations.extend(_check_repeated(parameter, found, pairs))
    unknown = _find_unknown(parameters, query, ignored) if query else ()
    return ParameterValues(values=values, violations=tuple(violations), unknown=unknown)


def _pairs_for(
    parameter: Parameter, request: Request, path_values: Mapping[str, str], query: Pairs
) -> Pairs:
    """The pairs in which to look for a parameter."""
    if parameter.location == "query":
        return query
    if parameter.location == "cookie":
        return parse_cookies(request.headers.get("cookie", ""))
    if parameter.location == "path":
        text = path_values.get(parameter.name)
    else:
        text = request.headers.get(parameter.name.lower())
    return [] if text is None else [(parameter.name, text)]


def _own_pairs(
    parameter: Parameter,
    parameters: tuple[Parameter, ...],
    pairs: Pairs,
    ignored: frozenset[str],
) -> Pairs:
    """The pairs that are fields of a spread object; all unclaimed ones if it is open."""
    known = parameter.field_names
    if parameter.types != {"object"}:  # other kinds of values have the parameter's own name
        known = known | {parameter.name, f"{parameter.name}[]"}
    if parameter.schema is None or not _takes_others(parameter.schema):
        return [(name, text) for name, text in pairs if name in known]
    taken = {other.name for other in parameters if other.location == parameter.location}
    return [pair for pair in pairs if pair[0] in known or pair[0] not in taken | ignored]


def _takes_others(schema: CompiledSchema) -> bool:
    """Whether a spread object can have other fields: a closed one does not claim their names."""
    shape = schema.shape
    return shape.is_open and any(other.value is not False for other in shape.others)


def _find_unknown(
    parameters: tuple[Parameter, ...], query: Pairs, ignored: frozenset[str]
) -> tuple[str, ...]:
    if any(parameter.spreads for parameter in parameters if parameter.location == "query"):
        return ()
    known = {parameter.name for parameter in parameters if parameter.location == "query"} | ignored
    names = (name for name, _ in query if name not in known and _base(name) not in known)
    return tuple(dict.fromkeys(names))


def _base(name: str) -> str:
    """The parameter that `filter[name]` or `tags[]` belongs to."""
    return name.partition("[")[0] if name.endswith("]") else name


def _check_absent(parameter: Parameter) -> list[Violation]:
    if not parameter.is_required:
        return []
    return [
        Violation(
            location=parameter.location,
            parameter=parameter.name,
            pointer="#",
            keyword="required",
            expected=f"the {parameter.location} parameter `{parameter.name}`",
            received="nothing",
            hint="",
            rule=parameter.rule,
            assumption=None,
        )
    ]


def _check(parameter: Parameter, value: Any) -> tuple[Violation, ...]:
    if value is NOT_JSON:
        return (_refuse_json(parameter),)
    if parameter.schema is None or (parameter.allows_empty and value in ("", [""])):
        return ()
    subject = Subject(location=parameter.location, parameter=parameter.name)
    return parameter.schema.check(value, subject)


def _check_repeated(parameter: Parameter, value: Any, pairs: Pairs) -> tuple[Violation, ...]:
    """Report a repeated parameter that is not a list: which value is meant is unknown."""
    if len(pairs) <= 1 or (isinstance(value, list | dict) and not parameter.is_json):
        return ()
    count = sum(name in (parameter.name, f"{parameter.name}[]") for name, _ in pairs)
    if count <= 1:
        return ()
    return (
        Violation(
            location=parameter.location,
            parameter=parameter.name,
            pointer="#",
            keyword="type",
            expected=f"the {parameter.location} parameter `{parameter.name}` once",
            received=f"it {count} times",
            hint="",
            rule=str(parameter.schema.place) if parameter.schema else parameter.rule,
            assumption=None,
        ),
    )


def _refuse_json(parameter: Parameter) -> Violation:
    return Violation(
        location=parameter.location,
        parameter=parameter.name,
        pointer="#",
        keyword="contentMediaType",
        expected="JSON text",
        received="text that is not JSON",
        hint="A JSON string needs its quotes.",
        rule=parameter.rule,
        assumption=None,
    )
