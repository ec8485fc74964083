"""The public modules: their examples work, and their public names exist."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = ("behaviours", "people", "schemathesis_hooks", "strategies", "testing")


@pytest.mark.parametrize("name", MODULES)
def test_examples_work(name: str) -> None:
    """The examples of each docstring pass."""
    module = importlib.import_module(f"mockwright.{name}")
    failed, _ = doctest.testmod(module, verbose=False)
    assert failed == 0


@pytest.mark.parametrize("name", MODULES)
def test_public_names_exist(name: str) -> None:
    """Every public name exists and is listed once."""
    module = importlib.import_module(f"mockwright.{name}")
    names = module.__all__
    assert len(names) == len(set(names))
    assert [one for one in names if not hasattr(module, one)] == []


def test_there_are_no_other_public_modules() -> None:
    """The namespace contains the three layers and these modules only."""
    found = {path.stem for path in ROOT.glob("*/mockwright/*.py")}
    assert found == set(MODULES)


@pytest.mark.parametrize("path", [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")], ids=str)
def test_pages_import_public_modules_only(path: Path) -> None:
    """No page imports from within the layers."""
    text = path.read_text(encoding="utf-8")
    assert [
        line
        for line in text.splitlines()
        for layer in ("openapi", "mock_server", "contracts")
        if f"import mockwright.{layer}" in line or f"from mockwright.{layer}" in line
    ] == []
