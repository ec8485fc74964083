"""`openapi/ASSUMPTIONS.md` lists exactly the assumptions in the documents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.openapi.documents.bundled import FOLDER, NAMES, Node, document

TABLE = (FOLDER / "ASSUMPTIONS.md").read_text(encoding="utf-8")
ROW = re.compile(
    r"^\| (?P<ruling>R[0-9]+) \| `(?P<where>[^`]+)` \| (?P<text>.+) \|$",
    re.MULTILINE,
)


def assumptions(value: Any, pointer: str) -> Iterator[tuple[str, Node, Node]]:
    """Every assumption inside a value: its place, the object that has it, and its content."""
    if isinstance(value, list):
        value = dict(enumerate(value))
    if not isinstance(value, dict):
        return
    found = value.get("x-assumption", [])
    for one in found if isinstance(found, list) else [found]:
        yield pointer, value, one
    for key, inner in value.items():
        if key != "x-assumption":
            part = str(key).replace("~", "~0").replace("/", "~1")
            yield from assumptions(inner, f"{pointer}/{part}")


FOUND = [found for name in NAMES for found in assumptions(document(name), f"{name}.yaml#")]
IDS = [f"{one['ruling']} {where}" for where, _, one in FOUND]


def test_table_lists_the_assumptions_of_the_documents() -> None:
    """Each assumption of a document has exactly one row, and each row an assumption."""
    rows = [(row["ruling"], row["where"]) for row in ROW.finditer(TABLE)]
    assert sorted(rows) == sorted((one["ruling"], where) for where, _, one in FOUND)


def test_every_line_of_the_table_is_read() -> None:
    """Every row of the table matches the pattern that these tests read."""
    lines = [line for line in TABLE.splitlines() if line.startswith("|")]
    assert len(lines) == len(list(ROW.finditer(TABLE))) + 2


def test_every_ruling_is_in_the_documents() -> None:
    """The rulings are numbered without gaps, and include R1 to R19."""
    numbers = {int(one["ruling"][1:]) for _, _, one in FOUND}
    assert numbers == set(range(1, max(numbers) + 1))
    assert numbers >= set(range(1, 20))


@pytest.mark.parametrize(("where", "carrier", "assumption"), FOUND, ids=IDS)
def test_assumption_names_its_reason_and_keywords(
    where: str, carrier: Node, assumption: Node
) -> None:
    """An assumption has a ruling and a reason, and its keywords occur in the same schema."""
    assert assumption.keys() <= {"ruling", "keywords", "why"}, where
    assert assumption["why"].endswith(".")
    assert set(assumption.get("keywords", [])) <= carrier.keys()
