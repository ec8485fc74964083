from __future__ import annotations

from pathlib import Path

import pytest

from tests.mock_server.small_documents import Json
from tests.mock_server.values.plausible.schemas import (
    NUMBER,
    TEXT,
    WHOLE,
    Shop,
    fields,
    path,
    query,
)

MOMENT: Json = {"type": "string", "format": "date-time"}
PERSON = fields(id=WHOLE, firstName=TEXT, lastName=TEXT, fullName=TEXT, email=TEXT)


def test_person_agrees(tmp_path: Path) -> None:
    """The full name and the email address are those of the first and the last name."""
    person = Shop(tmp_path, "/patrons", PERSON).ask("/patrons")
    assert person["fullName"] == f"{person['firstName']} {person['lastName']}"
    assert person["email"].startswith(f"{person['firstName']}.{person['lastName']}".lower())


@pytest.mark.parametrize("seed", range(5))
def test_times_are_in_order(tmp_path: Path, seed: int) -> None:
    """What is created is updated, ends and expires after that."""
    schema = fields(expiresAt=MOMENT, endDate=MOMENT, updated_at=MOMENT, createdAt=MOMENT)
    loan = Shop(tmp_path, "/loans", schema, parameters=query("n")).ask(f"/loans?n={seed}")
    assert loan["createdAt"] < loan["updated_at"] < loan["endDate"] < loan["expiresAt"]


@pytest.mark.parametrize("seed", range(5))
def test_numbers_are_in_order(tmp_path: Path, seed: int) -> None:
    """A minimum is at most its maximum, and a total is quantity times price."""
    schema = fields(maxWidth=WHOLE, minWidth=WHOLE, quantity=WHOLE, unitPrice=NUMBER, total=NUMBER)
    row = Shop(tmp_path, "/rows", schema, parameters=query("n")).ask(f"/rows?n={seed}")
    assert row["minWidth"] <= row["maxWidth"]
    assert row["total"] == round(row["quantity"] * row["unitPrice"], 2)


@pytest.mark.parametrize(
    ("route", "url", "field"),
    [
        ("/patrons/{patronId}", "/patrons/4711", "id"),
        ("/patrons/{patronId}", "/patrons/4711", "patron_id"),
        ("/patrons/{id}", "/patrons/4711", "patronId"),
        ("/patrons/{patron}", "/patrons/4711", "id"),
        ("/patrons/{id}/activate", "/patrons/4711/activate", "id"),
        ("/v2/patrons/{id}/loans", "/v2/patrons/4711/loans", "patronId"),
    ],
)
def test_path_comes_back(tmp_path: Path, route: str, url: str, field: str) -> None:
    """An id in the path is that of the answered object, or of the one that it belongs to."""
    name = route.partition("{")[2].partition("}")[0]
    shop = Shop(tmp_path, route, fields(**{field: WHOLE}), parameters=[path(name)])
    assert shop.ask(url)[field] == 4711


def test_ids_of_other_objects_are_their_own(tmp_path: Path) -> None:
    """Nested objects, and those of a collection below the path's object, have other ids."""
    schema = fields(id=WHOLE, branch=fields(id=WHOLE))
    loan = Shop(tmp_path, "/patrons/{id}/loans", schema, parameters=[path("id")])
    assert 4711 not in {(made := loan.ask("/patrons/4711/loans"))["id"], made["branch"]["id"]}
    patron = Shop(tmp_path, "/patrons/{id}", schema, parameters=[path("id")])
    assert patron.ask("/patrons/4711")["branch"]["id"] != 4711


def test_body_comes_back(tmp_path: Path) -> None:
    """Sent values come back where the schema allows them, and the others agree with them."""
    address = fields(city=TEXT, state=TEXT)
    body = fields(firstName=TEXT, lastName=TEXT, code=TEXT, address=address)
    schema = fields(
        firstName=TEXT, fullName=TEXT, code={"type": "string", "maxLength": 3}, address=address
    )
    sent = {"firstName": "Zora", "lastName": "Quist", "code": "ABCD"}
    shop = Shop(tmp_path, "/patrons", schema, body={**body, "required": []})
    made = shop.ask("/patrons", {**sent, "address": {"city": "Boston", "state": "MA"}})
    assert (made["firstName"], made["fullName"]) == ("Zora", "Zora Quist")
    assert made["address"] == {"city": "Boston", "state": "MA"}
    assert made["code"] != "ABCD"


def test_partly_sent_objects_are_completed(tmp_path: Path) -> None:
    """Of a sent object what was sent comes back; lists have an item for each sent one."""
    line = fields(id={**WHOLE, "readOnly": True}, sku=TEXT, city=TEXT, state=TEXT)
    schema = fields(lines={"type": "array", "items": line}, data=line)
    shop = Shop(tmp_path, "/orders", schema, body={"type": "object"})
    lines = [{"sku": "A-1", "id": 4711}, {"sku": "B-2", "city": "Denver"}]
    made = shop.ask("/orders", {"lines": lines})["lines"]
    assert [each["sku"] for each in made] == ["A-1", "B-2"]
    assert made[0]["id"] != 4711
    assert (made[1]["city"], made[1]["state"]) == ("Denver", "CO")


def test_read_only_and_write_only_are_respected(tmp_path: Path) -> None:
    """What only the server says is not taken from the body; secrets are not answered."""
    schema = fields(
        number={**WHOLE, "readOnly": True}, password={**TEXT, "writeOnly": True}, city=TEXT
    )
    shop = Shop(tmp_path, "/patrons", schema, body={"type": "object"})
    made = shop.ask("/patrons", {"number": 4711, "password": "hidden", "city": "Utrecht"})
    assert made.keys() == {"number", "city"}
    assert (made["number"] != 4711, made["city"]) == (True, "Utrecht")


@pytest.mark.parametrize("version", ["3.0.4", "3.1.1"])
def test_examples_stay(tmp_path: Path, version: str) -> None:
    """Examples, constants, enumerations and defaults of the document are not overruled."""
    schema = fields(
        city={**TEXT, "example": "Atlantis"},
        country={**TEXT, "enum": ["Mu"]},
        email={**TEXT, "default": "none@example.com"},
    )
    shop = Shop(tmp_path, "/places", schema, version=version, body={"type": "object"})
    made = shop.ask("/places", {"city": "Paris", "country": "France"})
    assert made == {"city": "Atlantis", "country": "Mu", "email": "none@example.com"}


def test_example_of_an_id_stays(tmp_path: Path) -> None:
    """An id in the path does not overrule the example of the document's own field."""
    schema = fields(id={**WHOLE, "example": 10}, patronId=WHOLE)
    shop = Shop(tmp_path, "/patrons/{id}", schema, parameters=[path("id")])
    assert shop.ask("/patrons/4711") == {"id": 10, "patronId": 4711}


@pytest.mark.parametrize("name", ["limit", "per_page", "pageSize", "page[size]", "$top"])
def test_lists_are_as_long_as_requested(tmp_path: Path, name: str) -> None:
    """A list has no more items than requested, and the numbers of the page agree."""
    schema = fields(data={"type": "array", "items": PERSON}, meta=fields(total=WHOLE, page=WHOLE))
    shop = Shop(tmp_path, "/patrons", schema, parameters=query(name, "page"))
    made = shop.ask(f"/patrons?{name}=2&page=3")
    assert (len(made["data"]), made["meta"]["page"]) == (2, 3)
    assert made["meta"]["total"] >= 6


@pytest.mark.parametrize("url", ["/patrons", "/patrons?limit=1", "/patrons?limit=2&offset=40"])
def test_total_is_at_least_what_is_listed(tmp_path: Path, url: str) -> None:
    """The total counts the listed items and those before, and says whether there are more."""
    item = fields(id=WHOLE)
    schema = fields(
        total=WHOLE, results={"type": "array", "items": item}, has_more={"type": "boolean"}
    )
    made = Shop(tmp_path, "/patrons", schema, parameters=query("limit", "offset")).ask(url)
    seen = len(made["results"]) + (40 if "offset" in url else 0)
    assert made["total"] >= seen
    assert made["has_more"] is (made["total"] > seen)


def test_filters_come_back_in_items(tmp_path: Path) -> None:
    """Items have what the query filters by, where their schema allows it."""
    status: Json = {"type": "string", "enum": ["open", "shut"]}
    schema: Json = {"type": "array", "items": fields(status=status, genre=TEXT, limit=WHOLE)}
    parameters = query("limit", status=TEXT, genre=TEXT)
    shop = Shop(tmp_path, "/shelves", schema, parameters=parameters)
    made = shop.ask("/shelves?status=shut&genre=poetry&limit=2")
    assert [(each["status"], each["genre"]) for each in made] == [("shut", "poetry")] * 2
    assert {each["status"] for each in shop.ask("/shelves?status=ajar")} <= {"open", "shut"}


def test_values_satisfy_their_schema(tmp_path: Path) -> None:
    """A value by name that the schema refuses gives way to one that it allows."""
    schema = fields(
        phone={**TEXT, "pattern": r"^\+[1-9]\d{1,14}$"},
        country={**TEXT, "minLength": 3, "maxLength": 3},
        age={**WHOLE, "minimum": 200},
        city={**TEXT, "pattern": "^[0-9]{4}$"},
    )
    made = Shop(tmp_path, "/patrons", schema).ask("/patrons")
    assert made["phone"].startswith("+1")
    assert (made["country"], len(made["city"])) == ("USA", 4)
    assert made["age"] >= 200


def test_locale_chooses_names(tmp_path: Path) -> None:
    """Names, cities and currencies are those of the mock's locale."""
    schema = fields(country=TEXT, currency=TEXT, language=TEXT)
    made = Shop(tmp_path, "/patrons", schema, locale="pl").ask("/patrons")
    assert made == {"country": "Polska", "currency": "PLN", "language": "pl"}


def test_alternatives_have_values_by_name(tmp_path: Path) -> None:
    """Objects that are searched among alternatives have values by name and the path's id too."""
    first = fields(id=WHOLE, city=TEXT)
    second = fields(id=WHOLE, city=TEXT, zip=TEXT)
    schema: Json = {"oneOf": [{**first, "required": ["id"]}, second], "not": {"required": ["zip"]}}
    shop = Shop(tmp_path, "/depots/{id}", schema, parameters=[path("id")])
    made = shop.ask("/depots/4711")
    assert made["id"] == 4711


def test_searches_answer_pages(tmp_path: Path) -> None:
    """A search that is sent as a body answers a page whose numbers agree."""
    page = fields(pageNumber=WHOLE, totalElements=WHOLE, lastPage={"type": "boolean"})
    schema = fields(page=page, shelves={"type": "array", "items": fields(id=WHOLE)})
    shop = Shop(tmp_path, "/shelves/search", schema, body={"type": "object"})
    made = shop.ask("/shelves/search", {"genre": "poetry"})
    assert made["page"] == {"pageNumber": 1, "totalElements": 3, "lastPage": True}
    assert len(made["shelves"]) == 3


@pytest.mark.parametrize("body", [None, {"type": "object"}])
def test_lines_of_an_order_are_no_page(tmp_path: Path, body: Json | None) -> None:
    """The lines of one object are its own, whatever the page size, and its total is a sum."""
    line = fields(sku=TEXT)
    schema = fields(items={"type": "array", "items": line}, currency=TEXT, total=NUMBER)
    route = "/orders" if body else "/orders/{id}"
    parameters = [*query("limit"), *([] if body else [path("id")])]
    shop = Shop(tmp_path, route, schema, parameters=parameters, body=body)
    sent = {"items": [{"sku": "A-1"}, {"sku": "B-2"}]} if body else None
    made = shop.ask("/orders?limit=0" if body else "/orders/4711?limit=0", sent)
    assert len(made["items"]) == (2 if body else 1)
    assert made["total"] >= 10
