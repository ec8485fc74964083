"""Replaces credentials by variables, so that they never appear in reports or files."""

from __future__ import annotations

import re
from collections.abc import Mapping

# A shorter secret would match inside unrelated words.
MIN_LENGTH = 4


class Credentials:
    """The secrets of one run, each with the variable that replaces it.

    `hide` replaces secrets by variables such as `$KEY`; `reveal` is the inverse.
    """

    def __init__(self, secrets: Mapping[str, str]) -> None:
        """`secrets` maps the name of each variable to its secret."""
        self._secrets = {f"${name}": text for name, text in secrets.items() if text}
        self._names = {
            text: name for name, text in self._secrets.items() if len(text) >= MIN_LENGTH
        }
        self._hidden = _any_of(self._names)
        self._shown = _any_of(self._secrets)

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of the variables, for example `$KEY`."""
        return tuple(self._secrets)

    def hide(self, text: str) -> str:
        """The text with each secret replaced by its variable."""
        return self._hidden.sub(lambda found: self._names[found[0]], text)

    def hide_bytes(self, body: bytes) -> bytes:
        """The same for bytes."""
        return self.hide(body.decode("latin-1")).encode("latin-1") if self._names else body

    def reveal(self, text: str) -> str:
        """The text with each variable replaced by its secret."""
        return self._shown.sub(lambda found: self._secrets[found[0]], text)

    def reveal_bytes(self, body: bytes) -> bytes:
        """The same for bytes."""
        return self.reveal(body.decode("latin-1")).encode("latin-1") if self._secrets else body


def _any_of(texts: Mapping[str, str]) -> re.Pattern[str]:
    """A pattern that matches any of the texts, the longest first; without texts, nothing."""
    longest_first = sorted(texts, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)) or "(?!)")
