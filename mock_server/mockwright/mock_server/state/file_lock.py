"""Lock a state file for one server, and check the file before it is served."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

from mockwright.mock_server.state.database import StateDatabase
from mockwright.mock_server.state.protocol import StateUnavailable

CLAIM_SUFFIX = "-lock"
CLAIM_SECONDS = 2.0
_PAUSE_SECONDS = 0.05


@contextlib.contextmanager
def lock_state_file(path: Path) -> Iterator[None]:
    """Check a state file, creating it if necessary, and lock it for the duration of the block.

    Raises `StateFileIsBroken` and `StateUnavailable`.
    """
    file = Path(os.path.realpath(path))  # so that a link and its target share one lock
    _check_place(file)
    claim = file.with_name(file.name + CLAIM_SUFFIX)
    # A file next to the state file, not that file itself: SQLite loses its own locks when any
    # descriptor of the file is closed in the same process.
    descriptor = _claim(claim, file)
    try:
        # Closed before the workers are forked: a connection must not be shared by two processes.
        with contextlib.closing(StateDatabase(file)) as database:
            database.check()
        yield
    finally:
        with contextlib.suppress(OSError):
            claim.unlink()
        os.close(descriptor)


def _check_place(file: Path) -> None:
    """Raise `StateUnavailable` if no file can be stored at this path."""
    try:
        if file.is_dir():
            raise _unusable(file, "it is a folder")
        if not file.parent.is_dir():
            raise _unusable(file, f"the folder `{file.parent}` does not exist")
        if not file.exists():
            return
    except OSError as error:
        raise _unusable(file, error.strerror or str(error)) from error
    if not file.is_file():
        raise _unusable(file, "it is not a regular file")
    # Checked without opening it: see above about closing a descriptor.
    for right, name in ((os.R_OK, "read"), (os.W_OK, "written")):
        if not os.access(file, right):
            raise _unusable(file, f"it cannot be {name}")


def _claim(claim: Path, file: Path) -> int:
    """Return a descriptor that holds the lock until closed, in this process and its forks."""
    # The workers of a killed server end a second after it, and may write until then.
    deadline = time.monotonic() + CLAIM_SECONDS
    while True:
        descriptor = _try_claim(claim, file)
        if descriptor is not None:
            return descriptor
        if time.monotonic() > deadline:
            raise StateUnavailable(
                f"The state file `{file}` is in use by another Mockwright{_owner(claim)}. "
                "Stop that one, or choose another file with `--db`.",
                is_full=False,
            )
        time.sleep(_PAUSE_SECONDS)


def _try_claim(claim: Path, file: Path) -> int | None:
    try:
        descriptor = os.open(claim, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        reason = f"`{claim.name}` cannot be created next to it: {error.strerror}"
        raise _unusable(file, reason) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # The owner removes the file before it releases the lock: then this lock is obsolete.
        is_current = os.path.samestat(os.fstat(descriptor), claim.stat())
    except (BlockingIOError, FileNotFoundError):
        is_current = False
    except OSError as error:
        os.close(descriptor)
        raise _unusable(file, f"it cannot be locked: {error.strerror}") from error
    if not is_current:
        os.close(descriptor)
        return None
    with contextlib.suppress(OSError):  # on a full disk, the process id is missing from messages
        os.truncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
    return descriptor


def _owner(claim: Path) -> str:
    with contextlib.suppress(OSError, ValueError):
        return f" (process {int(claim.read_bytes())})"
    return ""


def _unusable(file: Path, reason: str) -> StateUnavailable:
    message = (
        f"The state file `{file}` cannot be used: {reason}. Choose a file with `--db` in a folder "
        "that is writable."
    )
    return StateUnavailable(message, is_full=False)
