"""Printing to a terminal: colours, and a progress line."""

from __future__ import annotations

from typing import TextIO

from rich.console import Console
from rich.text import Text

from mockwright.contracts.reports.sanitized import sanitize

_STYLES = {
    "bold": "bold",
    "dim": "dim",
    "failure": "bold red",
    "warning": "bold yellow",
    "known": "bold blue",
    "PASSED": "bold green",
    "FAILED": "bold red",
    "INTERRUPTED": "bold yellow",
    "UNREACHABLE": "bold red",
}
# Updating the line for every request would be too often to read.
_EVERY = 16
_CLEAR = "\r\x1b[2K"


class RichPrinter:
    """Prints lines in colours; `line` and `advance` work as in `Printer`."""

    def __init__(self, stream: TextIO) -> None:
        """`stream` is a terminal."""
        self._console = Console(file=stream, highlight=False, markup=False, emoji=False)
        self._stream = stream
        self._is_shown = False
        self._advances = 0

    def line(self, text: str, style: str = "", rest: str = "") -> None:
        """Print a line; the terminal wraps it, so that it can be copied as a whole."""
        self.close()
        written = Text().append(text, style=_STYLES.get(style)).append(rest)
        self._console.print(written, soft_wrap=True)

    def advance(self, text: str) -> None:
        """Show the progress in the last line."""
        self._advances += 1
        if self._advances % _EVERY:
            return
        shown = Text(sanitize(text))
        shown.truncate(max(self._console.width - 1, 0), overflow="ellipsis")
        self._stream.write(f"{_CLEAR}{shown.plain}")
        self._stream.flush()
        self._is_shown = True

    def close(self) -> None:
        """Remove the progress line."""
        if self._is_shown:
            self._stream.write(_CLEAR)
            self._is_shown = False
