"""Names of fields, parameters and headers whose values are secrets, in any spelling."""

from __future__ import annotations

import re
from functools import lru_cache

_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
# A name with one of these words is a secret's; with one of the others if it ends with it.
_STRONG = frozenset({"passcode", "passphrase", "passwd", "password", "pwd", "secret", "secrets"})
_WEAK = frozenset(
    {"auth", "authorization", "cookie", "credential", "credentials", "hmac", "jwt", "oauth", "otp"}
    | {"sig", "signature", "token"}
)
# Words as they end a name without a border between them, such as `clientsecret`.
_ENDS = ("apikey", "accesskey", "secretkey", "privatekey", "password", "passwd", "secret", "token")
_KEYS_OF_DATA = frozenset(
    {"cache", "foreign", "idempotency", "index", "message", "object", "order", "partition"}
    | {"primary", "public", "routing", "shard", "sort", "websocket"}
)
_KEYS_OF_LOCKS = frozenset(
    {"access", "account", "admin", "api", "app", "auth", "client", "encryption", "master"}
    | {"private", "secret", "service", "shared", "signing", "ssh", "ssl", "subscription"}
)
_CURSORS = frozenset({"continuation", "cursor", "next", "page", "previous", "prev", "sync"})


@lru_cache(maxsize=4096)
def is_secret(name: str) -> bool:
    """Whether a header, parameter or cookie of this name carries a secret.

    `X-Api-Key`, `accessToken`, `client_secret`, `key` and `pwd` do; `Idempotency-Key`, `sort_key`
    and `pageToken` do not.
    """
    words = _split(name)
    if not words or not _CURSORS.isdisjoint(words):
        return False
    is_key = words[-1] == "key" and _KEYS_OF_DATA.isdisjoint(words)
    return is_key or not _WEAK.isdisjoint(words) or _is_secret(words)


@lru_cache(maxsize=4096)
def is_secret_field(name: str) -> bool:
    """Whether a field of a body carries a secret.

    Fields have more names than parameters: `apiKey` and `id_token` do, `key`, `projectKey` and
    `token_type` do not.
    """
    words = _split(name)
    if not words or not _CURSORS.isdisjoint(words):
        return False
    is_key = words[-1] == "key" and not _KEYS_OF_LOCKS.isdisjoint(words)
    return is_key or words[-1] in _WEAK or _is_secret(words)


def _is_secret(words: list[str]) -> bool:
    return not _STRONG.isdisjoint(words) or "".join(words).endswith(_ENDS)


def _split(name: str) -> list[str]:
    """The words of a name in lower case: `x`, `api`, `key` of `X-Api-Key` and `xApiKey`."""
    return [word.lower() for word in _PART.findall(name[:200])]
