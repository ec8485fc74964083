"""Fake profiles of people who do not exist: reproducible by seed, and always adults."""

from __future__ import annotations

from mockwright.mock_server.people.broken import RULES, break_profile
from mockwright.mock_server.people.contract import APIS, FIELDS, LANGUAGES, name_columns
from mockwright.mock_server.people.languages import read_language
from mockwright.mock_server.people.profile import (
    DATA_VERSION,
    PROFILE_FIELDS,
    REFERENCE_DATE,
    ROLES,
    Population,
    fake_profile,
    find_population,
)
from mockwright.mock_server.people.tables import LanguageIsUnknown

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
    "read_language",
]
