"""Strategies: the values that clients and servers of a document exchange, for `@given`.

`realistic` values are fictitious people and their messages; `adversarial` ones are the boundaries
of the schemas. Both conform to the document and shrink towards small, plain values.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Literal

from hypothesis import strategies as st

from mockwright.contracts.boundaries.requests import RequestParts
from mockwright.contracts.boundaries.variants import RequestVariant, variants
from mockwright.contracts.drawing import adversarial, realistic
from mockwright.contracts.drawing.conversations import message_schema
from mockwright.mock_server.catalogue import load_catalogue
from mockwright.mock_server.people import ROLES
from mockwright.mock_server.timestamps import parse_timestamp
from mockwright.openapi.loading import bundled_names
from mockwright.openapi.operations import Operation
from mockwright.openapi.wording import list_names, suggest_or_list

Mode = Literal["realistic", "adversarial"]
Role = Literal["user", "persona"]
Json = dict[str, Any]

REPLY = "generate_reply"
SUGGESTION = "generate_suggestions"
MODES = ("realistic", "adversarial")
MAX_MESSAGES = 8


class OperationIsUnknown(LookupError):
    """The operation does not exist; `str()` lists the known ones."""


def profiles(*, role: Role = "user", mode: Mode = "realistic") -> st.SearchStrategy[Json]:
    """Profiles as in requests; personas are adults.

    Raises `ValueError` for an unknown role or mode.
    """
    _check("role", role, ROLES)
    operation = find_operation(REPLY)
    if _is_realistic(mode):
        return realistic.people(operation, role)
    schema = realistic.field_schema(operation.json_schema, f"{role}Profile")
    at_edges = adversarial.personas_at_edges if role == "persona" else adversarial.values_at_edges
    return at_edges(schema)


def messages(*, mode: Mode = "realistic") -> st.SearchStrategy[Json]:
    """Single messages of a conversation. Raises `ValueError` for an unknown mode."""
    if _is_realistic(mode):
        return conversations(min_size=1).map(lambda found: found[-1])
    return adversarial.values_at_edges(message_schema(find_operation(REPLY)))


def conversations(
    *, min_size: int = 0, max_size: int = MAX_MESSAGES, mode: Mode = "realistic"
) -> st.SearchStrategy[list[Json]]:
    """Lists of messages with distinct ids and ascending dates.

    Raises `ValueError` for an unknown mode and for impossible sizes.
    """
    if not 0 <= min_size <= max_size:
        message = f"Expected 0 <= min_size <= max_size; received {min_size} and {max_size}."
        raise ValueError(message)
    if _is_realistic(mode):
        return realistic.conversations_of(find_operation(REPLY), min_size, max_size)
    found = st.lists(
        messages(mode=mode),
        min_size=min_size,
        max_size=max_size,
        unique_by=(lambda message: message["id"], _moment_of),
    )
    return found.map(lambda listed: sorted(listed, key=_moment_of))


def suggestion_requests(*, mode: Mode = "realistic") -> st.SearchStrategy[Json]:
    """Bodies of requests for suggestions. Raises `ValueError` for an unknown mode."""
    return _bodies(SUGGESTION, mode)


def reply_requests(*, mode: Mode = "realistic") -> st.SearchStrategy[Json]:
    """Bodies of requests for a reply. Raises `ValueError` for an unknown mode."""
    return _bodies(REPLY, mode)


def from_operation(
    operation: str, *, document: str | Path | None = None, mode: Mode = "realistic"
) -> st.SearchStrategy[RequestParts]:
    """Valid requests to an operation: parameters, headers and body, without credentials.

    `operation` is an `operationId`, `document` a bundled name or a file; without it, all bundled
    documents are searched. Raises `OperationIsUnknown`, `DocumentIsBroken`, `NoValidRequest`, and
    `ValueError` for an unknown mode.
    """
    found = find_operation(operation, document)
    if _is_realistic(mode):
        return realistic.requests_of(found)
    return adversarial.requests_at_edges(found)


def near_misses(
    operation: str, *, document: str | Path | None = None
) -> st.SearchStrategy[RequestVariant]:
    """Requests that violate exactly one rule of an operation; `violation` says which.

    Raises as `from_operation` does, and `LookupError` if no request would be invalid.
    """
    found = find_operation(operation, document)
    broken = [variant for variant in variants(found) if not variant.is_valid]
    if not broken:
        message = f"`{found.label}` has no rule that a request could break alone."
        raise LookupError(message)
    return st.sampled_from(broken)


def find_operation(operation: str, document: str | Path | None = None) -> Operation:
    """The operation of an `operationId`. Raises `OperationIsUnknown` and `DocumentIsBroken`."""
    sources = bundled_names() if document is None else (str(document),)
    known = _operations_of(sources)
    if operation not in known:
        hint = suggest_or_list(operation, [*known])
        names = list_names(f"`{source}`" for source in sources)
        message = f"There is no operation `{operation}` in {names}. {hint}".rstrip()
        raise OperationIsUnknown(message)
    return known[operation]


@cache
def _operations_of(sources: tuple[str, ...]) -> dict[str, Operation]:
    return {found.id: found for found in load_catalogue(sources).router.operations}


def _bodies(operation: str, mode: Mode) -> st.SearchStrategy[Json]:
    found = find_operation(operation)
    if _is_realistic(mode):
        return realistic.conversation_requests(found, MAX_MESSAGES)
    return adversarial.requests_at_edges(found).map(lambda parts: parts.content)


def _is_realistic(mode: str) -> bool:
    _check("mode", mode, MODES)
    return mode == "realistic"


def _check(name: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        names = list_names(f"`{one}`" for one in known)
        message = f"Expected `{name}` to be one of {names}; received {value!r}."
        raise ValueError(message)


def _moment_of(message: Json) -> int:
    return parse_timestamp(message["date"])
