"""Test sessions of projects that have the package installed but do not use it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import environment

pytestmark = pytest.mark.slow

FAILING = """
from hypothesis import given, strategies as st

@given(st.integers())
def test_small(number):
    assert number < 10
"""
SCHEMA_TEST = """
import schemathesis

schema = schemathesis.openapi.from_dict({
    "openapi": "3.0.0", "info": {"title": "t", "version": "1"},
    "paths": {"/a": {"get": {"responses": {"200": {"description": "ok"}}}}},
})

@schema.parametrize()
def test_api(case):
    assert case.path == "/a"
"""
IMPORTED = """
import sys

def test_nothing():
    heavy = {heavy}
    assert sorted(heavy & {{name.partition(".")[0] for name in sys.modules}}) == []
    assert not [name for name in sys.modules if name.startswith("mockwright.mock_server")]
"""
HEAVY = {"flask", "granian", "requests", "yaml", "jsonschema_rs", "orjson", "click", "rich"}


def run_pytest(folder: Path, code: str, *options: str) -> str:
    """The output of pytest for one test file in a temporary folder."""
    (folder / "test_project.py").write_text(code)
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options],
        cwd=folder,
        env=environment({}),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return ended.stdout + ended.stderr


def test_falsifying_examples_are_printed(tmp_path: Path) -> None:
    """A failing test of Hypothesis shows its value, although Schemathesis is installed."""
    printed = run_pytest(tmp_path, FAILING)
    assert "1 failed" in printed
    assert "number=10" in printed


def test_tests_of_schemathesis_still_run(tmp_path: Path) -> None:
    """Schemathesis's own pytest integration still works."""
    assert "1 passed" in run_pytest(tmp_path, SCHEMA_TEST)


def test_plugin_imports_nothing_heavy(tmp_path: Path) -> None:
    """A session that requests no fixture imports no library of the mock."""
    options = ("-p", "no:schemathesis", "-p", "no:hypothesispytest")
    printed = run_pytest(tmp_path, IMPORTED.format(heavy=HEAVY), *options)
    assert "1 passed" in printed, printed


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("mockwright.people", {"flask", "yaml", "hypothesis", "schemathesis", "granian"}),
        ("mockwright.strategies", {"schemathesis", "granian"}),
        ("mockwright.testing", {"hypothesis", "schemathesis", "granian"}),
    ],
)
def test_public_modules_import_what_they_need(module: str, heavy: set[str]) -> None:
    """A public module does not import libraries that only other commands need."""
    code = f"import sys, {module}; print(sorted({heavy} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("library", ["hypothesis", "schemathesis"])
def test_missing_extra_is_a_usage_error(library: str) -> None:
    """`check server` without its extra says what to install, in one line."""
    code = (
        f"import sys; sys.modules[{library!r}] = None; "
        "from mockwright.contracts.commands.root import run; "
        "sys.exit(run(['check', 'server', 'http://127.0.0.1:9']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert "`pip install 'mockwright[check]'`" in " ".join(done.stderr.split())


def test_only_one_phase_needs_the_extra() -> None:
    """Without its extra `check server` runs every other phase."""
    code = (
        "import sys; sys.modules['schemathesis'] = sys.modules['hypothesis'] = None; "
        "from mockwright.contracts.commands.root import run; "
        "sys.exit(run(['check', 'server', 'http://127.0.0.1:9', '--phases', 'examples']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 4, done.stderr


def test_adversarial_strategies_leave_the_printer_alone() -> None:
    """Outside pytest, failing examples are still printed after an adversarial strategy."""
    code = (
        "import hypothesis.core as core; before = core.RepresentationPrinter; "
        "from mockwright.strategies import profiles; profiles(mode='adversarial'); "
        "print(core.RepresentationPrinter is before)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"


def test_strategies_say_what_they_need() -> None:
    """Without Hypothesis the import fails with the command that installs it."""
    code = "import sys; sys.modules['hypothesis'] = None; import mockwright.strategies"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "pip install 'mockwright[check]'" in done.stderr
