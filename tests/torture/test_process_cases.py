"""The torture suite's groups E to H: the table is complete, and its checks can fail."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.torture import by_pytest, process_cases, testbed
from tests.torture.cases import Case
from tests.torture.process_cases import check_soak
from tests.torture.table import CASES

pytestmark = pytest.mark.slow

HIGHEST = {"E": 13, "F": 18, "G": 19, "H": 12}
OURS = [case for case in CASES if case.group in HIGHEST]
FAST = {
    *("F1 addresses in bodies", "F5 the mock's own port"),
    *("E8 export while a profile is created", "E9 100 profiles created at once"),
    *("G3 SIGHUP to 2 workers", "G3 the reader of its output leaves"),
    *("G5 no file may grow, 2 workers", "G6 the file is deleted under 1 workers"),
    *("G14 64 descriptors, 200 connections, 1 workers", "G15 arguments that are not UTF-8"),
    *("G17 resets during 50 writes: two workers", "H1 profiles into a stream that is closed"),
    *("H1 help into a stream that is full", "H1 spec check into a stream that is left"),
}
SELECTIONS = sorted(
    {
        selection
        for case in OURS
        if isinstance(case.check, partial) and case.check.func is by_pytest._run  # noqa: SLF001 -- its own
        for selection in case.check.args[0]
    }
)


@pytest.mark.parametrize(
    "id_", [f"{group}{number}" for group, last in HIGHEST.items() for number in range(1, last + 1)]
)
def test_every_id_has_a_case(id_: str) -> None:
    """Each id of the checklist has a case."""
    assert [case.id for case in OURS if case.id == id_]


@pytest.mark.parametrize("case", OURS, ids=lambda case: f"{case.id} {case.name}")
def test_case_has_a_check_or_a_reason(case: Case) -> None:
    """A case has either a check or a reason."""
    assert (case.check is None) == (len(case.absent) > 20)


@pytest.mark.parametrize("selection", SELECTIONS)
def test_named_tests_exist(selection: str) -> None:
    """The tests that a case names exist."""
    file, _, name = selection.partition("::")
    tree = ast.parse((by_pytest.ROOT / "tests" / file).read_text(encoding="utf-8"))
    names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    assert [one for one in names if one.startswith("test_")]
    assert not name or name in names


@pytest.mark.slow
def test_failing_tests_fail_their_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A case of tests fails if one of them fails or is missing."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_it.py").write_text("def test_1(): pass\ndef test_2(): assert 0\n")
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    monkeypatch.setattr(by_pytest, "ROOT", tmp_path)
    bed = testbed.Testbed(tmp_path)
    found = {
        name: bool([*by_pytest.by_pytest(f"test_it.py::{name}")(bed)])
        for name in ("test_1", "test_2", "test_3")
    }
    assert found == {"test_1": False, "test_2": True, "test_3": True}


@pytest.fixture
def bed(tmp_path: Path) -> Iterator[testbed.Testbed]:
    """A test bed in the folder of the test."""
    made = testbed.Testbed(tmp_path)
    yield made
    made.end_servers_of_case()
    made.end()


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(FAST))
def test_fast_case(bed: testbed.Testbed, name: str) -> None:
    """A fast case passes."""
    (case,) = (case for case in OURS if f"{case.id} {case.name}" == name)
    if case.check is None:
        pytest.skip(case.absent)
    assert [*case.check(bed)] == []


@pytest.mark.slow
def test_few_thousand_requests_leave_nothing(
    bed: testbed.Testbed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three thousand requests after a warm-up leave the server's resources unchanged."""
    monkeypatch.setattr(process_cases, "SOAK_BYTES", 16 * 1024 * 1024)  # not fully warmed up
    assert [*check_soak(bed, requests=3000, warm_up=2000)] == []


@pytest.mark.slow
def test_soak_sees_what_grows(bed: testbed.Testbed, monkeypatch: pytest.MonkeyPatch) -> None:
    """A growing state is reported as growing memory."""
    monkeypatch.setattr(process_cases, "SOAK_CONVERSATIONS", 100_000)
    monkeypatch.setattr(process_cases, "SOAK_BYTES", 1024 * 1024)
    faults = [*check_soak(bed, requests=6000, warm_up=200)]
    assert [fault for fault in faults if fault.startswith("memory grew from ")]
