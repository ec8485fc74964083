from __future__ import annotations

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockwright.contracts.reports.sanitized import MAX_SHOWN, sanitize, split_commands


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("é 漢 🙂 naïve", "é 漢 🙂 naïve"),
        ("a\nb\tc", "a\\nb\\x09c"),
        ("\x1b[31m", "\\x1b[31m"),
        ("\u202e\ufeff\u2028", "\\u202e\\ufeff\\u2028"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
        ("क्\u200cष", "क्\u200cष"),
        (
            "## [x] ##[error] ##vso[a] ##teamcity[a]",
            "## [x] \\x23#[error] \\x23#vso[a] \\x23#teamcity[a]",
        ),
    ],
)
def test_what_acts_is_shown_as_an_escape(text: str, shown: str) -> None:
    """Control characters and CI commands are escaped; letters of any script are unchanged."""
    assert sanitize(text) == shown


@given(st.text(st.characters()))
def test_a_harmless_text_is_one_line_of_glyphs(text: str) -> None:
    """Any text is sanitized to one encodable, printable line, which does not change again."""
    shown = sanitize(text)
    assert len(shown.encode().splitlines()) <= 1
    assert all(c.isprintable() or c in "\u200c\u200d" for c in shown)
    assert sanitize(shown) == shown


def test_a_long_text_is_cut() -> None:
    """A long text is truncated with an ellipsis."""
    assert sanitize("x" * MAX_SHOWN) == "x" * MAX_SHOWN
    assert sanitize("x" * 3 * MAX_SHOWN) == "x" * (MAX_SHOWN - 1) + "…"


def test_a_command_line_has_no_command_of_a_ci() -> None:
    """A shell command contains no CI command, but has the same words for the shell."""
    line = split_commands("printf %s '##[error] ##vso[x]'")
    assert "##[" not in line
    done = subprocess.run(["sh", "-c", line], capture_output=True, check=True)  # noqa: S607 -- the line under test
    assert done.stdout == b"##[error] ##vso[x]"
