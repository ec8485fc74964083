"""Schemas over all keywords that have an instance, because they are drawn around one."""

from __future__ import annotations

import re
from typing import Any

import jsonschema_rs
from hypothesis import strategies as st

from mockwright.openapi.json_text import name_type

Json = Any
TYPES = {
    "a string": "string",
    "a boolean": "boolean",
    "null": "null",
    "an object": "object",
    "an array": "array",
}
NAMES = st.sampled_from(["a", "b", "c", "id", "x-1"])
TEXTS = st.text("abcXYZ019 -_.", max_size=12)
NUMBERS = st.integers(-50, 50) | st.integers(-100, 100).map(lambda n: n / 4)
SCALARS = st.none() | st.booleans() | NUMBERS | TEXTS
WITNESSES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=8,
)
TEXT_PATTERNS = (
    *("^[a-zA-Z0-9 _.-]*$", "^[a-c]+$", "^[0-9]+$", "[A-Z]", "^[a-z]", "[0-9]$", "^.{2,}$"),
    *(r"^(?=.*[0-9]).*$", r"^(?!.*X)", r"^\w+$", r"^\S*$", r"^(?:[a-c]|[XYZ])*$", r"\d", "^$"),
)
NAME_PATTERNS = ("^[a-z]$", "^[a-z-]+", "d$", r"^x-\d", "^.+$", "^[abc]$")


def is_valid(schema: Json, value: Json) -> bool:
    """Whether the value conforms."""
    return jsonschema_rs.Draft202012Validator(schema).is_valid(value)


def type_of(value: Json) -> str:
    """The type of a value, as schemas name it."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return "integer" if value == int(value) else "number"
    return TYPES[name_type(value)]


@st.composite
def schemas(draw: st.DrawFn, witness: Json, depth: int = 2) -> Json:
    """A schema that the witness conforms to."""
    schema: dict[str, Json] = {}
    if draw(st.integers(0, 3)):
        own = type_of(witness)
        others = draw(st.lists(st.sampled_from([*TYPES.values(), "number"]), max_size=2))
        schema["type"] = own if not others else [*dict.fromkeys([*others, own])]
    if isinstance(witness, dict):
        schema |= draw(object_keywords(witness, depth))
    elif isinstance(witness, list):
        schema |= draw(array_keywords(witness, depth))
    elif isinstance(witness, str):
        schema |= draw(text_keywords(witness))
    elif isinstance(witness, int | float) and not isinstance(witness, bool):
        schema |= draw(number_keywords(witness))
    if depth:
        schema |= draw(combiners(witness, depth))
    if not draw(st.integers(0, 9)):
        schema["enum"] = [*draw(st.lists(SCALARS, max_size=3)), witness]
    return schema


@st.composite
def number_keywords(draw: st.DrawFn, number: float) -> Json:
    """Bounds and steps."""
    found: dict[str, Json] = {}
    below, above = draw(st.integers(0, 9)), draw(st.integers(0, 9))
    options: dict[str, Json] = {
        "minimum": number - below,
        "maximum": number + above,
        "exclusiveMinimum": number - below - 0.5,
        "exclusiveMaximum": number + above + 1,
    }
    for name in draw(st.lists(st.sampled_from(list(options)), max_size=2)):
        found[name] = options[name]
    steps = [step for step in (1, 2, 5, 0.25, 0.5) if number % step == 0]
    if draw(st.booleans()) and steps:
        found["multipleOf"] = draw(st.sampled_from(steps))
    return found


@st.composite
def text_keywords(draw: st.DrawFn, text: str) -> Json:
    """Lengths and a pattern."""
    found: dict[str, Json] = {}
    if draw(st.booleans()):
        found["minLength"] = max(0, len(text) - draw(st.integers(0, 3)))
    if draw(st.booleans()):
        found["maxLength"] = len(text) + draw(st.integers(0, 3))
    patterns = [pattern for pattern in TEXT_PATTERNS if re.search(pattern, text)]
    if draw(st.booleans()) and patterns:
        found["pattern"] = draw(st.sampled_from(patterns))
    return found


@st.composite
def array_keywords(draw: st.DrawFn, array: list[Json], depth: int) -> Json:
    """Items, lengths, what is contained, and whether items differ."""
    found: dict[str, Json] = {}
    size = len(array)
    first = draw(st.integers(0, min(2, size))) if depth else 0
    if first:
        found["prefixItems"] = [draw(schemas(item, depth - 1)) for item in array[:first]]
    rest = array[first:]
    if draw(st.booleans()) and not rest:
        found[draw(st.sampled_from(["items", "unevaluatedItems"]))] = False
    elif len({repr(item) for item in rest}) == 1 and draw(st.booleans()):
        found["items"] = draw(schemas(rest[0], max(0, depth - 1)))
    if draw(st.booleans()) and array:
        item = draw(schemas(draw(st.sampled_from(array)), max(0, depth - 1)))
        count = sum(is_valid(item, each) for each in array)
        found["contains"] = item
        if draw(st.booleans()):
            found["minContains"] = draw(st.integers(0, count))
        if draw(st.booleans()):
            found["maxContains"] = count + draw(st.integers(0, 1))
    if draw(st.booleans()):
        found["minItems"] = draw(st.integers(0, size))
    if draw(st.booleans()):
        found["maxItems"] = size + draw(st.integers(0, 2))
    if is_valid({"uniqueItems": True}, array) and draw(st.booleans()):
        found["uniqueItems"] = True
    return found


@st.composite
def object_keywords(draw: st.DrawFn, value: dict[str, Json], depth: int) -> Json:
    """Fields by name and by pattern, which are required, and which others there may be."""
    found: dict[str, Json] = {}
    names = [*value]
    named = draw(st.lists(st.sampled_from(names), unique=True)) if names else []
    below = max(0, depth - 1)
    found["properties"] = {name: draw(schemas(value[name], below)) for name in named}
    for name in draw(st.lists(NAMES, max_size=2)):
        if name not in value:
            found["properties"][name] = draw(st.sampled_from([False, True, {"type": "string"}]))
    if draw(st.booleans()) and names:
        found["required"] = draw(st.lists(st.sampled_from(names), unique=True))
    options: list[dict[str, Json]] = [
        {"additionalProperties": False},
        {"unevaluatedProperties": False},
        {"additionalProperties": {"type": ["string", "null"]}},
        {"propertyNames": {"pattern": "^[a-z]"}},
        {"propertyNames": {"maxLength": 2}},
        {"propertyNames": {"enum": ["a", "b", "c", "id", "x-1"]}},
        {"minProperties": len(value)},
        {"maxProperties": len(value)},
        *(
            {"patternProperties": {pattern: {"type": kind}}}
            for pattern in NAME_PATTERNS
            for kind in ("string", "integer", "object")
        ),
        *({"dependentRequired": {name: [other]}} for name in names for other in names),
        {"dependentRequired": {"c": ["a"]}},
        *({"dependentSchemas": {name: {"required": names}}} for name in names),
        {"dependentSchemas": {"b": {"properties": {"a": False}}}},
        {"not": {"required": ["a", "b"]}},
        {"not": {"required": ["c"]}},
    ]
    fitting = [option for option in options if is_valid({**found, **option}, value)]
    for option in draw(st.lists(st.sampled_from(fitting), max_size=3)) if fitting else ():
        if is_valid({**found, **option}, value):
            found |= option
    return found


@st.composite
def combiners(draw: st.DrawFn, witness: Json, depth: int) -> Json:
    """`allOf`, `anyOf`, `oneOf`, `not` and `if`, of which the witness keeps what has to be kept."""
    found: dict[str, Json] = {}
    fitting, below = schemas(witness, depth - 1), depth - 1
    other = SCALARS.flatmap(lambda value: schemas(value, below))
    kind = draw(st.sampled_from(["", "", "", "allOf", "anyOf", "oneOf", "not", "if"]))
    if kind == "allOf":
        found["allOf"] = draw(st.lists(fitting, min_size=1, max_size=3))
    elif kind == "anyOf":
        found["anyOf"] = draw(st.permutations([draw(fitting), *draw(st.lists(other, max_size=2))]))
    elif kind == "oneOf":
        others = [each for each in draw(st.lists(other, max_size=3)) if not is_valid(each, witness)]
        found["oneOf"] = draw(st.permutations([draw(fitting), *others]))
    elif kind == "not":
        schema = draw(other)
        found |= {} if is_valid(schema, witness) else {"not": schema}
    elif kind == "if":
        schema = draw(other | fitting)
        found["if"] = schema
        found["then" if is_valid(schema, witness) else "else"] = draw(fitting)
        found.setdefault("then", draw(other | st.booleans()))
        found.setdefault("else", draw(other | st.booleans()))
    return found


WITH_WITNESS = WITNESSES.flatmap(lambda value: st.tuples(st.just(value), schemas(value)))
