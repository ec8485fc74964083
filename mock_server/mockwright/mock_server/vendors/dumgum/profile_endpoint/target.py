"""The target of calls: the operator's URL, checked before anything is sent."""

from __future__ import annotations

import re
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, quote, urlsplit

DEFAULT_SECONDS = 10.0
PARAMETER = "profileId"

_SCHEMES = ("http", "https")
_UNPRINTABLE = re.compile(r"[^\x21-\x7e\xa0-\U0010ffff]|\\")
_KEY = re.compile(r"[\x21-\x7e]+")
_SECRETS = re.compile(r"(?<=[?&])([^=&]*)=[^&]*")
_MAX_SHOWN = 200
_MAX_LABEL = 63


class TargetIsUnusable(ValueError):
    """A URL, key or file that cannot be used for calls; `str()` says why and what to do."""

    def __init__(self, option: str, message: str) -> None:
        """`option` is the option that provided it."""
        super().__init__(message)
        self.option = option


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """The address of the profile endpoint and how it is called; `seconds` limits a whole call."""

    url: str
    key: str | None = field(default=None, repr=False)
    ca_file: Path | None = None
    seconds: float = DEFAULT_SECONDS

    @property
    def shown(self) -> str:
        """The URL for display: without the values of its query."""
        return _SECRETS.sub(r"\1=…", self.url)[:_MAX_SHOWN]

    @property
    def authority(self) -> str:
        """Host and port: `127.0.0.1:9000`."""
        split = urlsplit(self.url)
        host = split.hostname or ""
        port = split.port or (443 if self.is_secure else 80)
        return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"

    @property
    def is_secure(self) -> bool:
        """Whether calls go over TLS."""
        return urlsplit(self.url).scheme.lower() == "https"

    def url_of(self, profile_id: str) -> str:
        """The URL of one profile."""
        sign = "&" if urlsplit(self.url).query else "" if self.url.endswith("?") else "?"
        return f"{self.url}{sign}{PARAMETER}={quote(profile_id, safe='')}"

    def check(self) -> None:
        """Raise `TargetIsUnusable` unless the target can be called."""
        problem = _find_fault(self.url)
        if problem:
            raise TargetIsUnusable("--profile-endpoint", problem)
        if self.key is not None and not _KEY.fullmatch(self.key):
            message = "A key consists of printable ASCII characters without spaces."
            raise TargetIsUnusable("--profile-endpoint-key", message)
        if self.ca_file is not None:
            _check_ca_file(self.ca_file)


def _find_fault(url: str) -> str:
    """What is wrong with a URL; the URL is not repeated, because it may contain a password."""
    if _UNPRINTABLE.search(url):
        return "The URL has a space, a backslash or a control character. Write it percent-encoded."
    try:
        split = urlsplit(url)
        port = split.port
    except ValueError as error:
        return f"The URL cannot be read: {error}. Expected `http://HOST:PORT/PATH`."
    if split.scheme.lower() not in _SCHEMES or not split.hostname:
        return "Expected a URL with `http://` or `https://` and a host."
    if "@" in split.netloc:
        return "The URL contains a user name or password. Give a key with `--profile-endpoint-key`."
    if port == 0:
        return "Nothing can listen on port 0. Give the port of your endpoint."
    return _find_smaller_fault(split)


def _find_smaller_fault(split: SplitResult) -> str:
    if split.fragment:
        return "The URL has a fragment (`#…`), which is never sent. Leave it out."
    if any(name == PARAMETER for name, _ in parse_qsl(split.query, keep_blank_values=True)):
        return f"The URL has the parameter `{PARAMETER}` already. Leave it out: it is added."
    labels = (split.hostname or "").removesuffix(".").split(".")
    if any(not label or len(label) > _MAX_LABEL for label in labels):
        return "The host name is invalid: its labels must have 1 to 63 characters."
    return ""


def _check_ca_file(path: Path) -> None:
    try:
        ssl.create_default_context(cafile=str(path))
    except (OSError, ValueError) as error:  # `SSLError` is an `OSError`
        is_content = isinstance(error, ssl.SSLError)
        reason = "it does not contain a PEM certificate" if is_content else _reason_of(error)
        message = f"`{path}` cannot be used: {reason}. Expected the certificate of a CA, as PEM."
        raise TargetIsUnusable("--profile-endpoint-ca", message) from error


def _reason_of(error: OSError | ValueError) -> str:
    return str(getattr(error, "strerror", None) or error)
