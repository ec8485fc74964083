"""Hostile, oversized and unusual documents and schemas: their cost, and their refusal."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any

from mockwright.mock_server.wsgi import Mockwright
from mockwright.openapi.json_text import encode_json
from tests.mock_server.asking import ask, serve
from tests.mock_server.small_documents import content, document, post
from tests.processor_time import time_call
from tests.torture.by_pytest import by_pytest
from tests.torture.cases import Case
from tests.torture.testbed import Testbed

SECONDS = 0.2
_PATTERN_SECONDS = 2.0


def _serve(folder: Path, schema: Any, **members: Any) -> Mockwright:
    body = {**content(schema), "required": True}
    return serve(document(folder, post(body), **members))


def check_cost(
    testbed: Testbed, *, schema: Any, value: Any, status: int, seconds: float = SECONDS
) -> Iterator[str]:
    """A body gets its verdict within a limit of processor time."""
    app = _serve(testbed.make_folder(), schema)
    reply, spent = time_call(lambda: ask(app, "POST /things", body=value))
    if reply.status != status:
        yield f"expected {status}, got {reply.status}: {reply.body[:200]!r}"
    if spent > seconds:
        yield f"it took {spent:.2f} s"
    if len(reply.body) > 64 * 1024:
        yield f"the answer has {len(reply.body):,} bytes"


def check_recursive_schema(testbed: Testbed, *, depth: int, status: int) -> Iterator[str]:
    """A recursive schema gives the right verdict at every depth."""
    node = {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Node"}}}
    closed = {**node, "additionalProperties": False}
    app = _serve(
        testbed.make_folder(),
        {"$ref": "#/components/schemas/Node"},
        components={"schemas": {"Node": closed}},
    )
    for leaf, expected in ((b"{}", status), (b'{"other":1}', 400), (b"1", 400)):
        text = b'{"next":' * (depth - 1) + leaf + b"}" * (depth - 1)
        reply = ask(app, "POST /things", {"content-type": "application/json"}, text)
        if reply.status != expected:
            yield f"{leaf!r} at depth {depth}: expected {expected}, got {reply.status}"


def _alternatives(count: int, levels: int) -> Any:
    schema: Any = {"type": "integer"}
    for level in range(levels):
        last = {"properties": {"next": schema}, "required": ["next"], "type": "object"}
        others = [{"const": f"{level}-{number}"} for number in range(count - 1)]
        schema = {"oneOf": [*others, last]}
    return schema


def _nested(levels: int, leaf: Any) -> Any:
    for _ in range(levels):
        leaf = {"next": leaf}
    return leaf


_FEW = {"type": "array", "uniqueItems": True, "maxItems": 10}
_UNIQUE = {"type": "array", "uniqueItems": True}
_OBJECTS = [{"number": number, "text": str(number)} for number in range(10_000)]
_CLOSED = {"type": "object", "properties": {"a": {}}, "additionalProperties": False}
_KEYS = {f"key{number}": number for number in range(10_000)}


def check_pattern(testbed: Testbed, *, pattern: str, text: str) -> Iterator[str]:
    """A pattern with exponential backtracking is refused, or it matches quickly."""
    schema = {"type": "string", "pattern": pattern}
    file = document(testbed.make_folder(), post({**content(schema), "required": True}))
    started = time.process_time()
    try:
        reply = ask(serve(file), "POST /things", body=text)
    except Exception as error:  # noqa: BLE001 -- whatever it is, it has to name the pattern
        if "pattern" not in str(error).lower():
            yield f"{type(error).__name__}: {error}"
    else:
        if reply.status != 400:
            yield f"got {reply.status}: {reply.body[:200]!r}"
    spent = time.process_time() - started
    if spent > _PATTERN_SECONDS:
        yield f"it took {spent:.1f} s"


PATTERNS = (
    ("^(a+)+$", "a" * 30 + "!"),
    ("^(a|a)*$", "a" * 40 + "!"),
    ("^(a|aa)+$", "a" * 40 + "!"),
    ("^([a-z]+)*\\d$", "a" * 40 + "!"),
    ("(x+x+)+y", "x" * 40),
    ("^(.*)*$", "a" * 40 + "\n"),
    ("^(?=(a+)+$)a*b", "a" * 40 + "!"),
    (r"^(a+)+\1$", "a" * 40 + "!"),
    ("^(a{1,100}){1,100}$", "a" * 200 + "!"),
)


def check_foreign_parts(testbed: Testbed, *, reference: str) -> Iterator[str]:
    """An operation with a reference that cannot be followed is not served, and says why."""
    folder = testbed.make_folder()
    (folder / "secret.json").write_bytes(encode_json({"type": "integer"}))
    inner = folder / "documents"
    inner.mkdir()
    app = _serve(inner, {"$ref": reference.replace("FOLDER", str(folder))})
    reply = ask(app, "POST /things", body=1)
    if reply.status != HTTPStatus.NOT_IMPLEMENTED:
        yield f"expected 501, got {reply.status}: {reply.body[:200]!r}"
    if b"reference" not in reply.body and b"$ref" not in reply.body:
        yield f"the refusal does not name the reference: {reply.body!r}"


REFERENCES = (
    "http://127.0.0.1:9/schema.json",
    "https://example.com/schema.json",
    "//example.com/schema.json",
    "file:///etc/passwd",
    "file://FOLDER/secret.json",
    "FOLDER/secret.json",
    "../secret.json",
    "x/../../secret.json",
    "..%2fsecret.json",
    "%2e%2e/secret.json",
    "ftp://127.0.0.1/schema.json",
    "data:application/json,{}",
    "missing.json",
    "#/components/schemas/Missing",
    "#/paths/~1things/post/requestBody/content/application~1json/schema",
)

CASES = (
    *(
        Case(
            id="A6",
            name=f"a recursive schema and {depth} levels",
            check=partial(check_recursive_schema, depth=depth, status=status),
        )
        for depth, status in ((1, 204), (64, 204), (65, 400), (20_000, 400))
    ),
    Case(
        id="A14",
        name="10,000 keys that are refused",
        check=partial(check_cost, schema=_CLOSED, value=_KEYS, status=400, seconds=1.0),
    ),
    Case(
        id="A14",
        name="10,000 keys that are accepted",
        check=partial(check_cost, schema={"type": "object"}, value=_KEYS, status=204, seconds=0.1),
    ),
    *(
        Case(
            id="B5",
            name=f"pattern {pattern}",
            check=partial(check_pattern, pattern=pattern, text=text),
        )
        for pattern, text in PATTERNS
    ),
    Case(id="B5", name="patterns, tested", check=by_pytest("openapi/test_patterns.py")),
    Case(
        id="B6",
        name="10,000 objects that are unique",
        check=partial(check_cost, schema=_UNIQUE, value=_OBJECTS, status=204),
    ),
    Case(
        id="B6",
        name="10,000 objects, the last one twice",
        check=partial(check_cost, schema=_UNIQUE, value=[*_OBJECTS, _OBJECTS[-1]], status=400),
    ),
    Case(
        id="B6",
        name="10,000 objects where 10 are allowed",
        check=partial(check_cost, schema=_FEW, value=_OBJECTS, status=400),
    ),
    Case(
        id="B7",
        name="1,000 alternatives, none of them",
        check=partial(check_cost, schema=_alternatives(1000, 1), value={"next": "x"}, status=400),
    ),
    Case(
        id="B7",
        name="alternatives in 10 levels, the last one wrong",
        check=partial(check_cost, schema=_alternatives(20, 10), value=_nested(10, "x"), status=400),
    ),
    Case(
        id="B7",
        name="alternatives in 10 levels, all of them right",
        check=partial(check_cost, schema=_alternatives(20, 10), value=_nested(10, 1), status=204),
    ),
    Case(
        id="B7", name="recursive alternatives, tested", check=by_pytest("openapi/test_recursion.py")
    ),
    *(
        Case(
            id="B8",
            name=f"reference to {reference}",
            check=partial(check_foreign_parts, reference=reference),
        )
        for reference in REFERENCES
    ),
    Case(id="B8", name="references, tested", check=by_pytest("openapi/test_document_files.py")),
    Case(
        id="B9",
        name="YAML that grows, runs or means something else, tested",
        check=by_pytest("openapi/test_yaml_text.py"),
    ),
    Case(
        id="B11",
        name="examples that break their schema, tested",
        check=by_pytest("contracts/spec/test_checking.py", "mock_server/answer/test_responder.py"),
    ),
    Case(
        id="B12",
        name="a document that is changed while it is served",
        absent="documents are read once, when the server starts",
    ),
    Case(
        id="B13",
        name="fields that no document has, tested",
        check=by_pytest("openapi/test_unknown_fields.py", "openapi/test_directions.py"),
    ),
)
