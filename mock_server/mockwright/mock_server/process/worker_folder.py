"""The peers's folder: private, gone with its server, or else swept up by the next one."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

PREFIX = "mockwright-workers-"
OWNER = "owner"
# A folder that was made just now may not be claimed yet.
_YOUNG_SECONDS = 60.0
_MAX_FOLDER = 60


@contextlib.contextmanager
def make_crew_folder() -> Iterator[Path]:
    """A new private folder, which is removed in the end, as is that of any server that was killed.

    It belongs to this process and its forks until the last of them has ended.
    """
    # The path of a Unix socket may have about 100 characters: a deep TMPDIR is no place for it.
    is_short = len(tempfile.gettempdir()) < _MAX_FOLDER
    base = Path(tempfile.gettempdir() if is_short else "/tmp")  # noqa: S108 -- private folder within
    sweep(base)
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=base) as name:
        descriptor = os.open(Path(name, OWNER), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield Path(name)
        finally:
            os.close(descriptor)


def sweep(base: Path, young_seconds: float = _YOUNG_SECONDS) -> None:
    """Remove the folders of servers that were killed; those of others are left alone."""
    for folder in base.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):  # somebody else's, or swept by somebody else
            if _is_abandoned(folder, young_seconds):
                shutil.rmtree(folder, ignore_errors=True)


def _is_abandoned(folder: Path, young_seconds: float) -> bool:
    """Whether nobody holds the folder any more. Raises `OSError`."""
    status = folder.lstat()
    age = time.clock_gettime(time.CLOCK_REALTIME) - status.st_mtime
    if status.st_uid != os.getuid() or age < young_seconds:
        return False
    descriptor = os.open(folder / OWNER, os.O_RDWR | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    finally:
        os.close(descriptor)
    return True


def claim_number(folder: Path) -> int:
    """The lowest worker number that no other worker has claimed."""
    number = 1
    while True:
        try:
            (folder / f"{number}.claim").touch(exist_ok=False)
        except FileExistsError:
            number += 1
        else:
            return number
