"""The journal file: every entry as a line of JSON, kept beyond the limits of the memory."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TextIO

from mockwright.mock_server.journal.entries import Entry
from mockwright.openapi.json_text import encode_json

_MODE = 0o600  # requests may contain private data


class JournalFile:
    """A file to which entries are appended; several workers may share it."""

    def __init__(self, path: Path, log: TextIO) -> None:
        """Open or create the file. Raises `OSError`."""
        self._path = path
        self._log = log
        self._file = _open(path)
        self._is_whole = True

    def write(self, entry: Entry) -> None:
        """Append an entry. If that fails, report it once and continue."""
        line = encode_json(entry.to_json()) + b"\n"
        try:
            if self._was_replaced():
                self._reopen()
            if not self._is_whole:
                line = b"\n" + line  # the file may end with an incomplete line
            written = os.write(self._file, line)
        except OSError as error:
            self._complain(error.strerror or str(error))
        else:
            if written < len(line):
                self._complain("there is no room left")
            self._is_whole = written == len(line)

    def _was_replaced(self) -> bool:
        """Whether the file was renamed or removed, as programs that rotate logs do."""
        try:
            return not os.path.samestat(self._path.stat(), os.fstat(self._file))
        except FileNotFoundError:
            return True

    def _reopen(self) -> None:
        """Continue in a new file of the same name; the old one stays open if there can be none."""
        before, self._file = self._file, _open(self._path)
        os.close(before)
        self._is_whole = True

    def _complain(self, reason: str) -> None:
        if self._is_whole:
            self._log.write(
                f"Error: entries of the journal are missing from `{self._path}`: {reason}. "
                "The mock continues; free some space, and further entries are written.\n"
            )
        self._is_whole = False


def _open(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, _MODE)
