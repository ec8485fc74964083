"""Credentials: what a run was told in confidence never stands in a report or a file of it."""

from __future__ import annotations

import re
from collections.abc import Mapping

# A shorter text would be found within words that have nothing to do with it.
MIN_LENGTH = 4


class Credentials:
    """The secrets of one run, each with the variable that stands in its place.

    `hide` writes `$KEY` for each, `reveal` undoes it: what was hidden can be sent again.
    """

    def __init__(self, secrets: Mapping[str, str]) -> None:
        """`secrets` are texts by the name of their variable."""
        self._secrets = {f"${name}": text for name, text in secrets.items() if text}
        self._names = {
            text: name for name, text in self._secrets.items() if len(text) >= MIN_LENGTH
        }
        self._hidden = _any_of(self._names)
        self._shown = _any_of(self._secrets)

    @property
    def variables(self) -> tuple[str, ...]:
        """The names that stand for something: `$KEY`."""
        return tuple(self._secrets)

    def hide(self, text: str) -> str:
        """The text with the variable of each secret in its place."""
        return self._hidden.sub(lambda found: self._names[found[0]], text)

    def hide_bytes(self, body: bytes) -> bytes:
        """The same for bytes."""
        return self.hide(body.decode("latin-1")).encode("latin-1") if self._names else body

    def reveal(self, text: str) -> str:
        """The text with each secret in the place of its variable."""
        return self._shown.sub(lambda found: self._secrets[found[0]], text)

    def reveal_bytes(self, body: bytes) -> bytes:
        """The same for bytes."""
        return self.reveal(body.decode("latin-1")).encode("latin-1") if self._secrets else body


def _any_of(texts: Mapping[str, str]) -> re.Pattern[str]:
    """Any of the texts, the longest first; nothing at all if there are none."""
    longest_first = sorted(texts, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)) or "(?!)")
