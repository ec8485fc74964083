"""Whatever a schema combines: if it has an instance, one is generated."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from mockwright.mock_server.answer.representations import Representation
from mockwright.mock_server.request.calls import Call
from mockwright.openapi.compiler import compile_operations
from mockwright.openapi.json_text import encode_json
from mockwright.openapi.loading import load_document
from tests.mock_server.small_documents import document, get, response
from tests.mock_server.values.schemas_with_instances import WITH_WITNESS, is_valid

pytestmark = pytest.mark.slow


def instance(folder: Path, schema: Any, key: bytes) -> Any:
    """An instance of the only schema of a document."""
    file = document(folder, get({"200": response(schema)}))
    (operation,) = compile_operations(load_document(file))
    representation = Representation(operation.responses["200"].media_types["application/json"])
    call = Call(operation=operation, parameters={}, body=None, key=key)
    return representation.instance(call)


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(drawn=WITH_WITNESS, key=st.binary(min_size=1, max_size=4))
def test_schema_that_has_an_instance_gets_one(tmp_path: Path, drawn: Any, key: bytes) -> None:
    """The generated value conforms, and is the same when it is generated again."""
    witness, schema = drawn
    assume(is_valid(schema, witness))
    value = instance(tmp_path, schema, key)
    assert is_valid(schema, value), json.dumps(schema)
    assert encode_json(instance(tmp_path, schema, key)) == encode_json(value)
