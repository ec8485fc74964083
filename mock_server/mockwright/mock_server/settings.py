"""Settings: everything that a mock server is started with."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mockwright.mock_server.vendors.dumgum.profile_endpoint.target import Target

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 4080
MAX_BODY_BYTES = 1024 * 1024
MAX_STATE_BYTES = 256 * 1024 * 1024
ALL_BUNDLED = "bundled"


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """What `mockwright serve` was asked for.

    `specs` are bundled names or files; `db` is the state file, if state outlives the server;
    `unknown_profiles` are patterns of ids; `profile_endpoint` is the one target that is called;
    `faults` are faults on demand as they are written (`status=503:10%`).
    """

    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    seed: int = 0
    specs: tuple[str, ...] = (ALL_BUNDLED,)
    is_strict: bool = False
    access_keys: tuple[str, ...] = ()
    workers: int = 1
    allowed_hosts: tuple[str, ...] = ()
    max_body_bytes: int = MAX_BODY_BYTES
    control_token: str | None = None
    db: Path | None = None
    max_state_bytes: int = MAX_STATE_BYTES
    is_realtime: bool = False
    suggestions_as_text: bool = False
    unknown_profiles: tuple[str, ...] = ()
    rate_limit: int | None = None
    profile_endpoint: Target | None = None
    journal_file: Path | None = None
    faults: tuple[str, ...] = ()

    @property
    def is_loopback(self) -> bool:
        """Whether only programs of this machine can reach the server."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"
