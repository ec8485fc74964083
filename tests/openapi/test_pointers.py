from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockwright.openapi.pointers import (
    PointerToNowhere,
    as_fragment,
    find,
    from_fragment,
    join_pointer,
    split_pointer,
)

VALUE = {"a/b": [10, {"m~n": "x"}], "": {"": 1}, "0": "zero", "~1": True}
NOWHERE = [
    "/b",
    "/a~1b/2",
    "/a~1b/-1",
    "/a~1b/01",
    "/a~1b/+1",
    "/a~1b/ 1",
    "/a~1b/1_0",
    "/a~1b/-",
    "/a~1b/\u0660",
    "/a~1b/" + "9" * 5000,
    "/a~1b/x",
    "/a~1b/0/0",
    "/0/0",
    "//x",
    "a~1b",
    "0",
]


@pytest.mark.parametrize(
    ("pointer", "expected"),
    [
        ("", VALUE),
        ("/a~1b/0", 10),
        ("/a~1b/1/m~0n", "x"),
        ("//", 1),
        ("/0", "zero"),
        ("/~01", True),
    ],
)
def test_pointer_finds_its_target(pointer: str, expected: Any) -> None:
    """A pointer resolves as RFC 6901 defines."""
    assert find(VALUE, pointer) == expected


@pytest.mark.parametrize("pointer", NOWHERE)
def test_pointer_to_nowhere_is_refused(pointer: str) -> None:
    """A missing target raises an error, and so do indexes that only Python accepts."""
    with pytest.raises(PointerToNowhere):
        find(VALUE, pointer)


@given(st.lists(st.text()))
def test_parts_survive_joining(parts: list[str]) -> None:
    """Splitting a pointer gives the parts that it was joined from."""
    assert split_pointer(join_pointer(parts)) == parts


@given(st.lists(st.text()))
def test_fragment_is_ascii_and_gives_the_pointer_back(parts: list[str]) -> None:
    """The fragment of a pointer is ASCII and converts back to the same pointer."""
    fragment = as_fragment(parts)
    assert fragment.isascii()
    assert set('"<>\\^`{|} #[]%').isdisjoint(fragment[1:].replace("%", ""))
    assert from_fragment(fragment[1:]) == join_pointer(parts)


def test_fragment_reads_well() -> None:
    """Characters that are allowed in a URI are not escaped: `#/tags/a%20b`."""
    assert as_fragment(["tags", "a b", 0, "x:y@z"]) == "#/tags/a%20b/0/x:y@z"
