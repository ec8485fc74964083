"""Fake profiles: people who do not exist, the same ones for the same seed, and always adults."""

from __future__ import annotations

from mock_server.fake_profiles.broken import RULES, break_profile
from mock_server.fake_profiles.contract import APIS, FIELDS, LANGUAGES, name_columns
from mock_server.fake_profiles.profile import (
    DATA_VERSION,
    PROFILE_FIELDS,
    REFERENCE_DATE,
    ROLES,
    Population,
    fake_profile,
    find_population,
)
from mock_server.fake_profiles.tables import LanguageIsUnknown

__all__ = [
    "APIS",
    "DATA_VERSION",
    "FIELDS",
    "LANGUAGES",
    "PROFILE_FIELDS",
    "REFERENCE_DATE",
    "ROLES",
    "RULES",
    "LanguageIsUnknown",
    "Population",
    "break_profile",
    "fake_profile",
    "find_population",
    "name_columns",
]
