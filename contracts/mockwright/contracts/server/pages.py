"""Pages of a list: their size is obeyed, and they neither repeat nor skip items."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockwright.contracts.boundaries.bases import base_request
from mockwright.contracts.boundaries.requests import RequestParts, with_parameter
from mockwright.contracts.boundaries.serialization import CannotBeSent
from mockwright.contracts.boundaries.variants import NoValidRequest
from mockwright.contracts.engine.exchanges import Exchange
from mockwright.contracts.engine.findings import Trial
from mockwright.contracts.server.checks.life import PAGE_SIZE_IGNORED, PAGES_REPEAT
from mockwright.contracts.server.example_requests import to_wire
from mockwright.contracts.server.identities import identities_of
from mockwright.contracts.server.phases import Subject
from mockwright.contracts.server.resources import Collection, Resources
from mockwright.contracts.server.verdicts import is_success
from mockwright.openapi.parameters import Parameter

SIZES = ("limit", "per_page", "perpage", "page_size", "pagesize", "size", "$top", "top")
OFFSETS = ("offset", "skip", "$skip", "start")
PAGES = ("page", "page_number", "pagenumber")
_FEW = 2


def run_pages(collection: Collection, resources: Resources) -> None:
    """Read a list of two items in pages of one. Raises `TargetIsGone`."""
    if collection.list is None:
        return
    subject = resources.about(collection.list)
    size = _find(subject, SIZES)
    if size is None or _least(size) > 1:
        return
    listed = resources.list(collection)
    known = _ids(listed, collection)
    while len(known) < _FEW:
        if resources.create(collection) is None:
            return
        known.append("")
    pages = _Pages(subject, collection, resources)
    first = pages.read({size: 1})
    pages.judge((first,), {"size": 1, "name": size.name}, PAGE_SIZE_IGNORED)
    for names, step in ((OFFSETS, 1), (PAGES, 1)):
        position = _find(subject, names)
        if position is not None:
            start = _start(position, names)
            both = pages.read({size: 2, position: start})
            one, two = (pages.read({size: 1, position: start + at * step}) for at in range(_FEW))
            pages.judge((both, one, two), {"name": position.name}, PAGES_REPEAT)
            return


def page_size(subject: Subject) -> int | None:
    """The documented number of items on a page, 0 if unknown; None if there are no pages."""
    size = _find(subject, SIZES)
    if size is None:
        is_paged = _find(subject, (*OFFSETS, *PAGES)) is not None
        return 0 if is_paged else None
    default = _schema_of(size).get("default")
    return default if isinstance(default, int) and not isinstance(default, bool) else 0


class _Pages:
    """Reads the pages of one list."""

    def __init__(self, subject: Subject, collection: Collection, resources: Resources) -> None:
        self._subject = subject
        self._collection = collection
        self._server = resources.server

    def read(self, values: Mapping[Parameter, int]) -> Exchange | None:
        """The page for these values of parameters; None if it is not a list."""
        try:
            parts: RequestParts = base_request(self._subject.operation, self._subject.known)
            for parameter, value in values.items():
                parts = with_parameter(parts, parameter, value)
        except (NoValidRequest, CannotBeSent):
            return None
        attempt = self._subject.attempt(to_wire(parts), "request: a valid request")
        exchange = self._server.make(attempt)[-1]
        is_list = exchange.response is not None and _ids(exchange, self._collection)
        return exchange if is_success(exchange.status) and is_list else None

    def judge(
        self, exchanges: tuple[Exchange | None, ...], facts: Mapping[str, Any], check: Any
    ) -> None:
        """Judge pages, if all of them are lists."""
        lists = tuple(exchange for exchange in exchanges if exchange is not None)
        if len(lists) == len(exchanges):
            about = {
                **facts,
                "is_mock": self._subject.is_mock,
                "parameter": self._collection.parameter,
            }
            self._server.judge(Trial(self._subject.operation, lists, about), (check,))


def _find(subject: Subject, names: tuple[str, ...]) -> Parameter | None:
    """The query parameter with one of these names."""
    for parameter in subject.operation.parameters:
        if parameter.location == "query" and parameter.name.lower() in names:
            return parameter
    return None


def _schema_of(parameter: Parameter) -> Mapping[str, Any]:
    schema = parameter.schema
    value = schema.library.files.at(schema.place) if schema is not None else {}
    return value if isinstance(value, dict) else {}


def _least(parameter: Parameter) -> float:
    least = _schema_of(parameter).get("minimum", 0)
    return least if isinstance(least, int | float) else 0


def _start(parameter: Parameter, names: tuple[str, ...]) -> int:
    """The position of the first page: the default; without one, the least value."""
    default = _schema_of(parameter).get("default")
    if isinstance(default, int) and not isinstance(default, bool):
        return default
    if "minimum" in _schema_of(parameter):
        return int(_least(parameter))
    return 1 if names is PAGES else 0


def _ids(exchange: Exchange | None, collection: Collection) -> list[str]:
    if exchange is None or exchange.response is None:
        return []
    return identities_of(exchange.response, collection.parameter) or []
