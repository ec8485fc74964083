from __future__ import annotations

import pytest
from click.testing import CliRunner

from mockwright.mock_server.cli import serve
from mockwright.mock_server.values.plausible.locales import (
    FOLDER,
    LocaleIsUnknown,
    known_locales,
    load_locale,
    parse_locale,
)
from tests.mock_server.values.plausible.schemas import NUMBER, TEXT, make_values


@pytest.mark.parametrize(
    ("text", "expected"),
    [("de_DE", "de_DE"), ("de-AT", "de_AT"), ("pt", "pt_PT"), ("nb_NO", "no_NO"), ("JA", "ja_JP")],
)
def test_parse_locale(text: str, expected: str) -> None:
    """A locale may be written with a hyphen, in any case, or as a language."""
    assert parse_locale(text) == expected


@pytest.mark.parametrize(("text", "near"), [("de_XX", "de_DE"), ("xx_FR", "fr_FR"), ("ens", "en")])
def test_unknown_locale_names_the_nearest(text: str, near: str) -> None:
    """The error for an unknown locale names one of the same language or country, or the known."""
    with pytest.raises(LocaleIsUnknown, match=near):
        parse_locale(text)


@pytest.mark.parametrize("name", known_locales())
def test_tables_are_complete(name: str) -> None:
    """Every locale has names, streets, places and phone numbers, and no list is long."""
    locale = load_locale(name)
    for texts in (locale.first_women, locale.last_men, locale.streets, locale.jobs):
        assert 10 <= len(texts) <= 200
    assert len(locale.places) >= 6
    assert locale.phones


def test_tables_are_small() -> None:
    """All tables together have at most 1.5 MB."""
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) < 1_500_000


@pytest.mark.parametrize("name", known_locales())
def test_address_is_of_one_place(name: str) -> None:
    """City, region, coordinates, country and currency are those of one place of the locale."""
    schemas = {"city": TEXT, "region": TEXT, "lat": NUMBER, "countryCode": TEXT, "currency": TEXT}
    values = make_values(schemas, name)
    locale = load_locale(name)
    (place,) = [each for each in locale.places if each.city == values["city"]]
    assert values["region"] == place.region
    assert abs(values["lat"] - place.latitude) < 0.1
    assert (values["countryCode"], values["currency"]) == locale.country[:4:3]


def test_option_refuses_unknown_locales() -> None:
    """`serve --locale` with an unknown locale is a usage error that names the nearest."""
    result = CliRunner().invoke(serve, ["--locale", "de_XX"])
    assert result.exit_code == 2
    assert "Did you mean `de_DE`?" in result.output
