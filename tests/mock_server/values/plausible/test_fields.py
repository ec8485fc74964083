from __future__ import annotations

import re

import pytest

from tests.mock_server.small_documents import Json
from tests.mock_server.values.plausible.schemas import NUMBER, TEXT, WHOLE, make_values

UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
MOMENT = r"2025-\d\d-\d\dT\d\d:\d\d:\d\dZ"
# A name, and what its text looks like.
TEXTS = {
    "contactEmail": r"[a-z.]+\d+@example\.org",
    "homepage": r"https://example\.org/\S+",
    "profile_picture": r"https://example\.org/\S+\.png",
    "mobileNumber": r"\+1 \d{3}-555-01\d\d",
    "billing_zip_code": r"\d{5}",
    "shippingCountryCode": r"US",
    "currency": r"USD",
    "preferredLocale": r"en-US",
    "clientIp": r"(192\.0\.2|198\.51\.100|203\.0\.113)\.\d+",
    "mac_address": r"00:00:5e:00:53:[0-9a-f]{2}",
    "checksum": r"[0-9a-f]{64}",
    "commitSha": r"[0-9a-f]{40}",
    "app_version": r"\d+\.\d+\.\d+",
    "traceId": UUID,
    "registeredAt": MOMENT,
    "last_seen_at": MOMENT,
    "release-date": r"2025-\d\d-\d\d",
    "backgroundColour": r"#[0-9a-f]{6}",
    "time_zone": r"[A-Z][a-z]+/[A-Za-z_]+",
    "mimeType": r"[a-z]+/[a-z]+",
    "card_last4": r"\d{4}",
    "zipcodes": r"\d{5}",
}
# A name, and the range of its number.
NUMBERS = {
    "age": (18, 80),
    "unitPrice": (2, 121),
    "qty": (1, 9),
    "rating": (2.5, 5),
    "progress": (0, 100),
    "lat": (-90, 90),
    "createdAt": (1_735_000_000, 1_770_000_000),
    "createdAtMs": (1_735_000_000_000, 1_770_000_000_000),
    "server_port": (80, 9000),
    "month": (1, 12),
    "publishedYearFrom": (2015, 2025),
}


@pytest.mark.parametrize("name", TEXTS)
def test_text_suits_its_name(name: str) -> None:
    """A text looks like what its field's name says."""
    text = make_values({name: TEXT})[name]
    assert re.fullmatch(TEXTS[name], text), text


@pytest.mark.parametrize("name", NUMBERS)
def test_number_suits_its_name(name: str) -> None:
    """A number is within the range of what its field's name says."""
    low, high = NUMBERS[name]
    assert low <= make_values({name: NUMBER})[name] <= high


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        ("The ISO 4217 code of the wallet.", r"USD"),
        ("When this happened, as ISO 8601.", MOMENT),
        ("The e-mail address of the patron", r"[a-z.]+\d+@example\.org"),
        ("ISO 3166-1 alpha-3", r"USA"),
    ],
)
def test_description_decides_about_unknown_names(description: str, expected: str) -> None:
    """A field whose name says nothing has a value by its description."""
    text = make_values({"zork": {"type": "string", "description": description}})["zork"]
    assert re.fullmatch(expected, text), text


@pytest.mark.parametrize(
    ("owner", "expected"),
    [("customer", r"[A-Z]\w+ [A-Z]\w+"), ("document", r"\w+\.\w{3,4}"), ("tag", r"[a-z]+")],
)
def test_name_depends_on_what_has_it(owner: str, expected: str) -> None:
    """The field `name` is a person's, a file's or a tag's, as its object is."""
    assert re.fullmatch(expected, make_values({"name": TEXT}, owner=owner)["name"])


def test_state_is_a_region_only_in_addresses() -> None:
    """`state` is a region beside a city, and a status elsewhere."""
    of_address = make_values({"state": TEXT, "city": TEXT})["state"]
    assert re.fullmatch("[A-Z]{2}", of_address)
    assert make_values({"state": TEXT})["state"] in {"active", "pending", "completed"}


def test_format_wins_over_the_name() -> None:
    """A name whose kind contradicts the format does not decide."""
    keywords: dict[str, Json] = {
        "email": {"type": "string", "format": "uuid"},
        "price": {"type": "string", "format": "date"},
    }
    values = make_values(keywords)
    assert re.fullmatch(UUID, values["email"])
    assert re.fullmatch(r"2025-\d\d-\d\d", values["price"])


@pytest.mark.parametrize("name", ["frobnicate", "by", "email_is_ok"])
def test_unknown_names_have_no_kind(name: str) -> None:
    """A name that says nothing, or a kind of another type, is left to the schema."""
    assert make_values({name: {"type": "boolean"}}) == {name: None}


def test_nobody_is_under_18() -> None:
    """Ages are those of adults and agree with the date of birth."""
    for locale in ("en_US", "de_DE", "fr_FR", "ja_JP", "it_IT"):
        values = make_values({"age": WHOLE, "birthDate": TEXT}, locale)
        assert values["age"] >= 18
        assert abs(2025 - int(values["birthDate"][:4]) - values["age"]) <= 0 or values["age"] == 80


def test_animals_are_younger() -> None:
    """An animal has an age of its own kind, and a date of birth that agrees with it."""
    values = make_values({"age": WHOLE, "birthDate": TEXT}, owner="pet")
    assert 1 <= values["age"] <= 12
    assert int(values["birthDate"][:4]) == 2025 - values["age"]
