"""Compile which credentials an operation requires, and how they are sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mockwright.openapi.document_files import Located, Place
from mockwright.openapi.faults import SERVED_WITHOUT
from mockwright.openapi.loading import Document
from mockwright.openapi.repairs import repair
from mockwright.openapi.wording import list_names, suggest


@dataclass(frozen=True, kw_only=True, slots=True)
class SecurityScheme:
    """One way of sending credentials: their location and form."""

    name: str
    kind: str
    location: str
    parameter: str
    scheme: str


SecurityAlternatives = tuple[tuple[SecurityScheme, ...], ...]


def compile_security(document: Document, operation: Located) -> SecurityAlternatives:
    """The requirements of an operation: its own `security`, or the document's by default.

    Returns alternatives, each a set of schemes that are all required. A scheme that the document
    does not define is not required, and is reported.
    """
    root = Located(value=document.root, place=document.place)
    owner = operation if "security" in operation.value else root
    alternatives: list[tuple[SecurityScheme, ...]] = []
    for index, requirement in enumerate(owner.value.get("security", ())):
        schemes: list[SecurityScheme] = []
        for name in requirement:
            with document.complaints.collect("warning", SERVED_WITHOUT):
                place = owner.place.child("security", index, name)
                schemes.append(_compile_scheme(document, name, place))
        alternatives.append(tuple(schemes))
    return tuple(alternatives)


def _compile_scheme(document: Document, name: str, referrer: Place) -> SecurityScheme:
    place = document.place.child("components", "securitySchemes")
    known: dict[str, Any] = document.root.get("components", {}).get("securitySchemes", {})
    if name not in known:
        listed = f"Known: {list_names(f'`{scheme}`' for scheme in known)}." if known else ""
        raise referrer.broken(
            f"The security scheme `{name}` is not defined in `{place}`.",
            f"{suggest(name, list(known))} {listed}".strip() or "Define it there.",
        )
    located = document.files.follow(known[name], place.child(name))
    repair(located, document.version, document.complaints, "security scheme")
    value = located.value
    return SecurityScheme(
        name=name,
        kind=value["type"],
        location=value.get("in", "header"),
        parameter=value.get("name", "Authorization"),
        scheme=value.get("scheme", "bearer").lower(),
    )
