"""The page about options is up to date."""

from __future__ import annotations

from pathlib import Path

from tests.tools.options_page import PAGE, write_page

DOCS = Path(__file__).parent.parent / "docs"


def test_options_page_is_current() -> None:
    """`docs/options.md` equals the output of `python -m tests.tools.options_page`."""
    assert PAGE.read_text(encoding="utf-8") == write_page()
