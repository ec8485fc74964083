"""Which page of a list is answered: as requested, and so that its numbers agree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from mockwright.mock_server.request.calls import Call
from mockwright.mock_server.seeding import RandomStream
from mockwright.mock_server.values.plausible.kinds import Recognized, kind_of_name
from mockwright.mock_server.values.plausible.tokens import split_name
from mockwright.mock_server.values.plausible.vocabulary import words
from mockwright.openapi.operations import Operation

USUAL_ITEMS = 3
_USUAL_SIZE = 20
_MORE = 40
_TOPIC = b"page"
_SIZE_NAMES = words(
    """
    limit top take first max count rows maxitems pagelimit results maxentries pagemax
    """
)
_START_NAMES = words(
    """
    offset skip start from startat startindex startposition
    """
)
_CHOOSING = frozenset(Recognized(kind) for kind in ("page", "page_size", "offset"))
_KINDS = frozenset({"page", "page_size", "page_count", "offset", "total", "has_more", "count"})
_KINDS |= {"is_first", "listed"}


class Bounds(NamedTuple):
    """How many items the schema of a list allows."""

    low: int
    high: int | None

    def allows(self, count: int) -> bool:
        """Whether a list of this length is within the bounds."""
        return self.low <= count and (self.high is None or count <= self.high)

    def count(self, size: int | None) -> int:
        """How many items are listed when `size` are requested."""
        wanted = USUAL_ITEMS if size is None else min(USUAL_ITEMS, size)
        return max(self.low, wanted if self.high is None else min(wanted, self.high))


class Paging(NamedTuple):
    """The numbers of one page."""

    page: int
    page_size: int
    offset: int
    listed: int
    total: int

    @property
    def has_more(self) -> bool:
        """Whether another page follows."""
        return self.total > self.offset + self.listed

    @property
    def is_first(self) -> bool:
        """Whether no page is before."""
        return self.offset == 0

    @property
    def page_count(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // max(1, self.page_size)))

    def value(self, kind: str, type_name: str) -> Any:
        """The number of a kind of field, as a text or a boolean where the schema wants one."""
        if type_name == "boolean" and kind == "page_count":  # `lastPage`
            return not self.has_more
        number = self.total if kind == "count" else getattr(self, kind)
        return str(number) if type_name == "string" and type(number) is int else number


class Pager:
    """Reads from a call which page of a list is requested."""

    def __init__(self, operation: Operation | None, bounds: Bounds) -> None:
        """Find the parameters of the operation that choose a page."""
        self._bounds = bounds
        self._names = _paging_names(operation)

    def count(self, call: Call) -> int:
        """How many items are listed."""
        return self._bounds.count(self._number(call, "page_size"))

    def read(self, call: Call) -> Paging:
        """The numbers of the requested page."""
        size, page = self._number(call, "page_size"), self._number(call, "page")
        listed = self._bounds.count(size)
        shown = max(_USUAL_SIZE, listed) if size is None else size
        offset = self._number(call, "offset")
        if offset is None:
            offset = shown * (page - 1) if page else 0
        is_full = size is not None and listed >= size
        more = RandomStream(_TOPIC + call.key[:32]).between(1, _MORE) if is_full else 0
        number = page if page is not None else 1 + offset // max(1, shown)
        return Paging(number, shown, offset, listed, offset + listed + more)

    def _number(self, call: Call, kind: str) -> int | None:
        name = self._names.get(kind)
        value = call.parameters.get(name) if name is not None else None
        is_number = isinstance(value, int) and not isinstance(value, bool)
        return value if is_number and value is not None and value >= 0 else None


def is_of_paging(kind: str, role: str) -> bool:
    """Whether a field of this kind says something about the page, and not about its object."""
    return kind in _KINDS and not role


def _paging_names(operation: Operation | None) -> Mapping[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for parameter in operation.parameters if operation is not None else ():
        if parameter.location == "query":
            kind = _kind_of_parameter(parameter.name)
            if kind:
                found.setdefault(kind, (parameter.location, parameter.name))
    return found


def _kind_of_parameter(name: str) -> str:
    tokens = split_name(name)
    plain = "".join(tokens)
    if plain in _SIZE_NAMES:
        return "page_size"
    if plain in _START_NAMES:
        return "offset"
    named = kind_of_name(tokens)
    return named.kind if named in _CHOOSING and named is not None else ""
