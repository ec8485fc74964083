"""`--spec` takes names, files, folders and standard input."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from mockwright.mock_server.spec_sources import MAX_SKIPPED, resolve_specs, save_standard_input
from mockwright.openapi.faults import DocumentIsBroken
from mockwright.openapi.loading import load_document
from tests.openapi.small_documents import operation, tree, write

PATHS = {"/things": {"get": operation()}}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two documents, one of them in a subfolder, and other files."""
    for name in ("b", "a/deep", ".hidden"):
        write(tmp_path / name, tree(PATHS))
    (tmp_path / "notes.yaml").write_text("openapi is only mentioned: here\n")
    (tmp_path / "old.json").write_text('{"swagger": "2.0"}')
    (tmp_path / "readme.md").write_text("openapi: 3.1.0")
    return tmp_path


def test_folder_is_every_document_in_it(folder: Path) -> None:
    """A folder stands for its documents and those of subfolders, ordered by path."""
    found = [Path(name).relative_to(folder) for name in resolve_specs([str(folder)])]
    assert found == [Path("a/deep/api.json"), Path("b/api.json")]


def test_skipped_files_are_reported(folder: Path) -> None:
    """A file that is not an OpenAPI document is skipped with a line that says why."""
    lines: list[str] = []
    resolve_specs([str(folder)], lines.append)
    assert lines == [
        f"Skipped {folder / 'notes.yaml'}: it has no key `openapi`.",
        f"Skipped {folder / 'old.json'}: it is a Swagger 2.0 document.",
    ]


def test_many_skipped_files_are_summarized(folder: Path) -> None:
    """Beyond ten files, only their number is reported."""
    for number in range(MAX_SKIPPED):
        (folder / f"x{number:02}.json").write_text("{}")
    lines: list[str] = []
    resolve_specs([str(folder)], lines.append)
    assert lines[-1] == "Skipped 2 more files that are not OpenAPI documents."


def test_broken_document_of_a_folder_is_not_skipped(tmp_path: Path) -> None:
    """A truncated document stays, so that loading it reports the fault."""
    (tmp_path / "cut.yaml").write_text("openapi: 3.1.0\npaths: {")
    (found,) = resolve_specs([str(tmp_path)])
    with pytest.raises(DocumentIsBroken):
        load_document(found)


def test_empty_folder_is_refused(tmp_path: Path) -> None:
    """A folder without a document is an error that says what was expected."""
    with pytest.raises(DocumentIsBroken, match="no OpenAPI document"):
        resolve_specs([str(tmp_path)])


def test_known_names_are_not_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bundled name or a name of a vendor is never looked up as a folder."""
    monkeypatch.chdir(tmp_path)
    for name in ("dumgum", "bundled", "ours"):
        Path(name).mkdir()
    specs = ("dumgum", "bundled", "ours")
    assert resolve_specs(specs, names={"ours"}) == specs


class Input(io.TextIOWrapper):
    """A standard input with these bytes."""

    def __init__(self, text: bytes) -> None:
        super().__init__(io.BytesIO(text))


@pytest.fixture
def _fresh_input() -> Iterator[None]:
    """Standard input that was not read yet."""
    save_standard_input.cache_clear()
    yield
    save_standard_input.cache_clear()


@pytest.mark.usefixtures("_fresh_input")
@pytest.mark.parametrize(
    "text",
    [
        b"openapi: 3.1.0\ninfo: {title: Tea, version: '1'}\npaths: {}\n",
        b'{"openapi": "3.1.0", "info": {"title": "Tea", "version": "1"}, "paths": {}}',
    ],
)
def test_standard_input_is_a_document(monkeypatch: pytest.MonkeyPatch, text: bytes) -> None:
    """Standard input is read once, as YAML or JSON, however often it is named."""
    monkeypatch.setattr("sys.stdin", Input(text))
    (found,) = resolve_specs(["-", "-"])
    assert load_document(found).title == "Tea"
    assert resolve_specs(["-"]) == (found,)
