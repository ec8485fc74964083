"""Parameters: from the text of a path, query, header or cookie to a value, then judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import unquote_plus

from openapi.exchange import Request
from openapi.json_text import JsonIsBroken, parse_json
from openapi.schemas import CompiledSchema
from openapi.violations import Subject, Violation

Pairs = list[tuple[str, str]]

_DEFAULT_STYLES = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}
_SEPARATORS = {"spaceDelimited": " ", "pipeDelimited": "|"}


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One parameter of an operation. `is_json` parameters carry JSON text (`content`)."""

    name: str
    location: str
    is_required: bool
    style: str
    is_exploded: bool
    schema: CompiledSchema | None
    is_json: bool
    rule: str

    @cached_property
    def types(self) -> frozenset[str]:
        """The JSON types that the parameter's schema names, through references and combiners."""
        return _types_of(self.schema, "") if self.schema else frozenset()

    @cached_property
    def item_types(self) -> frozenset[str]:
        """The JSON types that its array items may have."""
        return _types_of(self.schema, "items") if self.schema else frozenset()


def parse_query(query: str) -> Pairs:
    """The pairs of a query string in order; empty values stay, bad escapes stay as they are."""
    pairs = (part.partition("=") for part in query.split("&") if part)
    return [(unquote_plus(name), unquote_plus(value)) for name, _, value in pairs]


def parse_cookies(header: str) -> Pairs:
    """The pairs of a `Cookie` header."""
    parts = (part.strip().partition("=") for part in header.split(";") if part.strip())
    return [(name, value.strip('"')) for name, _, value in parts]


@dataclass(frozen=True, kw_only=True, slots=True)
class ParameterValues:
    """All parameter values of one request by (location, name), and what is wrong with them."""

    values: Mapping[tuple[str, str], Any]
    violations: tuple[Violation, ...]
    unknown: tuple[str, ...]


def read_parameters(
    parameters: tuple[Parameter, ...],
    request: Request,
    path_values: Mapping[str, str],
    ignored: frozenset[str],
) -> ParameterValues:
    """Read and judge every documented parameter; `ignored` query names are credentials."""
    query = parse_query(request.query)
    sources: dict[str, Pairs] = {
        "path": list(path_values.items()),
        "query": query,
        "header": list(request.headers.items()),
        "cookie": parse_cookies(request.headers.get("cookie", "")),
    }
    values: dict[tuple[str, str], Any] = {}
    violations: list[Violation] = []
    for parameter in parameters:
        found = _find(parameter, sources[parameter.location])
        if found is _ABSENT:
            violations.extend(_check_absent(parameter))
        else:
            values[parameter.location, parameter.name] = found
            violations.extend(_check(parameter, found))
    known = {parameter.name for parameter in parameters if parameter.location == "query"}
    is_open = any(_takes_any_name(parameter) for parameter in parameters)
    unknown = [] if is_open else [n for n, _ in query if _base(n) not in known and n not in ignored]
    return ParameterValues(
        values=values, violations=tuple(violations), unknown=tuple(dict.fromkeys(unknown))
    )


def _base(name: str) -> str:
    """The parameter that `filter[name]` or `tags[]` belongs to."""
    return name.partition("[")[0] if name.endswith("]") else name


def _takes_any_name(parameter: Parameter) -> bool:
    """An exploded form object spreads over names that only its schema knows."""
    is_form = parameter.location == "query" and parameter.style == "form"
    return is_form and parameter.is_exploded and "object" in parameter.types


class _Absent:
    """Marks a parameter that the request does not carry."""


_ABSENT = _Absent()


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
    if parameter.schema is None:
        return ()
    subject = Subject(location=parameter.location, parameter=parameter.name)
    return parameter.schema.check(value, subject)


def _find(parameter: Parameter, pairs: Pairs) -> Any:
    if parameter.location == "header":
        wanted = parameter.name.lower()
        pairs = [(parameter.name, value) for name, value in pairs if name == wanted]
    if "object" in parameter.types and not parameter.is_json:
        return _find_object(parameter, pairs)
    texts = [value for name, value in pairs if name in {parameter.name, f"{parameter.name}[]"}]
    if not texts:
        return _ABSENT
    if parameter.is_json:
        return _read_json(texts[0])
    if "array" in parameter.types:
        return _read_array(parameter, texts)
    return coerce(_strip_prefix(parameter, texts[0]), parameter.types)


def _read_json(text: str) -> Any:
    try:
        return parse_json(text.encode()).value
    except JsonIsBroken:
        return text


def _strip_prefix(parameter: Parameter, text: str) -> str:
    if parameter.style == "label":
        return text.removeprefix(".")
    if parameter.style == "matrix":
        return text.removeprefix(f";{parameter.name}=").removeprefix(f";{parameter.name}")
    return text


def _read_array(parameter: Parameter, texts: list[str]) -> list[Any]:
    if parameter.location in {"query", "cookie"} and parameter.is_exploded:
        parts = texts
    else:
        separator = _SEPARATORS.get(parameter.style, ",")
        if parameter.is_exploded and parameter.style in {"label", "matrix"}:
            separator = "." if parameter.style == "label" else f";{parameter.name}="
        text = _strip_prefix(parameter, texts[0])
        parts = text.split(separator) if text else []
    return [coerce(part.strip(), parameter.item_types) for part in parts]


def _find_object(parameter: Parameter, pairs: Pairs) -> Any:
    fields = _object_fields(parameter, pairs)
    if not fields:
        return _ABSENT
    return {name: coerce(text, _field_types(parameter, name)) for name, text in fields}


def _object_fields(parameter: Parameter, pairs: Pairs) -> Pairs:
    prefix = f"{parameter.name}["
    if parameter.style == "deepObject":
        return [(name[len(prefix) : -1], text) for name, text in pairs if name.startswith(prefix)]
    if _takes_any_name(parameter):
        names = _known_fields(parameter)
        return [(name, text) for name, text in pairs if name in names]
    texts = [text for name, text in pairs if name == parameter.name]
    if not texts:
        return []
    parts = _strip_prefix(parameter, texts[0]).split("," if parameter.style != "label" else ".")
    if parameter.is_exploded:
        return [(name, text) for name, _, text in (part.partition("=") for part in parts)]
    return list(zip(parts[::2], parts[1::2], strict=False))


def _known_fields(parameter: Parameter) -> frozenset[str]:
    schema = _resolved(parameter.schema)
    return frozenset(schema.get("properties", ()))


def _field_types(parameter: Parameter, name: str) -> frozenset[str]:
    return _types_of(parameter.schema, "properties", name)


def _resolved(schema: CompiledSchema | None) -> dict[str, Any]:
    if schema is None:
        return {}
    value = schema.library.resolve(schema.schema, schema.place).value
    return value if isinstance(value, dict) else {}


def _types_of(schema: CompiledSchema | None, *parts: str) -> frozenset[str]:
    if schema is None:
        return frozenset()
    located = schema.library.resolve(schema.schema, schema.place)
    value, place = located.value, located.place
    for part in parts:
        if not part:
            continue
        value = value.get(part, {}) if isinstance(value, dict) else {}
        place = place.child(part)
    return frozenset(_collect_types(schema, value, place, depth=0))


def _collect_types(schema: CompiledSchema, value: Any, place: Any, depth: int) -> set[str]:
    if depth > 8 or not isinstance(value, dict):  # noqa: PLR2004 -- deeper is a circle
        return set()
    located = schema.library.resolve(value, place)
    value, place = located.value, located.place
    if not isinstance(value, dict):
        return set()
    names = value.get("type", [])
    types = {names} if isinstance(names, str) else set(names)
    for keyword in ("allOf", "anyOf", "oneOf"):
        for index, child in enumerate(value.get(keyword, ())):
            types |= _collect_types(schema, child, place.child(keyword, index), depth + 1)
    return types


def coerce(text: str, types: frozenset[str]) -> Any:
    """The text as the first type of the schema that it can be; text if it can be none."""
    for name, read in _READERS:
        if name in types:
            value = read(text)
            if value is not None:
                return value
    if "null" in types and text in {"", "null"} and "string" not in types:
        return None
    return text


def coerce_field(schema: CompiledSchema, name: str, value: str | list[str]) -> Any:
    """A form field's text (or texts) as the types that the form's schema gives it."""
    types = _types_of(schema, "properties", name)
    if "array" not in types:
        return coerce(value, types) if isinstance(value, str) else value
    texts = [value] if isinstance(value, str) else value
    item_types = _types_of(schema, "properties", name, "items")
    return [coerce(text, item_types) for text in texts]


def _read_boolean(text: str) -> bool | None:
    return {"true": True, "false": False}.get(text)


def _read_number(text: str) -> Any:
    try:
        value = parse_json(text.encode()).value
    except (JsonIsBroken, UnicodeEncodeError):
        return None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


_READERS: tuple[tuple[str, Callable[[str], Any]], ...] = (
    ("integer", _read_number),
    ("number", _read_number),
    ("boolean", _read_boolean),
)


def default_style(location: str) -> str:
    """The style that OpenAPI gives a parameter which names none."""
    return _DEFAULT_STYLES[location]
