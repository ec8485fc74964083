"""Replaces credentials by variables, so that they never appear in reports or files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote, quote_plus

# A shorter secret would match inside unrelated words.
MIN_LENGTH = 4
# Characters that the checks leave as they are in queries.
_PLAIN = "-._~!$'()*,:@"
_ESCAPE = re.compile("%[0-9A-F]{2}")


class Credentials:
    """The secrets of one run, each with the variable that replaces it.

    `hide` replaces secrets by variables such as `$KEY`; `reveal` is the inverse.
    """

    def __init__(self, secrets: Mapping[str, str]) -> None:
        """`secrets` maps the name of each variable to its secret."""
        self._secrets = {f"${name}": text for name, text in secrets.items() if text}
        self._names = {
            form: name
            for name, text in self._secrets.items()
            if len(text) >= MIN_LENGTH
            for form in _forms(text)
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

    def reveal_in_url(self, url: str) -> str:
        """The URL with each variable replaced by its percent-encoded secret."""
        return self._shown.sub(lambda found: quote(self._secrets[found[0]], safe=_PLAIN), url)

    def reveal_bytes(self, body: bytes) -> bytes:
        """The same for bytes."""
        return self.reveal(body.decode("latin-1")).encode("latin-1") if self._secrets else body


def _forms(secret: str) -> Iterator[str]:
    """The secret as it is sent in headers, bodies and URLs, which encode it in several ways."""
    yield secret
    for text in (
        quote(secret, safe=""),
        quote(secret),
        quote(secret, safe=_PLAIN),
        quote_plus(secret),
    ):
        yield text
        yield _ESCAPE.sub(lambda found: found[0].lower(), text)


def _any_of(texts: Mapping[str, str]) -> re.Pattern[str]:
    """A pattern that matches any of the texts, the longest first; without texts, nothing."""
    longest_first = sorted(texts, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)) or "(?!)")
