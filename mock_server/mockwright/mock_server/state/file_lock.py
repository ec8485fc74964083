"""Lock a state file for one server, and check the file before it is served."""

from __future__ import annotations

import contextlib
import fcntl
import os
import sys
import time
from collections.abc import Callable, Iterator
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
    descriptor = _claim(claim, file)
    try:
        with _locking_itself(file):
            # Closed before the workers are forked: two processes must not share a connection.
            with contextlib.closing(StateDatabase(file)) as database:
                database.check()
            yield
    finally:
        with contextlib.suppress(OSError):
            claim.unlink()
        os.close(descriptor)


@contextlib.contextmanager
def _locking_itself(file: Path) -> Iterator[None]:
    """Lock the file itself, because it may have other names, and its lock file may be removed.

    SQLite loses its own locks when a descriptor of the file is closed in the same process, so this
    one stays open for the duration of the block. Elsewhere than on Linux, such a lock would exclude
    SQLite as well, and only the lock file counts.
    """
    if sys.platform != "linux":
        yield
        return
    try:
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise _unusable(file, error.strerror or str(error)) from error
    try:
        _wait_for(lambda: _try_lock(descriptor, file), file, owner=lambda: "")
        yield
    finally:
        os.close(descriptor)


def _try_lock(descriptor: int, file: Path) -> int | None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return None
    except OSError as error:
        raise _unusable(file, f"it cannot be locked: {error.strerror}") from error
    return descriptor


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
    return _wait_for(lambda: _try_claim(claim, file), file, owner=lambda: _owner(claim))


def _wait_for(attempt: Callable[[], int | None], file: Path, owner: Callable[[], str]) -> int:
    """The locked descriptor, as soon as there is one. Raises `StateUnavailable` after a while."""
    # The workers of a killed server end a second after it, and may write until then.
    deadline = time.monotonic() + CLAIM_SECONDS
    while (descriptor := attempt()) is None:
        if time.monotonic() > deadline:
            raise StateUnavailable(
                f"The state file `{file}` is in use by another Mockwright{owner()}. "
                "Stop that one, or choose another file with `--db`.",
                is_full=False,
            )
        time.sleep(_PAUSE_SECONDS)
    return descriptor


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
