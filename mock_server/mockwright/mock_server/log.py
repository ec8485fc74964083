"""The log: what the mock has to say on standard error, whose reader may have left."""

from __future__ import annotations

import contextlib
import io
from typing import TextIO


class Log(io.StringIO):
    """A stream that passes on what is written, as long as somebody takes it; it keeps nothing.

    A word that cannot be said must not make a request fail.
    """

    def __init__(self, stream: TextIO | None) -> None:
        """`stream` is None where there is no standard error at all."""
        super().__init__()
        self._stream = stream

    def write(self, text: str) -> int:
        """Say something; all of it, or none."""
        if self._stream is not None:
            with contextlib.suppress(OSError, ValueError):  # its reader left, or it was closed
                self._stream.write(text)
                self._stream.flush()
        return len(text)
