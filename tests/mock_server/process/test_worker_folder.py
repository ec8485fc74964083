"""The temporary folder that the workers of a server share."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from mockwright.mock_server.process.worker_folder import OWNER, PREFIX, make_worker_folder, sweep
from tests.processes import ServerMaker, Start, wait_until

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for temporary files, without the limit of path lengths."""
    monkeypatch.setattr("mockwright.mock_server.process.worker_folder._MAX_FOLDER", 10_000)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def abandoned(base: Path, name: str = "abandoned") -> Path:
    """A folder as a killed server leaves it."""
    folder = base / f"{PREFIX}{name}"
    folder.mkdir()
    (folder / OWNER).touch()
    (folder / "state.db").touch()
    return folder


def test_folder_is_private_and_removed(base: Path) -> None:
    """The folder is private and is removed at the end."""
    with make_worker_folder() as folder:
        assert (folder.parent, folder.stat().st_mode & 0o777) == (base, 0o700)
    assert [*base.iterdir()] == []


def test_abandoned_folder_is_removed(base: Path) -> None:
    """The folder of a killed server is removed when another server starts."""
    folder = abandoned(base)
    os.utime(folder, (0, 0))
    with make_worker_folder():
        assert not folder.exists()


def test_folder_in_use_is_left_alone(base: Path) -> None:
    """A folder in use is kept, however old it is."""
    with make_worker_folder() as folder:
        os.utime(folder, (0, 0))
        sweep(base)
        assert folder.exists()


def test_young_folder_is_left_alone(base: Path) -> None:
    """A new folder is kept, because its server may not have locked it yet."""
    folder = abandoned(base)
    sweep(base)
    assert folder.exists()


@pytest.mark.parametrize("name", ["no owner", "link", "other name"])
def test_what_is_no_crew_folder_is_left_alone(base: Path, name: str) -> None:
    """Only folders of servers are removed, and links are not followed."""
    target = base / "target"
    target.mkdir()
    (target / OWNER).touch()
    other = base / f"{PREFIX}link"
    if name == "link":
        other.symlink_to(target)
    elif name == "no owner":
        other.mkdir()
    sweep(base, young_seconds=-1.0)
    assert ((target / OWNER).exists(), other.exists()) == (True, name != "other name")


def test_killed_server_leaves_nothing_to_the_next_but_one(
    base: Path, make_server: ServerMaker
) -> None:
    """The folder of a killed server can be removed."""
    start = Start(changes={"TMPDIR": str(base)}) if len(str(base)) < 60 else Start()
    server = make_server("--workers", "2", start=start)
    where = base if len(str(base)) < 60 else Path("/tmp")  # noqa: S108 -- where they are made
    folders = {folder for folder in where.glob(f"{PREFIX}*") if is_of(server.process.pid, folder)}
    assert len(folders) == 1
    (folder,) = folders
    server.kill()
    assert wait_until(lambda: is_swept(folder))


def is_of(pid: int, folder: Path) -> bool:
    """Whether a process has the folder's lock file open."""
    names = Path(f"/proc/{pid}/fd").iterdir()
    return any(os.path.realpath(name) == str(folder / OWNER) for name in names)


def is_swept(folder: Path) -> bool:
    """Whether a sweep has removed the folder."""
    os.utime(folder, (0, 0))
    sweep(folder.parent)
    return not folder.exists()
