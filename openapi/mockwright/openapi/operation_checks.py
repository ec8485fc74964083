"""Check the rules for operations that a schema of OpenAPI documents cannot express."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mockwright.openapi.document_files import Place
from mockwright.openapi.faults import LEFT_OUT, Complaints, DocumentFault
from mockwright.openapi.parameters import Parameter
from mockwright.openapi.wording import list_names

TEMPLATE = re.compile(r"\{([^{}]+)\}")


def check_path(
    path: str, parameters: Sequence[Parameter], place: Place, complaints: Complaints
) -> tuple[Parameter, ...]:
    """The parameters that requests can have; the names in a path and its parameters must match."""
    names = TEMPLATE.findall(path)
    declared = [parameter.name for parameter in parameters if parameter.location == "path"]
    for name in names:
        if name not in declared:
            problem = f"The path `{path}` has `{{{name}}}`, but there is no such path parameter."
            fix = f"Add a parameter `name: {name}`, `in: path`. Described: {_list(declared)}."
            complaints.add(_warn(place, problem, fix, "any text is accepted"))
    for name in declared:
        if name not in names:
            problem = f"The path parameter `{name}` does not occur in the path `{path}`."
            fix = (
                f"Write `{{{name}}}` there, or remove the parameter. The path has: {_list(names)}."
            )
            complaints.add(_warn(place, problem, fix, LEFT_OUT))
    return tuple(one for one in parameters if one.location != "path" or one.name in names)


def hint_informational(place: Place, complaints: Complaints) -> None:
    """Report a response that no answer can be, because another one has to follow it."""
    complaints.add(
        DocumentFault(
            file=place.file,
            pointer=place.pointer,
            problem="A response with a status from 100 to 199 is sent before the answer.",
            fix="Document the answer that follows it.",
            level="hint",
            done=LEFT_OUT,
        )
    )


def _list(names: Sequence[str]) -> str:
    return list_names(f"`{name}`" for name in names) or "none"


def _warn(place: Place, problem: str, fix: str, done: str) -> DocumentFault:
    return DocumentFault(
        file=place.file,
        pointer=place.pointer,
        problem=problem,
        fix=fix,
        level="warning",
        done=done,
    )
