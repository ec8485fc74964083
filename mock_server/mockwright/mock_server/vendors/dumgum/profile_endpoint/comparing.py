"""Comparing: how a fetched profile differs from the one in a request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from mockwright.mock_server.request.notices import Notice
from mockwright.mock_server.vendors.dumgum.notices import CHANGED_WITHOUT_VERSION, OTHER_VERSION
from mockwright.mock_server.vendors.dumgum.profiles.versions import Profile
from mockwright.mock_server.vendors.dumgum.replies.people import USER_FIELD
from mockwright.openapi.known_fields import KnownFields
from mockwright.openapi.operations import Operation
from mockwright.openapi.wording import list_names, show_value

_REQUEST_ID = "generate_reply"
_OTHER_VERSION = (
    "The endpoint has {}, the request sent {}. DumGum would use the endpoint's profile."
)
_DIFFERS = (
    "The endpoint's profile differs from the one that the request sent in {}, and has the same "
    "`version`. Send another `version` with each change."
)


class Comparer:
    """Knows which fields of a profile requests can have: the webhook has more of them."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        """`operations` are those of DumGum's document that are served."""
        request = next((found for found in operations if found.id == _REQUEST_ID), None)
        self._known = KnownFields(request.json_schema) if request else None

    def compare(self, sent: Profile, fetched: Profile) -> tuple[Notice, ...]:
        """A notice for each difference between the two profiles."""
        if sent.get("version") != fetched.get("version"):
            message = _OTHER_VERSION.format(_show_version(fetched), _show_version(sent))
            return (Notice(OTHER_VERSION, "#/profile/version", message),)
        names = [f"`{name}`" for name in _find_differences(self._keep(sent), self._keep(fetched))]
        if not names:
            return ()
        message = _DIFFERS.format(list_names(names))
        return (Notice(CHANGED_WITHOUT_VERSION, "#/profile", message),)

    def _keep(self, profile: Profile) -> Any:
        if self._known is None:
            return profile
        return self._known.keep({USER_FIELD: profile}).value[USER_FIELD]


def _show_version(profile: Profile) -> str:
    return show_value(profile["version"]) if "version" in profile else "none"


def _find_differences(one: Any, other: Any, path: str = "") -> Iterator[str]:
    """The fields that differ, as `features.height`; null counts as missing."""
    for name in sorted(one.keys() | other.keys()):
        left, right = one.get(name), other.get(name)
        if isinstance(left, dict) and isinstance(right, dict):
            yield from _find_differences(left, right, f"{path}{name}.")
        elif left != right:
            yield f"{path}{name}"
