"""Read the parameters of a request from path, query, headers and cookies, and validate them."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import unquote_plus

from mockwright.openapi.coercion import coerce, coerce_field, types_of
from mockwright.openapi.exchange import Request
from mockwright.openapi.json_text import JsonIsBroken, parse_json
from mockwright.openapi.schemas import CompiledSchema
from mockwright.openapi.styles import Pairs, Style
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
    def item_types(self) -> AbstractSet[str]:
        """The JSON types that its array items may have."""
        return types_of(self.schema, self.schema.shape.items) if self.schema else frozenset()

    @cached_property
    def field_names(self) -> AbstractSet[str]:
        """The documented fields of its object."""
        return frozenset(self.schema.shape.fields) if self.schema else frozenset()

    @cached_property
    def spreads(self) -> bool:
        """Whether the fields of its object are sent as separate parameters."""
        is_object = "object" in self.types and not self.is_json
        return is_object and self.style.spreads_fields and self.location in {"query", "cookie"}


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
        found = _find(parameter, pairs) if pairs else _ABSENT
        if found is _ABSENT:
            violations.extend(_check_absent(parameter))
        else:
            values[parameter.location, parameter.name] = found
            violations.extend(_check(parameter, found))
            violations.extend(_check_repeated(parameter, pairs))
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
    if parameter.schema is None or not parameter.schema.shape.is_open:
        return [(name, text) for name, text in pairs if name in known]
    taken = {other.name for other in parameters if other.location == parameter.location}
    return [pair for pair in pairs if pair[0] in known or pair[0] not in taken | ignored]


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


class _Mark:
    """A placeholder for a value: `_ABSENT` if there is none, `_NOT_JSON` if it cannot be read."""


_ABSENT = _Mark()
_NOT_JSON = _Mark()


def _find(parameter: Parameter, pairs: Pairs) -> Any:
    types = parameter.types
    if "object" in types and not parameter.is_json:
        return _find_object(parameter, pairs)
    name, listed = parameter.name, f"{parameter.name}[]"
    texts = [text for other, text in pairs if other in (name, listed)]
    if not texts:
        return _ABSENT
    if parameter.is_json:
        return _read_json(texts[0])
    return _read_array(parameter, texts) if "array" in types else _read_scalar(parameter, texts[0])


def _read_json(text: str) -> Any:
    try:
        return parse_json(text.encode()).value
    except (JsonIsBroken, UnicodeEncodeError):
        return _NOT_JSON


def _read_scalar(parameter: Parameter, text: str) -> Any:
    """Convert to a number if possible; keep the text if only that conforms to the schema."""
    text = parameter.style.read_scalar(text)
    value = coerce(text, parameter.types)
    if value is text or "string" not in parameter.types or parameter.schema is None:
        return value
    return value if parameter.schema.is_valid(value) else text


def _read_array(parameter: Parameter, texts: list[str]) -> list[Any]:
    parts = texts if parameter.style.repeats_name else parameter.style.read_items(texts[0])
    if parameter.location == "header":
        parts = [part.strip() for part in parts]
    return [coerce(part, parameter.item_types) for part in parts]


def _find_object(parameter: Parameter, pairs: Pairs) -> Any:
    style = parameter.style
    if parameter.spreads:
        fields = pairs
    elif style.kind == "deepObject":
        fields = style.read_deep_fields(pairs)
    else:
        texts = [text for name, text in pairs if name == parameter.name]
        fields = style.read_fields(texts[0]) if texts else []
    if not fields or parameter.schema is None:
        return _ABSENT
    gathered: dict[str, list[str]] = {}
    for name, text in fields:
        gathered.setdefault(name, []).append(text)
    return {
        name: coerce_field(parameter.schema, name, texts if len(texts) > 1 else texts[0])
        for name, texts in gathered.items()
    }


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
    if value is _NOT_JSON:
        return (_refuse_json(parameter),)
    if parameter.schema is None or (parameter.allows_empty and value in ("", [""])):
        return ()
    subject = Subject(location=parameter.location, parameter=parameter.name)
    return parameter.schema.check(value, subject)


def _check_repeated(parameter: Parameter, pairs: Pairs) -> tuple[Violation, ...]:
    """Report a repeated query parameter that is not a list: which value is meant is unknown."""
    types = parameter.types
    if parameter.location != "query" or not types or not types.isdisjoint({"array", "object"}):
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
            expected=f"the query parameter `{parameter.name}` once",
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
