"""Every structural fault of a document and of its referenced parts is reported."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockwright.openapi.pointers import find, split_pointer
from tests.openapi.small_documents import (
    EMPTY,
    NEW,
    OLD,
    VERSIONS,
    Json,
    find_faults,
    operation,
    parameter,
    tree,
    write,
)

AT = "/paths/~1pets~1{id}/get"
NOTHING = object()
ABSENT = "received nothing."
ONLY = "Expected only documented fields; received the field"
NO_STATUS = f"{ONLY} `2000`. Other names must match "
NO_SCHEMA = (
    "Expected exactly one of the fields `schema`, `content`; "
    'received {"in":"path","name":"id","required":true}.'
)

# The place to change, the new value (or removal), and the expected faults by place.
FAULTS: dict[str, tuple[str, Any, dict[str, str]]] = {
    "no info": ("/info", NOTHING, {"/info": f"Expected the field `info`; {ABSENT}"}),
    "no title": ("/info/title", NOTHING, {"/info/title": f"Expected the field `title`; {ABSENT}"}),
    "number as title": ("/info/title", 5, {"/info/title": "Expected a string; received 5."}),
    "misspelt section": ("/pathz", {}, {"/pathz": f"{ONLY} `pathz`. Did you mean `paths`?"}),
    "path without slash": (
        "/paths/pets",
        {},
        {"/paths/pets": "The path `pets` does not start with `/`."},
    ),
    "misspelt field": (
        f"{AT}/paramters",
        [],
        {f"{AT}/paramters": f"{ONLY} `paramters`. Did you mean `parameters`?"},
    ),
    "misspelt field of a parameter": (
        f"{AT}/parameters/0/requird",
        True,
        {f"{AT}/parameters/0/requird": f"{ONLY} `requird`. Did you mean `required`?"},
    ),
    "optional path parameter": (
        f"{AT}/parameters/0/required",
        NOTHING,
        {f"{AT}/parameters/0/required": f"Expected the field `required`; {ABSENT}"},
    ),
    "parameter without schema": (
        f"{AT}/parameters/0/schema",
        NOTHING,
        {f"{AT}/parameters/0": NO_SCHEMA},
    ),
    "response without description": (
        f"{AT}/responses/204/description",
        NOTHING,
        {f"{AT}/responses/204/description": f"Expected the field `description`; {ABSENT}"},
    ),
    "status that is none": (f"{AT}/responses/2000", EMPTY, {f"{AT}/responses/2000": NO_STATUS}),
    "list of responses": (
        f"{AT}/responses",
        [],
        {f"{AT}/responses": "Expected an object; received an array, []."},
    ),
    "several faults": (
        "/info",
        {"titel": "x", "version": 1},
        {
            "/info/title": f"Expected the field `title`; {ABSENT}",
            "/info/version": "Expected a string; received 1.",
            "/info/titel": f"{ONLY} `titel`. Did you mean `title`?",
        },
    ),
}
UNKNOWN_PLACES = {
    NEW: '/in: Expected one of "query", "header", "path", "cookie"; received "body".',
    OLD: ': Expected either "path" at `/in`, or "query" at `/in`, or "header" at `/in`, or ',
}


def changed(version: str, pointer: str, value: Any) -> Json:
    """A valid document with one operation, changed at one place."""
    get = operation(parameters=[parameter("id", "path")], responses={"204": {**EMPTY}})
    root = tree({"/pets/{id}": {"get": get}}, version)
    owner = find(root, pointer.rpartition("/")[0])
    name: Any = split_pointer(pointer)[-1]
    name = int(name) if isinstance(owner, list) else name
    if value is NOTHING:
        del owner[name]
    else:
        owner[name] = value
    return root


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("pointer", "value", "expected"), FAULTS.values(), ids=FAULTS)
def test_fault_is_reported_with_its_place(
    tmp_path: Path, version: str, pointer: str, value: Any, expected: dict[str, str]
) -> None:
    """Each structural fault is reported with its pointer, and nothing else is."""
    found = find_faults(write(tmp_path, changed(version, pointer, value)))
    wanted = [f"api.json#{place}: {problem}" for place, problem in expected.items()]
    assert len(found) == len(wanted)
    assert all(any(fault.startswith(start) for fault in found) for start in wanted), found


@pytest.mark.parametrize("version", VERSIONS)
def test_unknown_place_of_a_parameter_is_reported(tmp_path: Path, version: str) -> None:
    """An unknown parameter location is reported with the known ones."""
    first, *_ = find_faults(write(tmp_path, changed(version, f"{AT}/parameters/0/in", "body")))
    assert first.startswith(f"api.json#{AT}/parameters/0{UNKNOWN_PLACES[version]}")


@pytest.mark.parametrize(
    ("version", "pointer", "where"),
    [
        (OLD, "/paths", "/paths: Expected the field `paths`; received nothing."),
        (OLD, f"{AT}/responses", f"{AT}/responses: Expected the field `responses`; received nothi"),
        (NEW, "/paths", ": Expected at least one of the fields `paths`, `components`, `webhooks`;"),
    ],
)
def test_what_each_version_asks_for_is_reported(
    tmp_path: Path, version: str, pointer: str, where: str
) -> None:
    """OpenAPI 3.0 requires paths and responses; 3.1 requires any of paths, webhooks, components."""
    (found,) = find_faults(write(tmp_path, changed(version, pointer, NOTHING)))
    assert found.startswith(f"api.json#{where}")


PARTS = {
    "path item": ("/paths/~1pets~1{id}", "{get: 5}", "/here/get: Expected an object; received 5."),
    "list as path item": (
        "/paths/~1pets~1{id}",
        "[1]",
        "/here: Expected an object; received an array, [1].",
    ),
    "parameter": (
        f"{AT}/parameters/0",
        "{name: id, in: path, schema: {}}",
        "/here/required: Expected the field `required`; received nothing.",
    ),
    "request body": (
        f"{AT}/requestBody",
        "{contents: {}}",
        f"/here/contents: {ONLY} `contents`. Did you mean `content`?",
    ),
    "response": (
        f"{AT}/responses/204",
        "{descriptio: x}",
        f"/here/descriptio: {ONLY} `descriptio`. Did you mean `description`?",
    ),
    "header": (
        f"{AT}/responses/204/headers",
        "{requierd: true, schema: {}}",
        f"/here/requierd: {ONLY} `requierd`. Did you mean `required`?",
    ),
    "null": (f"{AT}/responses/204", "null", "/here: Expected an object; received null."),
}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("pointer", "text", "problem"), PARTS.values(), ids=PARTS)
def test_part_in_another_file_is_checked(
    tmp_path: Path, version: str, pointer: str, text: str, problem: str
) -> None:
    """The target of a reference is checked to be a part of the right kind."""
    reference: Json = {"$ref": "more.yaml#/here"}
    value = {"X-A": reference} if pointer.endswith("headers") else reference
    root = changed(version, pointer, value)
    found = find_faults(write(tmp_path, root, {"more.yaml": f"here: {text}"}))
    assert any(fault.startswith(f"more.yaml#{problem}") for fault in found), found


@pytest.mark.parametrize("version", VERSIONS)
def test_reference_to_a_part_of_another_kind_is_reported(tmp_path: Path, version: str) -> None:
    """A reference from a parameter to a schema is refused."""
    root = changed(version, f"{AT}/parameters/0", {"$ref": "#/components/schemas/Pet"})
    root["components"] = {"schemas": {"Pet": {"type": "object"}}}
    found = find_faults(write(tmp_path, root))
    place = "api.json#/components/schemas/Pet"
    assert f"{place}/in: Expected the field `in`; received nothing." in found
