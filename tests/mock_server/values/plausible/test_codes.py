from __future__ import annotations

import pytest

from mockwright.mock_server.values.plausible.codes import (
    check_digits,
    ean_check_digit,
    vin_check_digit,
)
from mockwright.mock_server.values.plausible.locales import known_locales
from tests.mock_server.values.plausible.schemas import TEXT, make_values


def test_check_digits_of_published_examples() -> None:
    """The check digits are those of codes that their standards publish."""
    assert check_digits("GB", "WEST12345698765432") == "82"
    assert check_digits("DE", "370400440532013000") == "89"
    assert ean_check_digit("978030640615") == 7
    assert vin_check_digit("1M8GDM9A0KP042788") == "X"


@pytest.mark.parametrize("locale", known_locales())
def test_iban_is_valid_in_every_locale(locale: str) -> None:
    """The number of a generated IBAN leaves 1 when divided by 97."""
    iban = make_values({"iban": TEXT}, locale)["iban"]
    number = "".join(str(int(character, 36)) for character in iban[4:] + iban[:4])
    assert int(number) % 97 == 1


def test_codes_have_their_check_digits() -> None:
    """Generated ISBNs and vehicle identification numbers have right check digits."""
    values = make_values({"isbn": TEXT, "vin": TEXT})
    assert str(ean_check_digit(values["isbn"][:12])) == values["isbn"][12]
    assert vin_check_digit(values["vin"]) == values["vin"][8]
