"""Instances of schemas whose ordinary instance does not conform."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockwright.mock_server.answer.representations import Representation
from mockwright.mock_server.request.calls import Call
from mockwright.openapi.compiler import compile_operations
from mockwright.openapi.json_text import encode_json
from mockwright.openapi.loading import load_document
from tests.mock_server.asking import ask, serve
from tests.mock_server.small_documents import Json, document, get, response
from tests.processor_time import time_call

KEYS = [f"key-{number}".encode() for number in range(12)]
TEXT: Json = {"type": "string"}
WHOLE: Json = {"type": "integer"}
NOTHING: Json = {"type": "string", "enum": [7]}


def ref(name: str) -> Json:
    """A reference to a component."""
    return {"$ref": f"#/components/schemas/{name}"}


def record(*required: str, **properties: Any) -> Json:
    """An object with these properties."""
    requires = {"required": [*required]} if required else {}
    return {"type": "object", **requires, "properties": properties}


def either(*alternatives: Json) -> Json:
    """Exactly one of the alternatives."""
    return {"oneOf": [*alternatives]}


NULL: Json = {"type": "null"}
MODERN: Json = {
    "Link": record("next", next=either(ref("Link"), NULL)),
    "OrNull": {**record("under", under=ref("OrNull")), "type": ["object", "null"]},
    "Twig": record(
        "left", "right", left=either(ref("Twig"), NULL), right=either(NULL, ref("Twig"))
    ),
    "Nest": {"type": "array", "minItems": 1, "items": either(ref("Nest"), WHOLE)},
    "Atlas": {
        "type": "object",
        "minProperties": 2,
        "additionalProperties": {"anyOf": [ref("Atlas"), NULL]},
    },
    "Endless": record("again", again=ref("Endless")),
    "First": record("second", second=ref("Second")),
    "Second": record("third", third=ref("Third")),
    "Third": either(ref("First"), record("end", end=TEXT)),
}
SCHEMAS: dict[str, Json] = {
    "link to itself or null": ref("Link"),
    "itself is null": ref("OrNull"),
    "two links to itself or null": ref("Twig"),
    "array of itself or numbers": ref("Nest"),
    "map of itself or null": ref("Atlas"),
    "circle of three with an end": ref("First"),
    "optional part without end": record("id", id=WHOLE, loop=ref("Endless")),
    "alternatives differ in what they require": {
        **record("sum", sum=WHOLE, cash=TEXT, bank=TEXT),
        "oneOf": [{"required": ["cash"]}, {"required": ["bank"]}],
    },
    "alternatives of items": {
        "type": "array",
        "minItems": 3,
        "items": {**record(a=TEXT, b=TEXT), **either({"required": ["a"]}, {"required": ["b"]})},
    },
    "alternatives overlap": either(record(a=TEXT), record(b=WHOLE)),
    "closed alternatives overlap": either(
        {**record("a", a=TEXT), "additionalProperties": False},
        {**record("a", a=TEXT, b=TEXT), "additionalProperties": False},
    ),
    "constants of two places": record(
        one={"allOf": [{"enum": [1, 2]}, {"const": 1}]},
        two={**either({"const": 1}, {"const": 2}), "enum": [2]},
    ),
    "combination of alternatives": {
        "allOf": [
            either(record("kind", kind={"const": "x"}), record("kind", kind={"const": "y"})),
            {"anyOf": [record("size", size={"const": n}) for n in range(4)]},
            {"not": {"properties": {"kind": {"const": "x"}}}},
            {"not": {"properties": {"size": {"maximum": 2}}}},
        ]
    },
    "fields that exclude each other": {**record(a=TEXT, b=TEXT), "not": {"required": ["a", "b"]}},
    "not of a type": {"not": {"type": ["string", "number", "boolean"]}},
    "not of a constant": {"type": "integer", "minimum": 1, "maximum": 3, "not": {"enum": [1, 3]}},
    "optional field is forbidden by a part": {
        "allOf": [{**record(a=TEXT), "additionalProperties": False}, record(b=TEXT)]
    },
    "parts that forbid each other": {
        "allOf": [
            {**record(a=TEXT, b=TEXT), "additionalProperties": False},
            {**record(b={"minLength": 40}, c=TEXT), "additionalProperties": False},
        ]
    },
    "part says what others are": {
        "allOf": [{**record(), "additionalProperties": WHOLE}, record("b", b={"minimum": 5})]
    },
    "names by pattern": {
        "type": "object",
        "patternProperties": {"^[A-Z]{2}$": WHOLE},
        "additionalProperties": False,
        "minProperties": 3,
    },
    "names by open patterns": {
        "type": "object",
        "patternProperties": {"^s-": TEXT, "^n-": WHOLE},
        "additionalProperties": False,
        "minProperties": 9,
    },
    "required name matches a pattern": {
        "type": "object",
        "required": ["n-1"],
        "patternProperties": {"^n-": {"type": "integer", "minimum": 5}},
    },
    "names restricted": {
        "type": "object",
        "propertyNames": {"pattern": "^[a-z]{3}$"},
        "minProperties": 3,
    },
    "names listed": {"type": "object", "propertyNames": {"enum": ["p", "q"]}, "minProperties": 2},
    "field with a forbidden name": {**record(low=TEXT, UP=TEXT), "propertyNames": {"pattern": "U"}},
    "contains some": {
        "type": "array",
        "items": {"type": "integer", "minimum": 1, "maximum": 50},
        "contains": {"const": 9},
        "minContains": 2,
        "maxContains": 2,
        "minItems": 4,
    },
    "contains in a tuple": {
        "type": "array",
        "prefixItems": [{"type": ["string", "integer"]}],
        "items": False,
        "contains": {"type": "integer"},
    },
    "contains two kinds": {
        "type": "array",
        "maxItems": 2,
        "allOf": [{"contains": {"const": 1}}, {"contains": {"const": 2}}],
    },
    "contains at most": {
        "type": "array",
        "items": {"enum": ["a", "b"]},
        "contains": {"const": "a"},
        "maxContains": 1,
        "minItems": 5,
    },
    "different items of alternatives": {
        "type": "array",
        "items": either({"const": 1}, {"const": 2}, {"const": 3}),
        "minItems": 3,
        "uniqueItems": True,
    },
    "condition": {
        **record("kind", kind={"enum": ["x", "y"]}, a=WHOLE, b=WHOLE),
        "if": {"properties": {"kind": {"const": "x"}}},
        "then": {"required": ["a"], "properties": {"b": False}},
        "else": {"required": ["b"], "properties": {"a": False}},
    },
    "dependent fields": {**record(a=TEXT), "dependentRequired": {"a": ["b"], "b": ["c"]}},
    "dependent schema": {
        **record("a", a=TEXT, b=TEXT),
        "dependentSchemas": {"a": {"required": ["c"], "properties": {"b": False}}},
    },
    "nothing unevaluated": {"allOf": [record(a=TEXT)], "unevaluatedProperties": False},
    "number of fields deep inside": record(
        "x",
        x=record(
            "x", x=record("x", x=record("x", x={**record(a=TEXT, b=TEXT), "minProperties": 2}))
        ),
    ),
    "optional field has no instance": record("id", id=WHOLE, mode=NOTHING),
    "optional items have no instance": record(list={"type": "array", "items": NOTHING}),
    "optional items are required": record(
        list={"type": "array", "items": NOTHING, "minItems": 1}, id=WHOLE
    ),
    "null is the only instance": {**record("a", a=NOTHING), "type": ["object", "null"]},
    "wrong example beside members": record(style={"enum": ["a", "b"], "examples": [["a"], "c"]}),
    "common multiple": {"allOf": [{"multipleOf": 4}, {"multipleOf": 6}], "minimum": 1},
    "two patterns and a length": {
        "allOf": [{"pattern": "^[a-z]"}, {"pattern": "[0-9]$"}, {"minLength": 9, "type": "string"}]
    },
}


def instances(folder: Path, schema: Any, **options: Any) -> tuple[Representation, list[Any]]:
    """The only response of a document, and an instance for each key."""
    spec = document(folder, get({"200": response(schema)}), **options)
    (operation,) = compile_operations(load_document(spec))
    (media_type,) = operation.responses["200"].media_types.values()
    representation = Representation(media_type)
    calls = [Call(operation=operation, parameters={}, body=None, key=key) for key in KEYS]
    return representation, [representation.instance(call) for call in calls]


@pytest.mark.parametrize("name", SCHEMAS)
def test_schema_has_instances(tmp_path: Path, name: str) -> None:
    """Each instance conforms, and the same key gives the same one."""
    schemas = {"schemas": MODERN}
    representation, values = instances(tmp_path, SCHEMAS[name], components=schemas)
    assert [value for value in values if not representation.is_valid(value)] == []
    _, again = instances(tmp_path, SCHEMAS[name], components=schemas)
    assert encode_json(again) == encode_json(values)


OLD: Json = {
    "Room": record("inside", inside={"nullable": True, "allOf": [ref("Room")]}),
    "Box": {**record("above", above=ref("Box")), "nullable": True},
    "Animal": {
        **record("kind", kind=TEXT),
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"hen": "#/components/schemas/Hen", "ox": "Ox"},
        },
    },
    "Hen": {"allOf": [ref("Animal"), record("eggs", eggs=WHOLE)]},
    "Ox": {"allOf": [ref("Animal"), record("horns", horns=WHOLE)]},
    "Plant": {**record("sort", sort=TEXT), "discriminator": {"propertyName": "sort"}},
    "Tree": {"allOf": [ref("Plant"), record("height", height=WHOLE)]},
    "Oak": {"allOf": [ref("Tree"), record("acorns", acorns=WHOLE)]},
    "Tagged": {
        **record("tag", tag=TEXT),
        "discriminator": {"propertyName": "tag", "mapping": {"only": "#/components/schemas/Gone"}},
    },
    "Gone": record("gone", gone=TEXT),
}
OLD_SCHEMAS: dict[str, tuple[Json, Json]] = {
    "nullable beside allOf": (ref("Room"), {"inside": None}),
    "nullable component": (ref("Box"), {"above": None}),
    "parent": (ref("Animal"), {"kind": "hen", "eggs": 1}),
    "wrapped parent": ({"allOf": [ref("Animal")]}, {"kind": "hen", "eggs": 1}),
    "child": (ref("Ox"), {"kind": "ox", "horns": 1}),
    "parent without mapping": (ref("Plant"), {"sort": "Tree", "height": 1}),
    "grandchild": (ref("Oak"), {"sort": "Oak", "height": 1, "acorns": 1}),
    "mapping to others": (ref("Tagged"), {"tag": "only"}),
    "value of its own": (
        {**record("kind", kind={"type": "string", "enum": ["own"]}), "allOf": [ref("Animal")]},
        {"kind": "own", "eggs": 1},
    ),
}


@pytest.mark.parametrize("name", OLD_SCHEMAS)
def test_openapi_3_0_has_instances(tmp_path: Path, name: str) -> None:
    """Recursion ends in null, and discriminators name what is generated, in OpenAPI 3.0 too."""
    schema, expected = OLD_SCHEMAS[name]
    components = {"schemas": OLD}
    representation, values = instances(tmp_path, schema, version="3.0.3", components=components)
    assert [value for value in values if not representation.is_valid(value)] == []
    plain = [
        {key: 1 if isinstance(part, int) else part for key, part in value.items()}
        for value in values
    ]
    assert plain == [expected] * len(KEYS)


@pytest.mark.parametrize(
    ("schema", "pointer"),
    [
        (record("a", "b", a=TEXT, b=NOTHING), "#/b"),
        (record("a", a={"type": "array", "minItems": 2, "items": NOTHING}), "#/a/0"),
        (ref("Endless"), "#"),
        (record("n", n={"type": "integer", "minimum": 3, "maximum": 2}), "#/n"),
    ],
)
def test_required_part_without_instance_is_named(
    tmp_path: Path, schema: Json, pointer: str
) -> None:
    """The answer is a 500 that names the part that has no instance."""
    spec = document(tmp_path, get({"200": response(schema)}), components={"schemas": MODERN})
    reply = ask(serve(spec))
    assert (reply.status, f"{pointer}: " in reply.value["detail"]) == (500, True)


def mesh(size: int, link: Any) -> Json:
    """Objects that all have a field for each of the others."""
    return {
        f"M{n}": record(id=TEXT, **{f"m{other}": link(ref(f"M{other}")) for other in range(size)})
        for n in range(size)
    }


LINKS: dict[str, Any] = {
    "text or object": lambda other: {"anyOf": [TEXT, other]},
    "object or text": lambda other: {"anyOf": [other, TEXT]},
    "exactly one": lambda other: {"oneOf": [other, TEXT]},
    "object": lambda other: other,
    "array": lambda other: {"type": "array", "items": other},
}


@pytest.mark.slow
@pytest.mark.parametrize("name", LINKS)
def test_objects_that_refer_to_each_other_are_cheap(tmp_path: Path, name: str) -> None:
    """The first instance takes less than two seconds, and is not large."""
    components = {"schemas": mesh(14, LINKS[name])}
    (representation, values), seconds = time_call(
        lambda: instances(tmp_path, ref("M0"), components=components)
    )
    assert [value for value in values if not representation.is_valid(value)] == []
    assert max(len(encode_json(value)) for value in values) < 100_000
    assert seconds < 2


@pytest.mark.slow
def test_thousands_of_alternatives_are_cheap(tmp_path: Path) -> None:
    """An instance of the one alternative that fits is found within seconds."""
    many = {"oneOf": [{"const": f"option {number}"} for number in range(10_000)]}
    schema = {"allOf": [many, {"enum": ["option 9876", "another"]}]}
    (_, values), seconds = time_call(lambda: instances(tmp_path, schema))
    assert values == ["option 9876"] * len(KEYS)
    assert seconds < 5
