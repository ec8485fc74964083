"""Codes of languages, in the spellings that users have."""

from __future__ import annotations

from mockwright.mock_server.people.contract import LANGUAGES
from mockwright.mock_server.people.tables import LanguageIsUnknown
from mockwright.openapi.wording import list_names, suggest

# Where a language has several codes, the country whose people the code alone means.
_HOME = {"EN": "US", "FR": "FR", "NL": "NL", "ES": "ES", "DE": "DE", "HU": "HU"}
_SAME = {"ES_MX": "ES_LATAM", "ES_419": "ES_LATAM", "NO": "NB_NO", "NO_NO": "NB_NO", "IW": "HE"}


def read_language(text: str) -> str:
    """The code of the contract: `DE` for `de`, `de-DE` and `de_DE`, `SV_SE` for `sv`.

    Raises `LanguageIsUnknown`.
    """
    code = text.strip().partition(".")[0].replace("-", "_").upper()
    code = _SAME.get(code, code)
    language, _, country = code.partition("_")
    if code in LANGUAGES:
        return code
    if language in LANGUAGES and country == _HOME.get(language, country):
        return language
    others = [known for known in LANGUAGES if known.partition("_")[0] == language]
    if len(others) == 1 and not country:
        return others[0]
    message = f"There is no language `{text[:40]}`. {_advice(code, others)}"
    raise LanguageIsUnknown(message)


def _advice(code: str, others: list[str]) -> str:
    if others:
        return f"Did you mean {' or '.join(f'`{other}`' for other in others)}?"
    return suggest(code, LANGUAGES) or f"Known: {list_names(LANGUAGES)}."
