"""Settings: everything that a mock server is started with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from mockwright.mock_server.values.plausible.locales import DEFAULT_LOCALE

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 4080
MAX_BODY_BYTES = 1024 * 1024
MAX_STATE_BYTES = 256 * 1024 * 1024
ALL_BUNDLED = "bundled"


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """The settings of `mockwright serve`.

    `specs` are names of documents or paths; `db` is the state file, if state outlives the server;
    `faults` are rules for simulated faults (`status=503:10%`). `vendors` are modules whose vendors
    are loaded in addition to the installed ones; `vendor_options` is what the answer functions of
    vendors read as `World.options`. `locale` is that of generated names and addresses.
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
    rate_limit: int | None = None
    journal_file: Path | None = None
    faults: tuple[str, ...] = ()
    vendors: tuple[str, ...] = ()
    locale: str = DEFAULT_LOCALE
    vendor_options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_loopback(self) -> bool:
        """Whether only programs on this machine can reach the server."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"
