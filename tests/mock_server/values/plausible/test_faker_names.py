from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockwright.mock_server.values.plausible import faker_library
from mockwright.mock_server.values.plausible.faker_names import kind_of_faker, unknown_fakers
from tests.mock_server.small_documents import Json
from tests.mock_server.values.plausible.schemas import TEXT, Shop, fields


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("person.first_name", "first_name"),
        ("name.firstName", "first_name"),
        ("internet.email", "email"),
        ("address.city", "city"),
        ("location.zipCode", "postcode"),
        ("company.companyName", "company"),
        ("finance.iban", "iban"),
        ("string.uuid", "id"),
        ("date.past", "moment"),
        ("phone_number.phone_number", "phone"),
    ],
)
def test_common_names_are_known(name: str, kind: str) -> None:
    """Common names of Faker and of faker.js mean a kind of value, with or without Faker."""
    assert getattr(kind_of_faker(name), "kind", None) == kind


@pytest.mark.parametrize("keyword", ["address.city", {"address.city": []}])
def test_keyword_wins_over_the_name(tmp_path: Path, keyword: Any) -> None:
    """A field has what `x-faker` names, and what is not valid gives way to the schema."""
    schema = fields(email={**TEXT, "x-faker": keyword}, city=TEXT)
    made = Shop(tmp_path, "/patrons", schema).ask("/patrons")
    assert made["email"] == made["city"]
    wrong = fields(place={"type": "integer", "x-faker": keyword})
    assert isinstance(Shop(tmp_path, "/places", wrong).ask("/places")["place"], int)


def test_any_method_of_faker(tmp_path: Path) -> None:
    """A method of a provider is called, and equal requests get equal values."""
    pytest.importorskip("faker")
    schema = fields(zork={**TEXT, "x-faker": "person.prefix"})
    shop = Shop(tmp_path, "/patrons", schema)
    assert shop.ask("/patrons") == shop.ask("/patrons")
    assert shop.ask("/patrons")["zork"].endswith(".")


@pytest.mark.parametrize("name", ["no.such", "_factories", "misc.zip", "date_time.date_object"])
def test_unknown_methods_are_named(name: str) -> None:
    """A method that does not exist or would read the clock is reported with its place."""
    tree: Json = {"a": [{"x-faker": name}]}
    (sentence,) = unknown_fakers(tree, "small")
    assert sentence.startswith(f"small: /a/0/x-faker: `{name}` is not a known method")


def test_without_faker_its_methods_are_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the library only names of the common kinds are known, and the report says why."""
    monkeypatch.setattr(faker_library, "has_faker", lambda: False)
    assert faker_library.find_method("person.prefix") is None
    assert kind_of_faker("person.last_name") is not None
