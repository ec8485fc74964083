"""The fast part of the torture suite, and tests of the suite itself."""

from __future__ import annotations

import io
import mmap
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from mockwright.mock_server.process.idle_timeout import BODY_SECONDS
from tests.processes import CREDENTIAL_MARK
from tests.torture import __main__ as command
from tests.torture import connection_cases as connections
from tests.torture import document_cases, json_cases, laws, schema_cases, table
from tests.torture.cases import GROUPS, Case, Check, judge
from tests.torture.laws import Witness
from tests.torture.running import run_cases
from tests.torture.testbed import Testbed

pytestmark = pytest.mark.slow

# The number of checklist rows of each group.
CHECKLIST = {"A": 24, "B": 13, "C": 23, "D": 12, "E": 13, "F": 18, "G": 19, "H": 12}
IN_PROCESS = (*json_cases.CASES, *schema_cases.CASES, *document_cases.CASES)
FAST = [
    case
    for case in IN_PROCESS
    if isinstance(case.check, partial) and not case.check.func.__module__.endswith("by_pytest")
]
ON_THE_WIRE: dict[str, Check] = {
    "valid after broken framing": connections.check_journal_of_pipeline,
    "clients that do not read": connections.check_slow_reader,
    "resets during answers": connections.check_resets_during_answers,
    "a crowd": partial(connections.check_crowd, idle=300, slow_heads=60, slow_bodies=60),
    "slow bodies under load": partial(
        connections.check_crowd_under_load, clients=4, slow_bodies=60
    ),
}


@pytest.fixture
def testbed(tmp_path: Path) -> Iterator[Testbed]:
    """A test bed whose servers are stopped at the end."""
    testbed = Testbed(tmp_path)
    yield testbed
    testbed.end_servers_of_case()
    testbed.end()


@pytest.mark.parametrize("case", FAST, ids=lambda case: f"{case.id} {case.name}"[:60])
def test_case_within_this_process(testbed: Testbed, case: Case) -> None:
    """A case of a text, schema or document passes."""
    assert case.check is not None
    assert [*case.check(testbed)] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ON_THE_WIRE)
def test_case_on_the_wire(testbed: Testbed, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Clients with bad connections do not keep others from being answered."""
    monkeypatch.setattr(connections, "GOOD_SECONDS", BODY_SECONDS - 1)
    assert [*ON_THE_WIRE[name](testbed)] == []


def test_enough_texts_are_written() -> None:
    """There are at least 150 JSON texts of every kind with different names."""
    names = [text.name for text in json_cases.read_texts()]
    kinds = {re.split(r"_(?!accept|refuse)", name)[0] for name in names}
    assert len(names) == len(set(names)) >= 150
    assert kinds == {"y", "n", "i_accept", "i_refuse"}


def test_table_has_the_whole_checklist() -> None:
    """Each row of the checklist has a case."""
    wanted = {f"{group}{row}" for group, rows in CHECKLIST.items() for row in range(1, rows + 1)}
    assert {case.id for case in table.CASES} == wanted


def test_no_case_hides_another() -> None:
    """Cases of the same row have different names."""
    names = [(case.id, case.name) for case in table.CASES]
    assert sorted(names) == sorted(set(names))


def test_case_is_checked_or_absent() -> None:
    """A case has either a check or a reason."""
    assert [case for case in table.CASES if (case.check is None) != bool(case.absent)] == []


def say(*faults: str) -> Any:
    """A check that finds these faults."""
    return lambda _testbed: faults


@pytest.mark.parametrize(
    ("limit", "faults", "standing"),
    [
        ("", (), "passed"),
        ("", ("wrong",), "failed"),
        ("because", ("wrong",), "known limit"),
        ("because", (), "failed"),
    ],
)
def test_verdict(limit: str, faults: tuple[str, ...], standing: str) -> None:
    """A known limit fails if its check finds nothing."""
    verdict = judge(Case(id="A1", name="x", check=say(*faults), limit=limit), faults, 0.0)
    assert (verdict.standing, bool(verdict.faults)) == (standing, standing != "passed")


def raise_error(_testbed: Testbed) -> Iterable[str]:
    raise ConnectionRefusedError("nobody there")


def test_check_that_fails_by_itself_is_a_failure(testbed: Testbed) -> None:
    """An exception in a check is a fault, and the next cases are run."""
    cases = [Case(id="A1", name="x", check=raise_error), Case(id="A2", name="y", check=say())]
    verdicts = [*run_cases(cases, testbed)]
    assert [verdict.standing for verdict in verdicts] == ["failed", "passed"]
    assert verdicts[0].faults == ("ConnectionRefusedError: nobody there",)


def test_what_does_not_apply_is_told(testbed: Testbed) -> None:
    """A case without a check does not apply."""
    (verdict,) = run_cases([Case(id="A1", name="x", absent="because")], testbed)
    assert verdict.standing == "does not apply"


def use_server(testbed: Testbed) -> Iterable[str]:
    testbed.server.ask("/_mock/live")
    return ()


def test_shared_server_is_looked_at_after_the_group(testbed: Testbed) -> None:
    """After a group with a shared server there is a verdict on its resources."""
    verdicts = [*run_cases([Case(id="A1", name="x", check=use_server)], testbed)]
    assert [(verdict.case.id, verdict.standing) for verdict in verdicts] == [
        ("A1", "passed"),
        ("A0", "passed"),
    ]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({}, None),
        ({"status": 503}, "the next good request got 503"),
        ({"stderr": "Traceback (most recent call last):"}, "standard error has"),
        ({"stderr": "thread panicked at"}, "standard error has"),
        ({"stderr": f"key {CREDENTIAL_MARK}x"}, "standard error has a credential"),
        ({"entries": [{"key": CREDENTIAL_MARK}]}, "the journal has a credential"),
    ],
)
def test_broken_law_is_found(
    monkeypatch: pytest.MonkeyPatch, change: dict[str, Any], fault: str | None
) -> None:
    """Each broken law is reported."""
    monkeypatch.setattr(laws, "send_good", lambda server, _name: server.status)
    told = {"status": 200, "stderr": "", "entries": [], **change}
    found = [*Witness(pretend(**told)).find_faults()]
    assert [text for text in found if fault is None or fault not in text] == []
    assert len(found) == (fault is not None)


def pretend(*, status: int, stderr: str, entries: list[Any]) -> Any:
    """A replacement for a server with this process, a given output and a given journal."""
    return SimpleNamespace(
        process=SimpleNamespace(pid=os.getpid()),
        status=status,
        stderr_text=lambda: stderr,
        journal=lambda **_: {"cursor": "1:1", "entries": entries},
        ask=lambda *_, **__: None,
    )


def test_growth_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Growth of threads, descriptors and memory is reported."""
    monkeypatch.setattr(laws, "SETTLE_SECONDS", 0.0)
    witness = Witness(pretend(status=200, stderr="", entries=[]))
    end = threading.Event()
    threads = [threading.Thread(target=end.wait) for _ in range(laws.SPARE_THREADS + 1)]
    for thread in threads:
        thread.start()
    pipes = [os.pipe() for _ in range(laws.SPARE_DESCRIPTORS)]
    # New pages, because memory of earlier tests is already counted.
    memory = mmap.mmap(-1, laws.SPARE_BYTES + 32 * 1024 * 1024)
    memory.write(b"x" * len(memory))
    found = " ".join(witness.find_growth())
    end.set()
    for descriptor in (one for pipe in pipes for one in pipe):
        os.close(descriptor)
    assert [name in found for name in ("threads", "descriptors", "bytes of memory")] == [True] * 3
    memory.close()


def test_command_fails_where_a_case_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """The exit code is 1 if any case fails, and the output lists its faults."""
    cases = (
        Case(id="A1", name="good", check=say()),
        Case(id="A2", name="bad", check=say("it is wrong")),
        Case(id="B1", name="limited", check=say("so it is"), limit="because of this"),
        Case(id="B2", name="nothing", absent="there is no such thing"),
    )
    monkeypatch.setattr(command, "CASES", cases)
    out = io.StringIO()
    assert command.main([], out) == 1
    for text in ("2 cases: 1 passed, 1 failed", "bad: it is wrong", "limited: because of this"):
        assert text in out.getvalue()
    assert "nothing: there is no such thing" in out.getvalue()
    assert [command.main([names], io.StringIO()) for names in ("A1", "B")] == [0, 0]


def test_command_knows_its_groups() -> None:
    """An unknown group is a usage error."""
    result = subprocess.run(
        [sys.executable, "-m", "tests.torture", "Z"], capture_output=True, text=True, check=False
    )
    assert result.returncode == 2
    assert all(group in result.stderr for group in GROUPS)
