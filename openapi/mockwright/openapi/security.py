"""Compile which credentials an operation requires, and how they are sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mockwright.openapi.document_files import Located, Place
from mockwright.openapi.faults import FaultCollector
from mockwright.openapi.loading import Document
from mockwright.openapi.structure import check_part
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

    Returns alternatives, each a set of schemes that are all required. Raises `DocumentIsBroken`
    with every scheme that the document does not define.
    """
    root = Located(value=document.root, place=document.place)
    owner = operation if "security" in operation.value else root
    faults = FaultCollector()
    alternatives: list[tuple[SecurityScheme, ...]] = []
    for index, requirement in enumerate(owner.value.get("security", ())):
        schemes: list[SecurityScheme] = []
        for name in requirement:
            with faults.collect():
                place = owner.place.child("security", index, name)
                schemes.append(_compile_scheme(document, name, place))
        alternatives.append(tuple(schemes))
    faults.raise_if_any()
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
    check_part("security scheme", located, document.version)
    value = located.value
    return SecurityScheme(
        name=name,
        kind=value["type"],
        location=value.get("in", "header"),
        parameter=value.get("name", "Authorization"),
        scheme=value.get("scheme", "bearer").lower(),
    )
