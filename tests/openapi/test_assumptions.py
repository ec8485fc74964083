"""The list of assumptions in `openapi/ASSUMPTIONS.md` is the list of those in the documents."""

import re
from pathlib import Path

import pytest
import yaml

FOLDER = Path(__file__).parents[2] / "openapi"
DOCUMENTS = {
    path.name: yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in sorted(FOLDER.glob("documents/*.yaml"))
}
TABLE = (FOLDER / "ASSUMPTIONS.md").read_text(encoding="utf-8")
ROW = re.compile(
    r"^\| (?P<ruling>R[0-9]+) \| `(?P<where>[^`]+)` \| (?P<text>.+) \| (?P<acts>.+) \|$",
    re.MULTILINE,
)
LATER = {"R10", "R11", "R12", "R13", "R14", "R16", "R17"}


def assumptions(value, pointer):
    """Every assumption inside the value: where it is, the object that carries it, and the assumption itself."""
    if isinstance(value, list):
        value = dict(enumerate(value))
    if not isinstance(value, dict):
        return
    found = value.get("x-assumption", [])
    yield from ((pointer, value, one) for one in (found if isinstance(found, list) else [found]))
    for key, inner in value.items():
        if key != "x-assumption":
            yield from assumptions(
                inner, f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"
            )


FOUND = [
    found for name, document in DOCUMENTS.items() for found in assumptions(document, f"{name}#")
]
IDS = [f"{one['ruling']} {where}" for where, _, one in FOUND]


def test_table_lists_the_assumptions_of_the_documents():
    """Each assumption of a document has exactly one row, and each row an assumption."""
    rows = [(row["ruling"], row["where"]) for row in ROW.finditer(TABLE)]
    assert sorted(rows) == sorted((one["ruling"], where) for where, _, one in FOUND)


def test_every_line_of_the_table_is_read():
    """No row of the table is written so that these tests overlook it."""
    lines = [line for line in TABLE.splitlines() if line.startswith("|")]
    assert len(lines) == len(list(ROW.finditer(TABLE))) + 2


def test_every_ruling_is_in_the_documents():
    """The rulings are numbered without a gap, and R1 to R19 are among them."""
    numbers = {int(one["ruling"][1:]) for _, _, one in FOUND}
    assert numbers == set(range(1, max(numbers) + 1))
    assert numbers >= set(range(1, 20))


def test_table_says_what_the_mock_does_not_act_on_yet():
    """Rulings about behaviour that does not exist yet are marked so, and no others."""
    marks = {(row["ruling"], row["acts"]) for row in ROW.finditer(TABLE)}
    assert marks == {(ruling, "not yet" if ruling in LATER else "yes") for ruling, _ in marks}


@pytest.mark.parametrize(("where", "carrier", "assumption"), FOUND, ids=IDS)
def test_assumption_names_its_reason_and_keywords(where, carrier, assumption):
    """An assumption gives its ruling and a reason, and the keywords that it names stand beside it."""
    assert assumption.keys() <= {"ruling", "keywords", "why"}, where
    assert assumption["why"].endswith(".")
    assert set(assumption.get("keywords", [])) <= carrier.keys()
