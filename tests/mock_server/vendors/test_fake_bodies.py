"""Generated bodies of each API: valid, and of the same generated person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

import pytest

from mockwright.mock_server.people import APIS, FIELDS, LANGUAGES, REFERENCE_DATE
from mockwright.mock_server.people.ages import age_at
from mockwright.mock_server.vendors.fake_bodies import make_bodies
from mockwright.openapi.loading import load_document
from mockwright.openapi.schemas import CompiledSchema, SchemaLibrary
from tests.mock_server.asking import ask, serve
from tests.tools.profile_contract import BODIES

pytestmark = pytest.mark.slow

COUNT = 500
KEY = {"authorization": "Bearer any-key", "x-api-key": "any-key"}


@cache
def schema_of(api: str) -> CompiledSchema:
    """The schema of an API's body."""
    document = load_document(api)
    library = SchemaLibrary(document.files, is_modern=True)
    place = document.place.child("components", "schemas", BODIES[api])
    compiled = library.compile(place, "response" if api == "getprofile" else "request")
    library.translate()
    return compiled


@cache
def bodies(api: str, role: str = "user", seed: int = 0) -> tuple[dict[str, Any], ...]:
    """Generated bodies in all languages."""
    return tuple(map(make_bodies(api, seed, role), range(COUNT)))


def traits_of(export: Mapping[str, Any]) -> dict[str, Any]:
    """The values of an export's traits by key."""
    return {trait["key"]: trait["value"] for trait in export["traits"]}


@pytest.mark.parametrize("role", ["user", "persona"])
@pytest.mark.parametrize("api", APIS)
def test_every_body_is_valid(api: str, role: str) -> None:
    """Every body conforms to the schema and has no undocumented field."""
    schema = schema_of(api)
    invalid = [one for one in bodies(api, role) if not schema.is_valid(one)]
    assert invalid[:1] == []
    assert {schema.unknown_fields(one) for one in bodies(api, role)} == {()}


@pytest.mark.parametrize("api", APIS)
def test_seeds_differ_and_languages_take_turns(api: str) -> None:
    """Another seed gives other bodies, and the languages rotate."""
    assert bodies(api, seed=1)[:20] != bodies(api)[:20]
    two = make_bodies(api, 0, "user", ("FR", "JA"))
    assert two(3) == make_bodies(api, 0, "user", ("JA",))(3)
    assert bodies(api)[5] == make_bodies(api, 0, "user", (LANGUAGES[5],))(5)


def test_contact_is_the_person_of_the_profile() -> None:
    """A contact has the profile's name, birthday, town and picture, and the age of an adult."""
    for body, profile in zip(bodies("cognigy"), bodies("dumgum"), strict=True):
        contact = body["profile"]
        assert body["contactIds"][0] == profile["id"]
        assert contact["firstname"] == profile.get("firstName", profile.get("nickname"))
        assert contact.get("birthday") == profile.get("birthdate")
        assert contact.get("location") == profile.get("city")
        assert contact.get("profilepic") == profile.get("mainPictureUrl")
        assert ("gender" in contact) == ("gender" in profile)
        assert 18 <= contact.get("age", 18) <= 80


@pytest.mark.parametrize(("born", "age"), [("2000-01-01", 25), ("2000-01-02", 24)])
def test_age_is_that_of_the_day(born: str, age: int) -> None:
    """The age increases on the birthday."""
    assert age_at(date.fromisoformat(born), REFERENCE_DATE) == age


def test_export_is_the_person_of_the_profile() -> None:
    """An export has the profile's id, name, birthdate and town."""
    for body, profile in zip(bodies("getprofile"), bodies("dumgum"), strict=True):
        told = traits_of(body)
        assert body["profile"]["externalId"] == profile["id"]
        assert told["name"] == profile.get("firstName", profile.get("nickname"))
        assert told.get("birthdate") == profile.get("birthdate")
        assert told.get("city") == profile.get("city")


@pytest.mark.parametrize("role", ["user", "persona"])
def test_export_is_what_the_mock_answers(role: str) -> None:
    """The mock answers the same export for the id and the UUID of a number."""
    app = serve()
    for body in bodies("getprofile", role)[:45]:
        for name in (body["profile"]["externalId"], body["profile"]["id"]):
            assert ask(app, f"GET /api/profiles/{name}/export", KEY).value == body


def test_contact_is_created_and_exported() -> None:
    """A generated body creates a contact whose export has its name and town."""
    app = serve()
    body = bodies("cognigy")[0]
    assert ask(app, "POST /new/v2.0/profiles", KEY, body).status == 201
    told = traits_of(ask(app, "GET /api/profiles/user-0/export", KEY).value)
    contact = body["profile"]
    assert (told["firstname"], told["location"]) == (contact["firstname"], contact["location"])


def test_every_api_has_its_fields() -> None:
    """Every documented field of a profile and of an export occurs."""
    for api in ("dumgum", "getprofile"):
        assert {name for body in bodies(api) for name in body} == FIELDS[api].keys()
