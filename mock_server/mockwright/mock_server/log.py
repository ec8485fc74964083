"""The log: messages on standard error, whose reader may have left."""

from __future__ import annotations

import contextlib
import io
from typing import TextIO


class Log(io.StringIO):
    """A stream that passes text on as long as it has a reader, and keeps nothing.

    A message that cannot be written must not make a request fail.
    """

    def __init__(self, stream: TextIO | None) -> None:
        """`stream` is None if there is no standard error."""
        super().__init__()
        self._stream = stream

    def write(self, text: str) -> int:
        """Write a text completely or not at all."""
        if self._stream is not None:
            with contextlib.suppress(OSError, ValueError):  # its reader left, or it was closed
                self._stream.write(text)
                self._stream.flush()
        return len(text)
