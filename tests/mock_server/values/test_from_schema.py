from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from mockwright.mock_server.answer.representations import RESPONSE, Representation
from mockwright.mock_server.request.calls import Call
from mockwright.openapi.compiler import compile_operations
from mockwright.openapi.json_text import encode_json
from mockwright.openapi.loading import bundled_names, load_document
from mockwright.openapi.operations import MediaType, Operation
from tests.mock_server.asking import ask, serve
from tests.mock_server.small_documents import Json, content, document, get, response
from tests.processor_time import time_call

pytestmark = pytest.mark.slow

KEYS = [f"key-{number}".encode() for number in range(50)]
BUNDLED = {
    f"{operation.id} {key} {name}": (operation, media_type)
    for document_name in bundled_names()
    for operation in compile_operations(load_document(document_name))
    for key, answer in operation.responses.items()
    for name, media_type in answer.media_types.items()
}
TEXT: Json = {"type": "string"}
WHOLE: Json = {"type": "integer"}


def ref(name: str) -> Json:
    """A reference to a component."""
    return {"$ref": f"#/components/schemas/{name}"}


def items(schema: Json, **more: Any) -> Json:
    """An array of this schema."""
    return {"type": "array", "items": schema, **more}


def fields(required: list[str] | None = None, /, **properties: Any) -> Json:
    """An object; every property is required unless a list says otherwise."""
    names = list(properties) if required is None else required
    return {"type": "object", "required": names, "properties": properties}


def nested(depth: int) -> Json:
    """Nested objects."""
    return fields(inner=nested(depth - 1)) if depth else WHOLE


def instances(
    operation: Operation, media_type: MediaType, body: Any = None, **parameters: Any
) -> list[Any]:
    """An instance for each key, for a request with this body and query."""
    representation = Representation(media_type)
    values = {("query", name): value for name, value in parameters.items()}
    return [
        representation.instance(Call(operation=operation, parameters=values, body=body, key=key))
        for key in KEYS
    ]


def faults(media_type: MediaType, values: list[Any]) -> list[str]:
    """The violations of the schema by the values."""
    assert media_type.schema is not None
    found = [fault for value in values for fault in media_type.schema.check(value, RESPONSE)]
    return sorted({f"{fault.pointer}: {fault.detail}" for fault in found})


def compiled(folder: Path, schema: Any, **options: Any) -> tuple[Operation, MediaType]:
    """The only response of a document, with this schema."""
    file = document(folder, get({"200": response(schema)}), **options)
    (operation,) = compile_operations(load_document(file))
    return operation, operation.responses["200"].media_types["application/json"]


@pytest.mark.parametrize("name", sorted(BUNDLED))
def test_bundled_response_has_valid_instances(name: str) -> None:
    """Every response of the bundled documents has valid instances for any key."""
    operation, media_type = BUNDLED[name]
    assert faults(media_type, instances(operation, media_type)) == []


@pytest.mark.parametrize("name", sorted(BUNDLED))
def test_bundled_response_is_valid_for_another_validator(name: str) -> None:
    """A second validator, with its own format checks, accepts the instances."""
    operation, media_type = BUNDLED[name]
    schema = {"$ref": f"#{media_type.place.pointer}/schema", **operation.document.root}
    checker = Draft202012Validator.FORMAT_CHECKER
    validator = Draft202012Validator(schema, format_checker=checker)
    values = instances(operation, media_type)[:20]
    assert [error.message for value in values for error in validator.iter_errors(value)] == []


@pytest.mark.parametrize("name", sorted(BUNDLED))
def test_bundled_response_is_decided_by_its_key(name: str) -> None:
    """Loading the documents twice gives the same instances for the same keys."""
    operation, media_type = BUNDLED[name]
    fresh = {op.id: op for op in compile_operations(load_document(operation.document.name))}
    again = fresh[operation.id]
    key, media_name = name.split(" ")[-2:]
    twin = again.responses[key].media_types[media_name]
    assert encode_json(instances(again, twin)) == encode_json(instances(operation, media_type))


SCHEMAS: dict[str, Json] = {
    "anything": {},
    "text": TEXT,
    "text-or-null": {"type": ["string", "null"]},
    "null": {"type": "null"},
    "boolean": {"type": "boolean"},
    "integer-or-text": {"type": ["integer", "string"]},
    "no-type-but-fields": {"properties": {"a": WHOLE}, "required": ["a"]},
    "no-type-but-items": {"items": WHOLE},
    "no-type-but-bounds": {"minimum": 3, "maximum": 4},
    # numbers
    "range": {"type": "integer", "minimum": -3, "maximum": 3},
    "one-number": {"type": "integer", "minimum": 7, "maximum": 7},
    "exclusive": {"type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 3},
    "exclusive-and-inclusive": {
        "type": "integer",
        "minimum": 0,
        "exclusiveMinimum": 4,
        "maximum": 6,
    },
    "exclusive-number": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
    "narrow-number": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.001},
    "one-decimal": {"type": "number", "minimum": 0.25, "maximum": 0.25},
    "negative": {"type": "integer", "maximum": -10},
    "negative-number": {"type": "number", "exclusiveMaximum": -0.5},
    "from-a-high-number": {"type": "integer", "minimum": 10**15},
    "fractional-bounds": {"type": "integer", "minimum": 0.5, "maximum": 1.5},
    "fractional-exclusive-bounds": {
        "type": "integer",
        "exclusiveMinimum": 0.5,
        "exclusiveMaximum": 1.5,
    },
    "multiple": {"type": "integer", "multipleOf": 5, "minimum": 1, "maximum": 14},
    "multiple-exclusive": {
        "type": "integer",
        "multipleOf": 5,
        "exclusiveMinimum": 5,
        "exclusiveMaximum": 15,
    },
    "cents": {"type": "number", "multipleOf": 0.01, "minimum": 0, "maximum": 100},
    "halves": {"type": "number", "multipleOf": 0.5, "exclusiveMinimum": 0},
    "int32": {"type": "integer", "format": "int32"},
    "int64": {"type": "integer", "format": "int64"},
    "int64-or-null": {"type": ["integer", "null"], "format": "int64"},
    "int64-with-bounds": {"type": "integer", "format": "int64", "minimum": 2**53},
    "low-int64": {"type": "integer", "format": "int64", "maximum": -(2**40)},
    # values that are named
    "const": {"const": {"a": [1]}},
    "null-const": {"const": None},
    "enum": {"type": "string", "enum": ["a", "b", "c"]},
    "enum-with-null": {"type": ["string", "null"], "enum": ["a", None, "b"]},
    "enum-of-null": {"enum": [None]},
    "nullable-enum-of-null": {"type": ["string", "null"], "enum": [None]},
    "enum-of-objects": {"enum": [{"a": 1}, {"a": 2}]},
    "examples": {"type": "string", "examples": ["a", "b"]},
    "broken-examples": {"type": "integer", "examples": ["a", 3, 4.5]},
    "only-broken-examples": {"type": "integer", "examples": ["a", None]},
    "mock-pattern": {
        "type": "string",
        "pattern": "^[a-z0-9]{24}$",
        "x-mock-pattern": "^[0-9a-f]{24}$",
    },
    # arrays
    "items": items(TEXT),
    "min-items": items(TEXT, minItems=4),
    "max-items": items(TEXT, maxItems=0),
    "unique-items": items(
        {"type": "integer", "minimum": 0, "maximum": 4}, minItems=5, uniqueItems=True
    ),
    "unique-booleans": items({"type": "boolean"}, minItems=2, uniqueItems=True),
    "unique-enum": items({"enum": ["a", "b", "c"]}, minItems=3, maxItems=3, uniqueItems=True),
    "unique-objects": items(fields(id={"enum": [1, 2]}), minItems=2, uniqueItems=True),
    "items-of-items": items(items(items(WHOLE, minItems=2), minItems=2), minItems=2),
    "no-items": {"type": "array", "items": False},
    "tuple": {"type": "array", "prefixItems": [WHOLE, TEXT], "minItems": 2, "items": False},
    # objects
    "fields": fields(a=TEXT, b=WHOLE),
    "optional-fields": fields([], a=TEXT, b=WHOLE),
    "undescribed-required-field": {"type": "object", "required": ["a"]},
    "required-by-additional": {
        "type": "object",
        "required": ["a"],
        "additionalProperties": {"type": "integer"},
    },
    "closed": {**fields(a=TEXT), "additionalProperties": False},
    "map": {"type": "object", "additionalProperties": WHOLE},
    "map-with-two": {"type": "object", "additionalProperties": WHOLE, "minProperties": 2},
    "fields-and-one-more": {**fields(a=TEXT), "additionalProperties": WHOLE, "minProperties": 3},
    "at-most-one-field": {**fields([], a=TEXT, b=WHOLE, c=TEXT), "maxProperties": 1},
    "at-most-two-fields": {**fields(["c"], a=TEXT, b=WHOLE, c=TEXT), "maxProperties": 2},
    "forbidden-field": {**fields(["a"], a=TEXT), "properties": {"a": TEXT, "b": False}},
    "deep": nested(6),
    "deeper": nested(15),
    # combinations
    "all-of": {"allOf": [fields(a=TEXT), fields(b=WHOLE)]},
    "all-of-narrows-later": {
        "allOf": [{"type": "integer", "minimum": 0, "maximum": 99}, {"minimum": 7, "maximum": 8}]
    },
    "all-of-narrows": {"allOf": [{"type": "integer", "minimum": 3}, {"maximum": 4, "minimum": 0}]},
    "all-of-types": {"allOf": [{"type": "number"}, {"type": "integer"}]},
    "all-of-enums": {"allOf": [{"enum": ["a", "b"]}, {"enum": ["b", "c"]}]},
    "all-of-lengths": {"allOf": [{"type": "string", "maxLength": 9}, {"minLength": 9}]},
    "all-of-field-twice": {
        "allOf": [fields(a={"type": "integer"}), fields(a={"minimum": 7, "maximum": 8})]
    },
    "all-of-and-own": {**fields(a=TEXT), "allOf": [fields(b=WHOLE)]},
    "all-of-items": {
        "allOf": [items({"type": "integer"}), {"items": {"minimum": 7, "maximum": 8}}]
    },
    "any-of": {"anyOf": [WHOLE, TEXT]},
    "any-of-null-first": {"anyOf": [{"type": "null"}, WHOLE]},
    "one-of": {"oneOf": [fields(a=TEXT), fields(b=WHOLE)]},
    "one-of-overlapping": {"oneOf": [{"type": "integer"}, {"type": "number"}, TEXT]},
    "one-of-last-only": {
        "oneOf": [WHOLE, {"type": "integer"}, {"type": "integer"}, {"const": "a"}]
    },
    "one-of-in-all-of": {"allOf": [{"oneOf": [fields(a=TEXT), fields(b=TEXT)]}, fields(c=TEXT)]},
    "one-of-with-own-fields": {**fields(c=TEXT), "oneOf": [fields(a=TEXT), fields(b=WHOLE)]},
    "reference-with-neighbours": {**ref("Text"), "minLength": 40},
    "reference-to-a-reference": ref("Alias"),
    # recursion
    "tree": ref("Tree"),
    "tree-with-required-children": ref("StrictTree"),
    "list": ref("Chain"),
    "mutual": ref("Egg"),
    "expression": ref("Expression"),
    "recursive-map": ref("Folder"),
    # directions
    "write-only-behind-references": fields(user=ref("User"), users=items(ref("User"))),
    "write-only": fields(id=WHOLE, password={"type": "string", "writeOnly": True}),
    "read-only": fields(id={"type": "integer", "readOnly": True}, name=TEXT),
}
COMPONENTS: Json = {
    "Text": TEXT,
    "Alias": ref("Text"),
    "User": fields(id=WHOLE, password={"type": "string", "writeOnly": True}),
    "Tree": fields(["name"], name=TEXT, parent=ref("Tree"), children=items(ref("Tree"))),
    "StrictTree": fields(name=TEXT, children=items(ref("StrictTree"))),
    "Chain": fields(["value"], value=WHOLE, next={"anyOf": [{"type": "null"}, ref("Chain")]}),
    "Egg": fields([], hen=ref("Hen")),
    "Hen": fields(egg=ref("Egg")),
    "Expression": {
        "oneOf": [fields(left=ref("Expression"), right=ref("Expression")), fields(value=WHOLE)]
    },
    "Folder": {"type": "object", "additionalProperties": ref("Folder")},
}
CONSTANT = {
    *(
        "null",
        "one-number",
        "one-decimal",
        "const",
        "null-const",
        "enum-of-null",
        "max-items",
        "no-items",
    ),
    *(
        "nullable-enum-of-null",
        "map",
        "recursive-map",
        "all-of-enums",
        "one-of-last-only",
        "mutual",
    ),
    *("broken-examples", "fractional-bounds", "fractional-exclusive-bounds", "multiple-exclusive"),
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_instance_keeps_its_schema(tmp_path: Path, name: str) -> None:
    """Every instance of a schema is valid, whatever it combines."""
    operation, media_type = compiled(tmp_path, SCHEMAS[name], components={"schemas": COMPONENTS})
    assert faults(media_type, instances(operation, media_type)) == []


@pytest.mark.parametrize("name", SCHEMAS)
def test_instance_is_decided_by_its_key(tmp_path: Path, name: str) -> None:
    """The same key gives the same instance, whatever was generated before."""
    operation, media_type = compiled(tmp_path, SCHEMAS[name], components={"schemas": COMPONENTS})
    first = instances(operation, media_type)
    assert encode_json(instances(operation, media_type)) == encode_json(first)


@pytest.mark.parametrize("name", [name for name in SCHEMAS if name not in CONSTANT])
def test_instances_vary(tmp_path: Path, name: str) -> None:
    """If a schema has several values, different keys give different ones."""
    operation, media_type = compiled(tmp_path, SCHEMAS[name], components={"schemas": COMPONENTS})
    assert len({encode_json(value) for value in instances(operation, media_type)}) > 1


OLD_SCHEMAS: dict[str, Json] = {
    "nullable": {"type": "string", "nullable": True},
    "nullable-enum": {"type": "string", "nullable": True, "enum": ["a", "b"]},
    "nullable-reference": {"nullable": True, "allOf": [ref("Text")]},
    "exclusive": {"type": "integer", "minimum": 0, "exclusiveMinimum": True, "maximum": 2},
    "example": {"type": "string", "example": "as it stands"},
    "broken-example": {"type": "integer", "example": "no number"},
    "example-of-an-object": {"type": "object", "properties": {"a": WHOLE}, "example": {"a": 3}},
    "reference-with-neighbours": {**ref("Text"), "minLength": 4000},
    "discriminated": {
        "oneOf": [ref("Cat"), ref("Dog")],
        "discriminator": {"propertyName": "kind", "mapping": {"cat": "#/components/schemas/Cat"}},
    },
}
OLD_COMPONENTS: Json = {
    "Text": TEXT,
    "Cat": fields(kind=TEXT, name=TEXT),
    "Dog": fields(kind=TEXT, barks={"type": "boolean"}),
}


@pytest.mark.parametrize("name", OLD_SCHEMAS)
def test_instance_keeps_a_schema_of_openapi_3_0(tmp_path: Path, name: str) -> None:
    """Every instance of an OpenAPI 3.0 schema is valid."""
    operation, media_type = compiled(
        tmp_path, OLD_SCHEMAS[name], version="3.0.3", components={"schemas": OLD_COMPONENTS}
    )
    assert faults(media_type, instances(operation, media_type)) == []


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string", "examples": ["a", "b"]}, {'"a"', '"b"'}),
        ({"type": "string", "enum": ["a", "b"], "examples": ["a"]}, {'"a"'}),
        ({"type": "integer", "examples": ["x", 3]}, {"3"}),
        ({"type": ["string", "null"], "enum": ["a", None]}, {'"a"'}),
        ({"type": ["string", "null"], "examples": [None, "a"]}, {"null", '"a"'}),
        ({"enum": [None]}, {"null"}),
        ({"const": None}, {"null"}),
        ({"type": "boolean"}, {"true", "false"}),
        ({"type": "integer", "exclusiveMinimum": 0, "maximum": 2}, {"1", "2"}),
        ({"type": "integer", "multipleOf": 10, "minimum": 5, "maximum": 25}, {"10", "20"}),
        (items({"const": 1}), {"[1]"}),
        (items({"const": 1}, minItems=3), {"[1,1,1]"}),
        (items({"const": 1}, maxItems=0), {"[]"}),
        (fields([], a={"const": 1}), {'{"a":1}'}),
        (fields(id={"const": 1}, secret={"const": 2, "writeOnly": True}), {'{"id":1}'}),
        (fields(id={"const": 1, "readOnly": True}), {'{"id":1}'}),
        (fields(a=fields(id={"const": 1}, secret={"writeOnly": True})), {'{"a":{"id":1}}'}),
        ({"anyOf": [{"type": "null"}, {"const": 1}]}, {"1"}),
    ],
)
def test_values_are_those_of_the_schema(tmp_path: Path, schema: Json, expected: set[str]) -> None:
    """Examples, constants and bounds determine the values; null is the last resort."""
    operation, media_type = compiled(tmp_path, schema)
    values = instances(operation, media_type)
    assert {encode_json(value).decode() for value in values} == expected


def test_uuid_is_drawn_although_there_is_an_example(tmp_path: Path) -> None:
    """Every answer has a new UUID, even if the document has an example."""
    example = "550e8400-e29b-41d4-a716-446655440000"
    schema = {"type": "string", "format": "uuid", "examples": [example]}
    operation, media_type = compiled(tmp_path, schema)
    values = instances(operation, media_type)
    assert (example in values, len(set(values))) == (False, len(KEYS))


def test_end_of_a_recursion_is_found_behind_many_ways_on(tmp_path: Path) -> None:
    """A terminating alternative is chosen, however many recursive ones precede it."""
    ways_on = [
        fields(op={"const": f"op{n}"}, left=ref("Node"), right=ref("Node")) for n in range(9)
    ]
    components = {"schemas": {"Node": {"oneOf": [*ways_on, fields(value=WHOLE)]}}}
    operation, media_type = compiled(tmp_path, ref("Node"), components=components)
    representation = Representation(media_type)
    call = Call(operation=operation, parameters={}, body=None, key=b"key")
    assert representation.is_valid(representation.instance(call)) is True


def depth_of(value: Any) -> int:
    """The nesting depth of objects and arrays."""
    children = (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    )
    return 0 if children is None else 1 + max(map(depth_of, children), default=0)


@pytest.mark.parametrize("name", ["Tree", "StrictTree", "Chain", "Egg", "Folder"])
def test_recursion_ends_soon(tmp_path: Path, name: str) -> None:
    """An instance of a recursive schema is small: its optional parts are left out."""
    operation, media_type = compiled(tmp_path, ref(name), components={"schemas": COMPONENTS})
    values = instances(operation, media_type)
    assert max(depth_of(value) for value in values) <= 4
    assert max(len(encode_json(value)) for value in values) < 200


ECHO = "$request.body#/user/id"
ECHOES = fields(
    id={"type": "string", "format": "uuid", "x-echo": ECHO},
    owner=fields(id={"type": "string", "format": "uuid", "x-echo": ECHO}),
    others=items({"type": "string", "format": "uuid", "x-echo": ECHO}, minItems=2),
    via={"allOf": [{"type": "string", "format": "uuid"}], "x-echo": ECHO},
)
UUID = "550e8400-e29b-41d4-a716-446655440000"


def echoed(value: Any) -> set[Any]:
    """The values at the four places."""
    return {value["id"], value["owner"]["id"], *value["others"], value["via"]}


def test_request_is_echoed(tmp_path: Path) -> None:
    """A valid value of the request is echoed wherever the document says so."""
    operation, media_type = compiled(tmp_path, ECHOES)
    values = instances(operation, media_type, {"user": {"id": UUID}})
    assert {frozenset(echoed(value)) for value in values} == {frozenset({UUID})}


@pytest.mark.parametrize(
    "body", [None, {}, {"user": {}}, {"user": {"id": "no uuid"}}, {"user": {"id": 7}}]
)
def test_what_cannot_be_echoed_is_drawn_once(tmp_path: Path, body: Any) -> None:
    """Without a valid value to echo, all places have the same generated one."""
    operation, media_type = compiled(tmp_path, ECHOES)
    values = instances(operation, media_type, body)
    assert faults(media_type, values) == []
    assert {len(echoed(value)) for value in values} == {1}
    assert len({value["id"] for value in values}) == len(KEYS)


def test_echo_of_null_and_of_structures(tmp_path: Path) -> None:
    """Null and whole objects are echoed unchanged; a parameter is found by its name."""
    schema = fields(
        none={"type": ["string", "null"], "x-echo": "$request.body#/none"},
        tags={"type": "object", "x-echo": "$request.body#/tags"},
        page={"type": "integer", "x-echo": "$request.query.page"},
    )
    operation, media_type = compiled(tmp_path, schema)
    expected = {"none": None, "tags": {"a": [1, {"b": None}]}, "page": 3}
    body = {"none": None, "tags": expected["tags"]}
    assert instances(operation, media_type, body, page=3) == [expected] * len(KEYS)


PINNED = fields(
    id={"type": "string", "format": "uuid"},
    name=TEXT,
    count=WHOLE,
    price={"type": "number", "minimum": 0, "maximum": 10},
    kind={"enum": ["a", "b", "c"]},
    tags=items(TEXT, minItems=2),
    isNew={"type": "boolean"},
)


def test_instances_are_pinned(tmp_path: Path) -> None:
    """The instances of these keys and schemas have not changed."""
    operation, media_type = compiled(tmp_path, PINNED)
    assert instances(operation, media_type)[0] == {
        "id": "88005902-81ca-48ca-bd45-d02c5309495a",
        "name": "honey shelf",
        "count": 7,
        "price": 3.8,
        "kind": "b",
        "tags": ["picture jar", "bakery daisy meadow"],
        "isNew": False,
    }


def test_text_is_the_example_of_its_media_type(tmp_path: Path) -> None:
    """A text representation is its example, and a representation without a schema is empty."""
    contents = {
        **content(None, "application/json")["content"],
        **content(TEXT, "text/plain", example="as it stands")["content"],
    }
    app = serve(document(tmp_path, get({"200": {"description": "Two.", "content": contents}})))
    accepted = ("application/json", "text/plain")
    made = [ask(app, "GET /things", {"accept": media_type}).body for media_type in accepted]
    assert made == [b'""', b"as it stands"]


def chain(width: int, depth: int) -> Json:
    """Schemas whose instances would have width ** depth required parts."""
    last = {f"S{depth}": WHOLE}
    names = [f"f{number}" for number in range(width)]
    return last | {
        f"S{level}": fields(**dict.fromkeys(names, ref(f"S{level + 1}"))) for level in range(depth)
    }


OVERSIZED: dict[str, tuple[Json, str]] = {
    "text": ({"type": "string", "minLength": 10**9}, "minLength"),
    "text with a pattern": ({"type": "string", "minLength": 10**9, "pattern": "^a*$"}, "minLength"),
    "array": (items(WHOLE, minItems=10**9), "minItems"),
    "array of different items": (items(TEXT, minItems=10**9, uniqueItems=True), "minItems"),
    "array of one item": (items({"enum": [1]}, minItems=10**6, uniqueItems=True), "minItems"),
    "arrays in arrays": (
        items(items(items(TEXT, minItems=999), minItems=999), minItems=999),
        "min",
    ),
    "array of texts": (items({"type": "string", "minLength": 10**5}, minItems=10**5), "min"),
    "object": ({"type": "object", "minProperties": 10**9}, "minProperties"),
    "schemas in schemas": (ref("S0"), "type"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", OVERSIZED)
def test_oversized_instance_is_refused_soon(name: str, tmp_path: Path) -> None:
    """An oversized instance is not generated; the broken rule is reported within seconds."""
    schema, rule = OVERSIZED[name]
    paths = get({"200": response(schema)})
    spec = document(tmp_path, paths, components={"schemas": chain(20, 8)})
    reply, seconds = time_call(lambda: ask(serve(spec)))
    assert seconds < 20
    assert reply.status == 500
    assert rule in reply.value["detail"]
    assert len(reply.body) < 20_000


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "minLength": 150_000},
        items(WHOLE, minItems=20_000),
        items(TEXT, minItems=3_000, uniqueItems=True),
        items(items(TEXT, minItems=100), minItems=100),
        ref("S0"),
    ],
    ids=["text", "array", "different items", "arrays in arrays", "schemas in schemas"],
)
def test_large_instance_is_made(schema: Json, tmp_path: Path) -> None:
    """A large instance within the limits is generated in full."""
    paths = get({"200": response(schema)})
    spec = document(tmp_path, paths, components={"schemas": chain(10, 4)})
    assert ask(serve(spec)).status == 200
