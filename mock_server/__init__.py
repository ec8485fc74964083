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
    from mock_server.answers.moments import parse_moment
    from mock_server.answers.phrases import phrases_of
    from mock_server.answers.profiles import is_minor
    from mock_server.app import Catalogue, create_app, load_catalogue, open_profile_endpoint
    from mock_server.authentication import find_credential
    from mock_server.cli import serve as serve_command
    from mock_server.fake_bodies import make_bodies
    from mock_server.fake_profiles import (
        APIS,
        FIELDS,
        LANGUAGES,
        PROFILE_FIELDS,
        ROLES,
        break_profile,
        fake_profile,
        name_columns,
    )
    from mock_server.faults.delivery import FaultyResponse
    from mock_server.instances import compile_fake, fake_text
    from mock_server.problems import RequestRefused
    from mock_server.profile_endpoint.fetching import Fetch
    from mock_server.profile_endpoint.options import endpoint_options, make_target
    from mock_server.profile_endpoint.target import Target
    from mock_server.reading import ReadingRules, read_call
    from mock_server.redaction import REDACTED

__all__ = [
    "APIS",
    "BROKEN_DOCUMENT",
    "CONTRACT_BROKEN",
    "FIELDS",
    "LANGUAGES",
    "OK",
    "OUR_BUG",
    "PROFILE_FIELDS",
    "REDACTED",
    "ROLES",
    "UNAVAILABLE",
    "USAGE",
    "Catalogue",
    "FaultyResponse",
    "Fetch",
    "ReadingRules",
    "RequestRefused",
    "Responder",
    "Settings",
    "Target",
    "break_profile",
    "compile_fake",
    "create_app",
    "endpoint_options",
    "fake_profile",
    "fake_text",
    "find_credential",
    "is_minor",
    "load_catalogue",
    "make_bodies",
    "make_target",
    "name_columns",
    "open_profile_endpoint",
    "parse_moment",
    "phrases_of",
    "read_call",
    "serve_command",
]

_LATE = {
    "APIS": ("mock_server.fake_profiles", "APIS"),
    "FIELDS": ("mock_server.fake_profiles", "FIELDS"),
    "LANGUAGES": ("mock_server.fake_profiles", "LANGUAGES"),
    "PROFILE_FIELDS": ("mock_server.fake_profiles", "PROFILE_FIELDS"),
    "REDACTED": ("mock_server.redaction", "REDACTED"),
    "ROLES": ("mock_server.fake_profiles", "ROLES"),
    "Catalogue": ("mock_server.app", "Catalogue"),
    "FaultyResponse": ("mock_server.faults.delivery", "FaultyResponse"),
    "Fetch": ("mock_server.profile_endpoint.fetching", "Fetch"),
    "ReadingRules": ("mock_server.reading", "ReadingRules"),
    "RequestRefused": ("mock_server.problems", "RequestRefused"),
    "Responder": ("mock_server.answering", "Responder"),
    "Target": ("mock_server.profile_endpoint.target", "Target"),
    "break_profile": ("mock_server.fake_profiles", "break_profile"),
    "compile_fake": ("mock_server.instances", "compile_fake"),
    "create_app": ("mock_server.app", "create_app"),
    "endpoint_options": ("mock_server.profile_endpoint.options", "endpoint_options"),
    "fake_profile": ("mock_server.fake_profiles", "fake_profile"),
    "fake_text": ("mock_server.instances", "fake_text"),
    "find_credential": ("mock_server.authentication", "find_credential"),
    "is_minor": ("mock_server.answers.profiles", "is_minor"),
    "load_catalogue": ("mock_server.app", "load_catalogue"),
    "make_bodies": ("mock_server.fake_bodies", "make_bodies"),
    "name_columns": ("mock_server.fake_profiles", "name_columns"),
    "make_target": ("mock_server.profile_endpoint.options", "make_target"),
    "open_profile_endpoint": ("mock_server.app", "open_profile_endpoint"),
    "parse_moment": ("mock_server.answers.moments", "parse_moment"),
    "phrases_of": ("mock_server.answers.phrases", "phrases_of"),
    "read_call": ("mock_server.reading", "read_call"),
    "serve_command": ("mock_server.cli", "serve"),
}


def __getattr__(name: str) -> Any:
    if name not in _LATE:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    module, attribute = _LATE[name]
    return getattr(import_module(module), attribute)
