"""The workers' private folder, removed with its server or else by the next server."""

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
# A folder that was just created may not be locked yet.
_YOUNG_SECONDS = 60.0
_MAX_FOLDER = 60


@contextlib.contextmanager
def make_worker_folder() -> Iterator[Path]:
    """Create a private folder that is removed at the end; also remove those of killed servers.

    It belongs to this process and its forks until the last of them has ended.
    """
    # A Unix socket's path is limited to about 100 characters, so a deep TMPDIR cannot be used.
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
    """Remove the folders of servers that were killed, and no others."""
    for folder in base.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):  # owned by another user, or removed meanwhile
            if _is_abandoned(folder, young_seconds):
                shutil.rmtree(folder, ignore_errors=True)


def _is_abandoned(folder: Path, young_seconds: float) -> bool:
    """Whether no process locks the folder any more. Raises `OSError`."""
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


def lock_number(folder: Path) -> int:
    """Lock and return the lowest free worker number."""
    number = 1
    while True:
        try:
            (folder / f"{number}.claim").touch(exist_ok=False)
        except FileExistsError:
            number += 1
        else:
            return number
