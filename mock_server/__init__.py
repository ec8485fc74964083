"""The mock server. This module is its public face; what it names is imported when first used.

`understudy --help` must not pay for Flask, and a test that needs only `Settings` neither.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from mock_server.exit_codes import (
    BROKEN_DOCUMENT,
    CONTRACT_BROKEN,
    OK,
    OUR_BUG,
    UNAVAILABLE,
    USAGE,
)
from mock_server.settings import Settings

if TYPE_CHECKING:
    from mock_server.answering import Responder
    from mock_server.app import Catalogue, create_app, load_catalogue
    from mock_server.authentication import find_credential
    from mock_server.cli import serve as serve_command
    from mock_server.fake_profiles import (
        LANGUAGES,
        PROFILE_FIELDS,
        ROLES,
        break_profile,
        fake_profile,
    )

__all__ = [
    "BROKEN_DOCUMENT",
    "CONTRACT_BROKEN",
    "LANGUAGES",
    "OK",
    "OUR_BUG",
    "PROFILE_FIELDS",
    "ROLES",
    "UNAVAILABLE",
    "USAGE",
    "Catalogue",
    "Responder",
    "Settings",
    "break_profile",
    "create_app",
    "fake_profile",
    "find_credential",
    "load_catalogue",
    "serve_command",
]

_LATE = {
    "LANGUAGES": ("mock_server.fake_profiles", "LANGUAGES"),
    "PROFILE_FIELDS": ("mock_server.fake_profiles", "PROFILE_FIELDS"),
    "ROLES": ("mock_server.fake_profiles", "ROLES"),
    "Catalogue": ("mock_server.app", "Catalogue"),
    "Responder": ("mock_server.answering", "Responder"),
    "break_profile": ("mock_server.fake_profiles", "break_profile"),
    "create_app": ("mock_server.app", "create_app"),
    "fake_profile": ("mock_server.fake_profiles", "fake_profile"),
    "find_credential": ("mock_server.authentication", "find_credential"),
    "load_catalogue": ("mock_server.app", "load_catalogue"),
    "serve_command": ("mock_server.cli", "serve"),
}


def __getattr__(name: str) -> Any:
    if name not in _LATE:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    module, attribute = _LATE[name]
    return getattr(import_module(module), attribute)
