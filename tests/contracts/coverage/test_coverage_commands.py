"""`mockwright coverage` of a running mock and of a journal file, as text, JSON and HTML."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from mockwright.contracts.commands.root import run
from tests.processes import ServerMaker


@pytest.fixture(scope="module")
def journal(make_server: ServerMaker, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """A running mock that received one export request, and its journal file."""
    file = tmp_path_factory.mktemp("journal") / "journal.jsonl"
    server = make_server("--journal-file", str(file))
    server.ask("/api/profiles/user-1/export")
    return server.url, file


def test_a_mock_and_its_journal_file_give_the_same_report(
    journal: tuple[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """Both reports have a line for each operation and one for the total."""
    shown = []
    for source in journal:
        assert run(["coverage", str(source)]) == 0
        shown.append(capsys.readouterr().out)
    assert shown[0] == shown[1]
    assert "status 1/6, media type 1/6, parameter 1/1, authentication 1/3" in shown[0]
    assert re.fullmatch(r"total +0\.\d %  5/\d{4} points", shown[0].splitlines()[-1])


def test_what_was_missed_can_be_listed(
    journal: tuple[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """The missed cases of one subject are on one line, which is shortened if there are many."""
    run(["coverage", str(journal[1]), "--missed"])
    lines = capsys.readouterr().out
    assert "  missed: credentials: missing, refused, wrong, refused\n" in lines
    assert ", and 31 more\n" in lines


@pytest.mark.parametrize(
    ("wanted", "code", "error"),
    [
        (["--fail-under", "operation=20"], 0, ""),
        (["--fail-under", "0.1"], 0, ""),
        (
            ["--fail-under", "operation=21"],
            1,
            "Coverage of the dimension `operation` is 20.0 % (1 of 5); at least 21 % is required.",
        ),
        (["--fail-under", "stauts=1"], 2, "There is no dimension `stauts`. Known: `operation`,"),
        (["--fail-under", "101"], 2, "`101` is not a percentage from 0 to 100."),
        (["--spec", "none.yaml"], 3, "There is no such file."),
    ],
)
def test_exit_codes(
    journal: tuple[str, Path],
    capsys: pytest.CaptureFixture[str],
    wanted: list[str],
    code: int,
    error: str,
) -> None:
    """The exit code distinguishes enough coverage, too little, and usage errors."""
    assert run(["coverage", str(journal[1]), *wanted]) == code
    assert error in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "code", "error"),
    [
        (None, 2, "cannot be read: No such file or directory."),
        (b"", 0, ""),
        (b"{}\n", 3, "line 1: not a journal entry ('request')."),
        (b"\xff\n", 3, "line 1: not a journal entry"),
        (b"[]\n", 3, "line 1: not a journal entry"),
    ],
)
def test_files_that_are_not_a_journal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, code: int, error: str
) -> None:
    """The error names the line; an empty file is an empty journal."""
    file = tmp_path / "j.jsonl"
    if content is not None:
        file.write_bytes(content)
    assert run(["coverage", str(file)]) == code
    assert error in capsys.readouterr().err


def test_an_unreachable_mock_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a running mock, one line says what to do, and the exit code is 4."""
    assert run(["coverage", "http://127.0.0.1:9"]) == 4
    assert "Start one with `mockwright serve`" in capsys.readouterr().err


def test_json_and_page_have_the_same_shares(journal: tuple[str, Path], tmp_path: Path) -> None:
    """JSON and HTML have the same shares, and the page loads no other resources."""
    files = [tmp_path / "c.json", tmp_path / "c.html"]
    run(["coverage", str(journal[1]), "--json", str(files[0]), "--html", str(files[1])])
    written, page = json.loads(files[0].read_bytes()), files[1].read_text()
    assert f'<meter max="{written["points"]}" value="{written["hit"]}">' in page
    assert "GET /api/profiles/{id}/export" in page
    assert not _links(page)


def _links(page: str) -> list[str]:
    """Every URL that the page would load."""
    found: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            """Record loaded URLs and scripts."""
            found.extend(value or "" for name, value in attrs if name in {"src", "href"})
            if tag == "script":
                found.append(tag)

    Reader().feed(page)
    return found
