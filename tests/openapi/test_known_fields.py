"""Documented fields of a value are kept, and the others reported."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockwright.openapi.known_fields import Kept, KnownFields
from tests.openapi.small_documents import Json, compile_schema
from tests.openapi.test_unknown_fields import NEW_UNKNOWN, SCHEMAS, UNKNOWN, ref
from tests.processor_time import time_call

CASES = {name: case for name, case in {**UNKNOWN, **NEW_UNKNOWN}.items() if name != "patterns"}


def keep(folder: Path, schema: Json, value: Any) -> Kept:
    """The kept part of a value, and the places of the removed fields."""
    return KnownFields(compile_schema(folder, schema, schemas=SCHEMAS)).keep(value)


@pytest.mark.parametrize(("schema", "value", "unknown"), CASES.values(), ids=CASES)
def test_unknown_fields_are_left_out(
    tmp_path: Path, schema: Json, value: Any, unknown: dict[str, str]
) -> None:
    """The removed fields are those reported for requests, and no unknown one is left."""
    kept = keep(tmp_path, schema, value)
    assert set(kept.left_out) == unknown.keys()
    assert keep(tmp_path, schema, kept.value) == (kept.value, ())


def test_known_fields_stay_in_their_order(tmp_path: Path) -> None:
    """The other fields keep their values and order, and the original is unchanged."""
    friend = {"y": 2, "email": "a"}
    value: Json = {"owner": {"x": 1, "friends": [friend], "email": "b"}, "name": "c"}
    kept = keep(tmp_path, ref("Pet"), value)
    assert kept.left_out == ("#/owner/x", "#/owner/friends/0/y")
    assert [*kept.value] == ["owner", "name"]
    assert kept.value["owner"] == {"friends": [{"email": "a"}], "email": "b"}
    assert value["owner"]["x"] == 1


def test_fields_that_patterns_may_name_stay(tmp_path: Path) -> None:
    """If names may match a pattern, no field is removed."""
    schema, value, _ = NEW_UNKNOWN["patterns"]
    assert keep(tmp_path, schema, value) == (value, ())


def test_very_many_unknown_fields_are_left_out_at_once(tmp_path: Path) -> None:
    """Removing a hundred thousand unknown fields takes no longer than reading them."""
    value = {f"field{number}": {"x": 1} for number in range(100_000)}
    kept, seconds = time_call(lambda: keep(tmp_path, ref("Pet"), value))
    assert (kept.value, len(kept.left_out)) == ({}, 100_000)
    assert seconds < 5
