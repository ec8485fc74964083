"""Codes of trade and banking whose check digits are right."""

from __future__ import annotations

from collections.abc import Mapping

from mockwright.mock_server.seeding import RandomStream
from mockwright.mock_server.values.plausible.makers import Candidates, Maker, of_scene, of_stream
from mockwright.mock_server.values.plausible.scene import Scene, fill_pattern

_BASE = 36
_IBAN_MODULUS = 97
_VIN_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_VIN_NUMBERS = (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9)
_VIN_VALUES = dict(zip(_VIN_LETTERS, _VIN_NUMBERS, strict=True))
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_VIN_CHECK = 8
# The number of a card that payment services accept in tests only.
_TEST_CARD = "4111111111111111"
# A country without IBANs has one of Germany.
_GERMAN = ("DE", "##################")


def check_digits(country: str, rest: str) -> str:
    """The two check digits of an IBAN (ISO 7064, MOD 97-10)."""
    number = "".join(str(int(character, _BASE)) for character in f"{rest}{country}00")
    return f"{_IBAN_MODULUS + 1 - int(number) % _IBAN_MODULUS:02}"


def _iban(scene: Scene, role: str) -> Candidates:
    locale = scene.country_locale(role)
    country, pattern = (locale.country.code, locale.iban) if locale.iban else _GERMAN
    rest = fill_pattern(pattern, scene.stream("iban", role))
    text = f"{country}{check_digits(country, rest)}{rest}"
    return (text, " ".join(text[start : start + 4] for start in range(0, len(text), 4)))


def _bic(scene: Scene, role: str) -> Candidates:
    code = scene.country_locale(role).country.code
    letters = scene.stream("bic", role).text(_VIN_LETTERS, 4)
    return (f"{letters}{code}2L", f"{letters}{code}2LXXX")


def ean_check_digit(digits: str) -> int:
    """The last digit of an EAN-13 after its first twelve."""
    total = sum(int(digit) * (3 if index % 2 else 1) for index, digit in enumerate(digits))
    return -total % 10


def _ean(prefix: str) -> Maker:
    def make(stream: RandomStream) -> Candidates:
        digits = prefix + fill_pattern("#" * (12 - len(prefix)), stream)
        return (f"{digits}{ean_check_digit(digits)}", _isbn_10(digits[3:]))

    return of_stream(make)


def _isbn_10(digits: str) -> str:
    total = sum(int(digit) * (10 - index) for index, digit in enumerate(digits))
    check = -total % 11
    return digits + ("X" if check == len("0123456789") else str(check))


def vin_check_digit(vin: str) -> str:
    """The ninth character of a vehicle identification number (ISO 3779)."""
    values = (int(c) if c.isdigit() else _VIN_VALUES[c] for c in vin)
    rest = sum(value * weight for value, weight in zip(values, _VIN_WEIGHTS, strict=True)) % 11
    return "X" if rest == len("0123456789") else str(rest)


def _vin(stream: RandomStream) -> Candidates:
    text = stream.text(_VIN_LETTERS, 8) + "0" + fill_pattern("@@######", stream)
    return (text[:_VIN_CHECK] + vin_check_digit(text) + text[_VIN_CHECK + 1 :],)


def _order_number(stream: RandomStream) -> Candidates:
    number = stream.between(10_000, 99_999)
    return (f"ORD-{number}", str(number), f"A{number % 1000:03}")


MAKERS: Mapping[str, Maker] = {
    "iban": of_scene(_iban),
    "bic": of_scene(_bic),
    "ean": _ean("200"),
    "isbn": _ean("978"),
    "vin": of_stream(_vin),
    "last_four": of_stream(lambda stream: (fill_pattern("####", stream),)),
    "card_number": of_stream(lambda _stream: (_TEST_CARD,)),
    "account_number": of_stream(lambda stream: (fill_pattern("000######", stream),)),
    "code": of_stream(lambda stream: (fill_pattern("@@##@#", stream), fill_pattern("@#", stream))),
    "sku": of_stream(
        lambda stream: (fill_pattern("@@@-####", stream), fill_pattern("@##", stream))
    ),
    "order_number": of_stream(_order_number),
    "tracking_number": of_stream(lambda stream: (fill_pattern("@@#########", stream),)),
}
