"""Icebreakers: choose the topic of an opening message, if the platform is to choose."""

from __future__ import annotations

from mockwright.mock_server.vendors.dumgum.profiles.versions import Profile, age_gap

AUTO = "AUTO"
PHOTO_COMMENT = "PHOTO_COMMENT"
MUCH_YEARS = 10
NEAR = 30

_DETAILS = ("description", "birthdate", "city")


def choose_icebreaker(
    wanted: str | None, user: Profile, persona: Profile, distance: float | None
) -> str:
    """The kind of icebreaker: the requested one, or else the first that the profiles allow."""
    if wanted == PHOTO_COMMENT and not user.get("mainPictureUrl"):
        wanted = AUTO
    if wanted not in {None, AUTO}:
        return str(wanted)
    if not (user.get("mainPictureUrl") or user.get("pictures")):
        return "NO_PHOTO"
    if not all(user.get(detail) for detail in _DETAILS):
        return "MISSING_DETAIL"
    gap = age_gap(persona, user)
    if gap is not None and abs(gap) >= MUCH_YEARS:
        return "MUCH_YOUNGER" if gap > 0 else "MUCH_OLDER"
    return "NEARBY" if _is_near(user, persona, distance) else "GENERIC"


def _is_near(user: Profile, persona: Profile, distance: float | None) -> bool:
    if distance is not None:
        return distance <= NEAR
    places = [(profile.get("countryCode"), profile.get("city")) for profile in (user, persona)]
    return places[0] == places[1] and None not in places[0]
