"""Contacts: the request body that creates a contact profile for a fictitious person."""

from __future__ import annotations

from datetime import date
from typing import Any

from mockwright.mock_server.people.ages import age_at
from mockwright.mock_server.people.person import Profile
from mockwright.mock_server.seeding import request_key

_PROJECT = b"contact_project"
_PROJECT_LENGTH = 24


def make_project_id(seed: int) -> str:
    """The project to which all contacts of a seed belong."""
    return request_key(seed, _PROJECT).hex()[:_PROJECT_LENGTH]


def write_contact(profile: Profile, project_id: str, today: date) -> dict[str, Any]:
    """The documented fields of a contact, as far as the profile has them.

    The contact id is the profile's id. The age is that on the given day; storing the data was
    consented to.
    """
    contact: dict[str, Any] = {
        "prevent_data_collection": False,
        "accepted_gdpr": True,
        "firstname": profile.get("firstName") or profile["nickname"],
        "email": f"{profile['id']}@example.org",
    }
    if "mainPictureUrl" in profile:
        contact["profilepic"] = profile["mainPictureUrl"]
    if "birthdate" in profile:
        contact["age"] = age_at(date.fromisoformat(profile["birthdate"]), today)
        contact["birthday"] = profile["birthdate"]
    if "gender" in profile:
        contact["gender"] = profile["gender"].lower().replace("_", " ")
    if "city" in profile:
        contact["location"] = profile["city"]
    if "description" in profile and "version" in profile:
        contact["memories"] = [
            {
                "id": f"{profile['id']}-1",
                "timestamp": profile["version"],
                "text": profile["description"],
            }
        ]
    return {
        "profile": contact,
        "active": True,
        "contactIds": [profile["id"], contact["email"]],
        "projectId": project_id,
    }
