from __future__ import annotations

from pathlib import Path

import pytest

from mockwright.contracts.reports.private_folder import make_private_folder


def test_git_is_told_to_ignore_it(tmp_path: Path) -> None:
    """A new `.mockwright` folder is ignored by Git."""
    make_private_folder(tmp_path / ".mockwright" / "findings")
    assert (tmp_path / ".mockwright" / ".gitignore").read_text(encoding="utf-8") == "*\n"
    assert [*(tmp_path / ".mockwright" / "findings").iterdir()] == []


def test_what_a_team_wrote_there_stays(tmp_path: Path) -> None:
    """An existing `.gitignore` is not changed."""
    (tmp_path / ".mockwright").mkdir()
    own = tmp_path / ".mockwright" / ".gitignore"
    own.write_text("findings\n", encoding="utf-8")
    make_private_folder(tmp_path / ".mockwright")
    assert own.read_text(encoding="utf-8") == "findings\n"


def test_other_folders_are_only_made(tmp_path: Path) -> None:
    """In another folder no `.gitignore` is written."""
    make_private_folder(tmp_path / "reports" / "ci")
    assert [*tmp_path.rglob("*")] == [tmp_path / "reports", tmp_path / "reports" / "ci"]


def test_a_file_in_its_place_is_an_error(tmp_path: Path) -> None:
    """A file in place of a folder is an error."""
    (tmp_path / "reports").write_text("", encoding="utf-8")
    with pytest.raises(FileExistsError):
        make_private_folder(tmp_path / "reports")
