"""`Prefer` and `Accept`: every documented answer can be requested, and no other."""

from __future__ import annotations

from collections.abc import Iterator

from tests.mock_server.bad_input.cases import EXPORT, OPERATIONS, SUGGESTION, Case, Endpoint, good
from tests.mock_server.documented import documented_statuses, example_names

UNKNOWN_CODES = ("418", "000", "999", "100", "204")
NO_CODES = ("abc", "99999", "", "-1", "0x1", "4 4")
IMPOSSIBLE = (
    "application/xml",
    "text/html",
    "text/csv, application/xml",
    "*/*;q=0",
    "application/json;q=0",
    "application/json;q=nan",
    "text/*",
    "nonsense",
    ";;",
    "a" * 5000,
)
POSSIBLE = (
    "*/*",
    "application/*",
    "APPLICATION/JSON",
    "text/html, */*;q=0.1",
    "application/json;q=1e9",
)
IGNORED = ("respond-async", "wait=10", ",;=", "code", "handling=lenient; foo")


def _prefer(endpoint: Endpoint, preference: str, *statuses: int, detail: str = "") -> Case:
    return Case(
        id="D5",
        name=f"Prefer: {preference[:40]} to {endpoint.operation}",
        endpoint=endpoint,
        request=good(endpoint, f"Prefer: {preference}"),
        statuses=statuses,
        detail=detail,
    )


def _documented(endpoint: Endpoint) -> Iterator[Case]:
    """A case for each documented status and each named example."""
    for status in documented_statuses(endpoint.operation):
        for preference in ("", ", dynamic=true"):
            yield Case(
                id="D5",
                name=f"Prefer: code={status}{preference} to {endpoint.operation}",
                endpoint=endpoint,
                request=good(endpoint, f"Prefer: code={status}{preference}"),
                statuses=(status,),
                is_example=True,
            )
        for name in example_names(endpoint.operation, status):
            yield Case(
                id="D5",
                name=f"Prefer: code={status}, example={name} to {endpoint.operation}",
                endpoint=endpoint,
                request=good(endpoint, f'Prefer: code={status}; example="{name}"'),
                statuses=(status,),
                is_example=True,
            )


def _refused(endpoint: Endpoint) -> Iterator[Case]:
    known = ", ".join(f"`{status}`" for status in documented_statuses(endpoint.operation))
    for code in UNKNOWN_CODES:
        yield _prefer(endpoint, f"code={code}", 400, detail=f"not documented here. Known: {known}")
    yield _prefer(endpoint, "example=nope", 400, detail="`Prefer: example=nope` is not documented")
    yield Case(
        id="D5",
        name=f"Accept: application/xml to {endpoint.operation}",
        endpoint=endpoint,
        request=good(endpoint, "Accept: application/xml"),
        statuses=(406,),
        detail="`application/json`",
    )


CASES = (
    *(case for endpoint in OPERATIONS for case in _documented(endpoint)),
    *(case for endpoint in OPERATIONS for case in _refused(endpoint)),
    *(_prefer(EXPORT, f"code={code}", 400, detail="expected three digits") for code in NO_CODES),
    _prefer(EXPORT, f"example={'a' * 5000}", 400, detail="is not documented"),
    _prefer(EXPORT, "code=404, example=full", 400, detail="`unknown-profile`"),
    _prefer(SUGGESTION, "code=201", 400, detail="Known: `200`"),
    *(_prefer(EXPORT, preference, 200, 400) for preference in IGNORED),
    *(
        Case(
            id="D5",
            name=f"Accept: {accept[:40]}",
            endpoint=EXPORT,
            request=good(EXPORT, f"Accept: {accept}"),
            statuses=(406,),
            detail="covers nothing that this operation answers: `application/json`",
        )
        for accept in IMPOSSIBLE
    ),
    *(
        Case(
            id="D5",
            name=f"accepted: Accept: {accept}",
            endpoint=EXPORT,
            request=good(EXPORT, f"Accept: {accept}"),
            statuses=(200,),
        )
        for accept in POSSIBLE
    ),
    Case(  # an empty list: RFC 9110 allows it and does not define its meaning
        id="D5",
        name="Accept: nothing",
        endpoint=EXPORT,
        request=good(EXPORT, "Accept:"),
        statuses=(200, 406),
    ),
)
