"""Whether fixed values conform to the contract's schema of a profile."""

from __future__ import annotations

from mockwright.mock_server.people.columns import WishIsBroken
from mockwright.mock_server.people.overrides import Overrides, compile_overrides
from mockwright.openapi.loading import load_document
from mockwright.openapi.schemas import SchemaLibrary
from mockwright.openapi.violations import Subject

_SMALLEST = {"id": "user-0", "firstName": "Alex"}


def require_valid(overrides: Overrides) -> None:
    """Raise `WishIsBroken` for the first value that violates the schema.

    The document is read only if there are values, because that takes longer than a thousand
    profiles.
    """
    if not overrides:
        return
    document = load_document("dumgum")
    library = SchemaLibrary(document.files, is_modern=True)
    place = document.place.child("components", "schemas", "Profile")
    schema = library.compile(place, "request")
    library.translate()
    profile = compile_overrides(overrides)(_SMALLEST)
    for violation in schema.check(profile, Subject(location="body")):
        message = f"`--set` breaks the contract at `{violation.pointer}`: {violation.detail}"
        raise WishIsBroken(message)
