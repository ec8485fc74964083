"""Tables of a locale: names, streets, cities, and what its country has."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from mockwright.openapi.wording import list_names, suggest

DEFAULT_LOCALE = "en_US"
FOLDER = Path(__file__).parent / "tables"
# The locale of a language that several countries share.
_MAIN = {"en": "en_US", "fr": "fr_FR", "de": "de_DE", "es": "es_ES", "nl": "nl_NL", "pt": "pt_PT"}
_SAME = {"nb": "no", "nn": "no"}

Texts = tuple[str, ...]


class LocaleIsUnknown(ValueError):
    """Raised for a locale without tables."""


class Country(NamedTuple):
    """A country: its codes, its name in its own language, its currency."""

    code: str
    alpha3: str
    name: str
    currency: str
    time_zone: str
    calling_code: str


class Place(NamedTuple):
    """A city; in `postcode`, `#` is any digit and `@` any letter."""

    city: str
    region: str
    region_code: str
    postcode: str
    latitude: float
    longitude: float
    time_zone: str


class Locale(NamedTuple):
    """The tables of one locale; `name` is as in `de_DE`."""

    name: str
    country: Country
    first_women: Texts
    first_men: Texts
    last_women: Texts
    last_men: Texts
    streets: Texts
    address: str
    companies: Texts
    jobs: Texts
    phones: Texts
    iban: str
    places: tuple[Place, ...]

    @property
    def language(self) -> str:
        """The code of the language: `de`."""
        return self.name.partition("_")[0]

    @property
    def tag(self) -> str:
        """The locale as BCP 47 has it: `de-DE`."""
        return self.name.replace("_", "-")


@cache
def known_locales() -> Texts:
    """The names of all locales with tables."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


def parse_locale(text: str) -> str:
    """The name of a locale: `de_DE` for `de_DE`, `de-de` or `de`. Raises `LocaleIsUnknown`."""
    language, _, country = text.strip().partition(".")[0].replace("-", "_").partition("_")
    language = _SAME.get(language.lower(), language.lower())
    name = f"{language}_{country.upper()}" if country else _MAIN.get(language, language)
    known = known_locales()
    found = [other for other in known if other == name or other.partition("_")[0] == name]
    if found:
        return found[0]
    message = f"there are no tables for the locale `{text[:40]}`. {_nearest(name, known)}"
    raise LocaleIsUnknown(message)


def _nearest(name: str, known: Texts) -> str:
    language = name.partition("_")[0]
    same = next((other for other in known if other.startswith(f"{language}_")), None)
    same = _MAIN.get(language, same) or locale_of_country(name.rpartition("_")[2])
    near = f"Did you mean `{same}`?" if same else suggest(name, known)
    return near or f"Known: {list_names(f'`{other}`' for other in known)}."


@cache
def load_locale(name: str) -> Locale:
    """The tables of a locale, read once."""
    table: dict[str, Any] = orjson.loads((FOLDER / f"{name}.json").read_bytes())
    fields: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in table.items()
    }
    del fields["source"]
    fields["country"] = Country(**table["country"])
    fields["places"] = tuple(Place(*place) for place in table["places"])
    return Locale(name=name, **fields)


@cache
def locale_of_country(code: str) -> str | None:
    """The first locale of a country, by its code of two letters."""
    return next((name for name in known_locales() if name.endswith(f"_{code.upper()}")), None)
