"""Values are written in the styles of OpenAPI, so that the mock reads the same values."""

from __future__ import annotations

from typing import Any

import pytest

from mockwright.contracts.boundaries.serialization import CannotBeSent, write_pairs
from mockwright.openapi.styles import Style

LIST = ["a", "b"]
OBJECT = {"r": 1, "g": 2}


@pytest.mark.parametrize(
    ("kind", "is_exploded", "value", "pairs"),
    [
        ("simple", False, LIST, [("v", "a,b")]),
        ("simple", False, OBJECT, [("v", "r,1,g,2")]),
        ("simple", True, OBJECT, [("v", "r=1,g=2")]),
        ("label", False, LIST, [("v", ".a,b")]),
        ("label", True, LIST, [("v", ".a.b")]),
        ("label", True, OBJECT, [("v", ".r=1.g=2")]),
        ("matrix", False, LIST, [("v", ";v=a,b")]),
        ("matrix", True, LIST, [("v", ";v=a;v=b")]),
        ("matrix", True, OBJECT, [("v", ";r=1;g=2")]),
        ("form", True, LIST, [("v", "a"), ("v", "b")]),
        ("form", True, OBJECT, [("r", "1"), ("g", "2")]),
        ("deepObject", True, OBJECT, [("v[r]", "1"), ("v[g]", "2")]),
    ],
)
def test_style_is_written(
    kind: str, value: Any, pairs: list[tuple[str, str]], *, is_exploded: bool
) -> None:
    """Each style has the form of the table in OpenAPI's section on style values."""
    style = Style(name="v", kind=kind, is_exploded=is_exploded)
    assert [*write_pairs(style, value)] == pairs


@pytest.mark.parametrize(("kind", "value"), [("zigzag", LIST), ("zigzag", OBJECT), ("form", {})])
def test_undefined_style_cannot_be_sent(kind: str, value: Any) -> None:
    """A style that OpenAPI does not define for a value is refused."""
    with pytest.raises(CannotBeSent):
        write_pairs(Style(name="v", kind=kind, is_exploded=True), value)
