"""Codes of languages are understood in the spellings that users have."""

from __future__ import annotations

import pytest

from mockwright.mock_server.people import LANGUAGES, LanguageIsUnknown, read_language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *((code, code) for code in LANGUAGES),
        *((code.lower().replace("_", "-"), code) for code in LANGUAGES),
        ("de", "DE"),
        ("de-DE", "DE"),
        ("de_DE.UTF-8", "DE"),
        ("en-us", "EN"),
        ("sv", "SV_SE"),
        ("es-MX", "ES_LATAM"),
        ("no", "NB_NO"),
        ("HE_IL", "HE"),
    ],
)
def test_spellings(text: str, code: str) -> None:
    """Case, hyphens, an encoding and the language's own country make no difference."""
    assert read_language(text) == code


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("pt", "There is no language `pt`. Did you mean `PT_PT` or `PT_BR`?"),
        ("de-LU", "Did you mean `DE` or `DE_CH` or `DE_AT`?"),
        ("xx", "Known: EN, EN_GB"),
        ("", "There is no language ``."),
    ],
)
def test_unknown_languages_are_refused(text: str, problem: str) -> None:
    """Another code is an error that names the nearest."""
    with pytest.raises(LanguageIsUnknown) as raised:
        read_language(text)
    assert problem in str(raised.value)
