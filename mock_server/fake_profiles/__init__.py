"""Fake profiles: people who do not exist, the same ones for the same seed, and always adults."""

from __future__ import annotations

from mock_server.fake_profiles.broken import RULES, break_profile
from mock_server.fake_profiles.profile import (
    DATA_VERSION,
    PROFILE_FIELDS,
    REFERENCE_DATE,
    ROLES,
    fake_profile,
)
from mock_server.fake_profiles.tables import LANGUAGES, LanguageIsUnknown

__all__ = [
    "DATA_VERSION",
    "LANGUAGES",
    "PROFILE_FIELDS",
    "REFERENCE_DATE",
    "ROLES",
    "RULES",
    "LanguageIsUnknown",
    "break_profile",
    "fake_profile",
]
