from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from mockwright.contracts.engine.whole_files import open_whole
from tests.processes import PATIENCE_SECONDS


def test_a_file_is_replaced_at_the_end(tmp_path: Path) -> None:
    """The previous file remains until the block ends."""
    path = tmp_path / "file"
    path.write_bytes(b"before")
    with open_whole(path) as stream:
        stream.write(b"after")
        stream.flush()
        assert path.read_bytes() == b"before"
    assert (path.read_bytes(), [*tmp_path.iterdir()]) == (b"after", [path])


def write_and_fail(path: Path) -> None:
    """Raise `KeyboardInterrupt` while a file is written."""
    with open_whole(path) as stream:
        stream.write(b"after")
        raise KeyboardInterrupt


def test_a_failure_leaves_everything_unchanged(tmp_path: Path) -> None:
    """An error or Ctrl-C leaves the old file and no temporary file."""
    path = tmp_path / "file"
    path.write_bytes(b"before")
    with pytest.raises(KeyboardInterrupt):
        write_and_fail(path)
    assert (path.read_bytes(), [*tmp_path.iterdir()]) == (b"before", [path])


def test_a_link_leads_to_the_new_file(tmp_path: Path) -> None:
    """The target of a symbolic link is replaced, not the link."""
    (tmp_path / "link").symlink_to(tmp_path / "file")
    with open_whole(tmp_path / "link") as stream:
        stream.write(b"after")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_bytes() == b"after"


def test_a_pipe_keeps_its_place(tmp_path: Path) -> None:
    """A pipe is written to, not replaced."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    with open_whole(pipe) as stream:
        stream.write(b"bytes")
    reader.join(PATIENCE_SECONDS)
    assert (got, pipe.is_fifo()) == ([b"bytes"], True)
