"""Explains runs that tested nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus

from mockwright.contracts.engine.exchanges import Exchange
from mockwright.openapi.media_types import normalize
from mockwright.openapi.operations import Operation
from mockwright.openapi.wording import list_names, shorten

_HTML = frozenset({"text/html", "application/xhtml+xml"})
_UNAUTHORIZED = frozenset({401, 403})
_NOT_FOUND = 404
# The media type of an empty body says nothing.
_WITHOUT_BODY = frozenset({204, 205, 304})


def is_success(status: int) -> bool:
    """Whether a status is 2xx."""
    return status // 100 == 2  # noqa: PLR2004 -- HTTP's classes of statuses


def is_redirect(status: int) -> bool:
    """Whether a status is a redirect; 304 is not."""
    return status // 100 == 3 and status != HTTPStatus.NOT_MODIFIED  # noqa: PLR2004 -- as above


def documents_success(operation: Operation) -> bool:
    """Whether a document describes any answer besides failures and redirects, or no answer."""
    keys = operation.responses
    return not keys or any(key == "default" or key.startswith("2") for key in keys)


def is_expected(operation: Operation, status: int) -> bool:
    """Whether a status shows that an operation works: success, or the next best documented."""
    if is_success(status) or documents_success(operation):
        return is_success(status)
    is_documented = operation.response_for(status) is not None
    return is_documented and status not in _UNAUTHORIZED


@dataclass(kw_only=True)
class Tally:
    """Counts the statuses of requests that should succeed, by operation."""

    statuses: dict[Operation, Counter[int]] = field(default_factory=dict)

    def add(self, operation: Operation, status: int) -> None:
        """Count one answer; the status is 0 if there was none."""
        self.statuses.setdefault(operation, Counter())[status] += 1

    def reached(self) -> set[Operation]:
        """The operations that answered with success, or as well as their document allows."""
        return {
            operation
            for operation, counted in self.statuses.items()
            if any(is_expected(operation, status) for status in counted)
        }


def explain_probe(exchanges: Iterable[Exchange], operations: Iterable[Operation]) -> str:
    """Why continuing is pointless, given one exchange of each operation; empty if it is not."""
    pairs = [*zip(exchanges, operations, strict=True)]
    failures = [exchange.failure for exchange, _ in pairs if exchange.response is None]
    if pairs and len(failures) == len(pairs):
        return failures[0]
    answered = [(e, o) for e, o in pairs if e.response is not None]
    if answered and all(_is_redirected(exchange, o) for exchange, o in answered):
        place = shorten(_header(answered[0][0], "location") or "nowhere")
        return (
            f"The target only redirects, to `{place}`. Redirects are not followed: give the URL "
            "that they lead to."
        )
    if answered and all(_is_page(exchange, o) for exchange, o in answered):
        return (
            "The target answers with HTML pages where the document has none, so it is not the API. "
            "Check host, port and base path of the URL."
        )
    return ""


def _is_redirected(exchange: Exchange, operation: Operation) -> bool:
    return is_redirect(exchange.status) and operation.response_for(exchange.status) is None


def _is_page(exchange: Exchange, operation: Operation) -> bool:
    body = exchange.response.body.lstrip() if exchange.response else b""
    if exchange.status in _WITHOUT_BODY or body[:1] not in {b"", b"<"}:
        return False
    media_type = normalize(_header(exchange, "content-type"))
    documented = {
        normalize(m.name) for r in operation.responses.values() for m in r.media_types.values()
    }
    return media_type in _HTML and documented.isdisjoint(_HTML | {"*/*", "text/*"})


def _header(exchange: Exchange, name: str) -> str:
    headers = exchange.response.headers if exchange.response else ()
    return next((value for other, value in headers if other.lower() == name), "")


def explain_refusal(tally: Tally) -> tuple[str, ...]:
    """Why continuing is pointless if all answers require credentials; otherwise empty."""
    statuses: Counter[int] = sum(tally.statuses.values(), Counter())
    return explain_verdict(tally) if statuses and _UNAUTHORIZED.issuperset(statuses) else ()


def explain_verdict(tally: Tally) -> tuple[str, ...]:
    """Why a run without findings proves nothing; empty if any request succeeded."""
    if tally.reached():
        return ()
    statuses: Counter[int] = sum(tally.statuses.values(), Counter())
    if not statuses:
        return ("No request was made: nothing was tested.",)
    shown = list_names(f"{count} x {_show(status)}" for status, count in statuses.most_common())
    problem = f"No operation answered with success (2xx), so nothing was tested: {shown}."
    return (f"{problem} {_advise(statuses)}",)


def _advise(statuses: Counter[int]) -> str:
    if _UNAUTHORIZED.issuperset(statuses):
        return "Give valid credentials with `--key` or `--header`."
    if set(statuses) == {_NOT_FOUND}:
        return "Check the base path of the URL, and whether the server serves this document."
    return "Make one documented request succeed first, for example by giving it an example."


def _show(status: int) -> str:
    return f"{status}" if status else "no answer"
