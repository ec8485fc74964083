"""Notices: how they are written, and that their rulings exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from mockwright.mock_server.request.notices import (
    UNDOCUMENTED_FIELD,
    Notice,
    NoticeCode,
    notice_unknown_field,
)
from mockwright.openapi.loading import DOCUMENTS
from mockwright.openapi.unknown_fields import UnknownField

CODE = NoticeCode("some-code")
CASES = Path(__file__).parents[2] / "cases"


@pytest.mark.parametrize(
    ("notice", "shown"),
    [
        (Notice(CODE, "#/a", "Why."), {"code": "some-code", "pointer": "#/a", "message": "Why."}),
        (Notice(CODE, None, "Why."), {"code": "some-code", "pointer": None, "message": "Why."}),
        (
            Notice(CODE, "query:a", "Why.", "R1"),
            {"code": "some-code", "pointer": "query:a", "message": "Why.", "ruling": "R1"},
        ),
    ],
)
def test_notice_as_json(notice: Notice, shown: dict[str, str | None]) -> None:
    """A notice always has its pointer, and a ruling only where there is one."""
    assert notice.to_json() == shown


@pytest.mark.parametrize(("pointer", "line"), [("#/a", "#/a: Why."), (None, "Why.")])
def test_notice_as_a_line(pointer: str | None, line: str) -> None:
    """The place stands before the message, unless the whole request is meant."""
    assert Notice(CODE, pointer, "Why.").line == line


def test_notice_of_an_unknown_field() -> None:
    """An unknown field is noticed at its place, with the near name."""
    field = UnknownField(pointer="#/nmae", name="nmae", hint="Did you mean `name`?")
    message = "`nmae` is not a documented field. Did you mean `name`?"
    assert notice_unknown_field(field) == Notice(UNDOCUMENTED_FIELD, "#/nmae", message)


def test_rulings_of_golden_notices_exist() -> None:
    """Each ruling that a golden case names has a row among the assumptions."""
    known = set(re.findall(r"^\| (R\d+) \|", read_assumptions(), re.MULTILINE))
    texts = [path.read_text(encoding="utf-8") for path in sorted(CASES.rglob("*.yaml"))]
    named = {
        notice["ruling"]
        for text in texts
        for case in [yaml.safe_load(text)]
        for exchange in case.get("exchanges", [case])
        for notice in exchange.get("warnings", ())
        if "ruling" in notice
    }
    assert named >= {"R2", "R11", "R12", "R13", "R14", "R15", "R16"}
    assert named <= known


def read_assumptions() -> str:
    """The page with every ruling."""
    return (DOCUMENTS.parent / "ASSUMPTIONS.md").read_text(encoding="utf-8")
