"""The endpoint under test, with its ids and credentials, and how it is called."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote

from mockwright.contracts.engine.findings import Check
from mockwright.contracts.sending.targets import Target
from mockwright.contracts.server.access import Access, Shown, is_confidential
from mockwright.contracts.server.wire_requests import WireRequest
from mockwright.openapi.operations import Operation

PARAMETER = "profileId"
USER = "user"

_ACCEPT = ("Accept", "application/json")
_NOT_IN_NAMES = re.compile(r"[^A-Z0-9]+")


class Probe(NamedTuple):
    """Sequential calls, and the checks that judge them together."""

    calls: tuple[Shown, ...]
    checks: tuple[Check, ...]
    facts: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One profile endpoint. `roles` maps each existing id to its role.

    `unknown_ids` are ids that, according to the operator, do not exist; `now` is in RFC 3339.
    """

    target: Target
    operation: Operation
    roles: Mapping[str, str]
    unknown_ids: tuple[str, ...] = ()
    access: Access = field(default_factory=Access)
    seed: int = 0
    now: str = ""

    @property
    def unknown_id(self) -> str:
        """An id that does not exist, derived from the seed."""
        digest = hashlib.sha256(f"unknown {self.seed}".encode()).hexdigest()
        return f"mockwright-unknown-{digest[:12]}"

    @property
    def has_key(self) -> bool:
        """Whether calls carry any credential."""
        return bool(self.access.key) or bool(self.confidential_headers)

    def call(self, query: str, method: str = "GET", *headers: tuple[str, str]) -> Shown:
        """A call with the right key. `query` is raw and appended to the URL's own."""
        own = self.target.query
        whole = f"{own}&{query}" if own and query else own or query
        request = WireRequest(method, "", whole, (_ACCEPT, *headers))
        return self.access.show(self.operation, request)

    def ask(self, profile_id: str, *headers: tuple[str, str]) -> Shown:
        """A GET call for an id."""
        return self.call(f"{PARAMETER}={quote(profile_id, safe='')}", "GET", *headers)

    def bare(self, shown: Shown) -> Shown:
        """The call without confidential headers."""
        omit = {name.lower() for name, _ in self.confidential_headers} | {"authorization"}
        return Shown(shown.request.without_header("Authorization"), frozenset(omit))

    def secrets(self) -> dict[str, str]:
        """The secrets of the run by the names of the variables that replace them."""
        secrets = self.access.secrets((self.operation,))
        for name, value in parse_qsl(self.target.query):
            if is_confidential(name):
                secrets[f"QUERY_{_NOT_IN_NAMES.sub('_', name.upper())}"] = value
        return secrets

    @property
    def confidential_headers(self) -> list[tuple[str, str]]:
        """The headers of the run whose values are secret."""
        return [pair for pair in self.access.headers if is_confidential(pair[0])]
