"""What the generator of one answer knows besides the schema, and the plans of its objects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from msgspec import structs

from mockwright.mock_server.request.calls import MISSING, Call
from mockwright.mock_server.seeding import RandomStream
from mockwright.mock_server.values.plausible.echo import Echo, Find
from mockwright.mock_server.values.plausible.faker_names import compile_faker
from mockwright.mock_server.values.plausible.fields import (
    Check,
    Field,
    compile_field,
    compile_plausible,
    kinds_of_names,
    recognize,
)
from mockwright.mock_server.values.plausible.kinds import kind_of_name
from mockwright.mock_server.values.plausible.locales import DEFAULT_LOCALE, load_locale
from mockwright.mock_server.values.plausible.paging import USUAL_ITEMS, Bounds, Pager, is_of_paging
from mockwright.mock_server.values.plausible.plans import Maker, ObjectFiller, OfCall, Plan, Setting
from mockwright.mock_server.values.plausible.positions import Position, is_paging_name, root_of
from mockwright.mock_server.values.plausible.tokens import Tokens, split_name
from mockwright.openapi.operations import Operation

_ALTERNATIVES = ("const", "enum")
_SCALARS = ("string", "integer", "number", "boolean")
_EXAMPLES = ("example", "examples")


class Plausible(NamedTuple):
    """That generated values suit the names of their fields, in a locale.

    `operation` and `status` are those of the answer that is generated, if it is one.
    """

    locale: str = DEFAULT_LOCALE
    operation: Operation | None = None
    status: int = 200


class Planner:
    """Makes the plans of all objects of one answer."""

    def __init__(self, plausible: Plausible) -> None:
        """Prepare for the answers of one operation."""
        self._operation = plausible.operation
        self._status = plausible.status
        self._locale = load_locale(plausible.locale)
        self._echo = Echo(plausible.operation)
        self._pager: Pager | None = None
        self._list: tuple[tuple[str, ...] | None, str] | None = None
        path = plausible.operation.path if plausible.operation is not None else ""
        self._answers_lists = not (path.endswith("}") or self._echo.has_body)
        self.root = root_of(plausible.operation)

    def enter(self, position: Position, fields: Iterable[Field]) -> None:
        """Find the field that has the answered list, before any field is compiled."""
        known = list(fields)
        if not self._answers_lists and not any(map(_is_about_page, known)):
            return  # the list belongs to the object that is answered
        lists = [field for field in known if _may_be_answered(field)]
        named = [field for field in lists if position.has_list(field.name)]
        is_only = len(lists) == 1
        found = next(iter(named or (lists if is_only else ())), None)
        if found is not None:
            self._list = (position.trail, found.name)
            low, high = found.keywords.get("minItems", 0), found.keywords.get("maxItems")
            self._open_list(Bounds(low, high))

    def child(self, position: Position, field: Field) -> Position:
        """The position of a field's value."""
        inner = position.field(field.name)
        if field.is_read_only:
            inner = inner._replace(trail=None)
        if self._list == (position.trail, field.name):
            owner = (*inner.owner, self.root.resource)
            return inner._replace(is_root=True, owner=owner)
        return inner

    def find_length(
        self, position: Position, keywords: Mapping[str, Any]
    ) -> Callable[[Call], int] | None:
        """A function that says how many items a list has; None if it is not what is answered."""
        low, high = keywords.get("minItems", 0), keywords.get("maxItems")
        is_page = self._answers_lists or self._pager is not None
        is_ordinary = position.is_root and low <= USUAL_ITEMS and is_page
        return self._open_list(Bounds(low, high)) if is_ordinary else None

    def _open_list(self, bounds: Bounds) -> Callable[[Call], int]:
        self._pager = Pager(self._operation, bounds)
        return self._pager.count

    def repeat_sent(
        self, position: Position, make: Maker, bounds: Bounds, otherwise: Maker
    ) -> Maker:
        """A maker of a list that has an item for each object that was sent for it.

        `make` makes an item. Without sent objects, or if their number is not allowed, the list is
        that of `otherwise`.
        """
        find = self._echo.compile_sent_list(position)
        if find is None:
            return otherwise

        def make_list(stream: RandomStream, call: Call) -> Any:
            sent = find(call)
            if sent and bounds.allows(len(sent)):
                return [make(stream, structs.replace(call, body=item)) for item in sent]
            return otherwise(stream, structs.replace(call, body=None))

        return make_list

    def prefer_named(
        self, field: Field, make: Callable[[RandomStream], Any], owner: Tokens = ()
    ) -> Callable[[RandomStream], Any]:
        """A maker of a value without an object around it, such as an item of a list.

        Where the name says nothing, or its value is not valid, `make` makes it.
        """
        named = None if _is_fixed(field) else compile_plausible(field, self._locale, owner)
        if named is None:
            return make

        def choose(stream: RandomStream) -> Any:
            value = named(stream)
            return make(stream) if value is MISSING else value

        return choose

    def repeat_in(self, value: Any, call: Call, is_valid: Check) -> Any:
        """An answered object with what the request says about its fields, where that is valid."""
        if not isinstance(value, dict):
            return value
        for name in value:
            is_read_only = split_name(name)[-1:] == ("id",)
            find = self._echo.find(name, self.root, is_read_only=is_read_only)
            for sent in find(call, 0) if find is not None else ():
                changed = {**value, name: sent}
                if is_valid(changed):
                    value = changed
                    break
        return value

    def compile_object(
        self, position: Position, fields: Iterable[Field], makers: Mapping[str, Maker]
    ) -> Maker | None:
        """A function that makes the object, or None if the schema alone decides."""
        known = list(fields)
        siblings = kinds_of_names([field.name for field in known])
        plans = {field.name: self._plan(field, position, siblings) for field in known}
        used = {name: plan for name, plan in plans.items() if not plan.is_empty}
        if not used:
            return None
        sent = self._echo.compile_sent_object(position)
        return ObjectFiller(used, makers, Setting(self._locale, self._status, sent))

    def _plan(self, field: Field, position: Position, siblings: frozenset[str]) -> Plan:
        recognized = recognize(field, position.owner, siblings)
        if _has_example(field):
            return Plan(field, recognized, None)
        find = self._echo.find(field.name, position, is_read_only=field.is_read_only)
        if field.has_fields and find is not None:
            find = _without_objects(find)
        if "default" in field.keywords and field.is_valid(default := field.keywords["default"]):
            return Plan(field, recognized, find, None, lambda _scene: default)
        if _is_fixed(field):
            return Plan(field, recognized, find)
        if "x-faker" in field.keywords and (make := compile_faker(field)) is not None:
            return Plan(field, recognized, find, None, make)
        make = compile_field(field, recognized) if recognized is not None else None
        is_sum = recognized is not None and recognized.kind == "amount"
        of_page = None if is_sum else self._of_page(field, position)
        return Plan(field, recognized, find, of_page, make)

    def _of_page(self, field: Field, position: Position) -> OfCall | None:
        """The number of the page that a field has; none outside of lists."""
        pager = self._pager
        if pager is None or not field.is_scalar or not (position.is_root or position.is_paging):
            return None
        recognized = kind_of_name(split_name(field.name))
        if recognized is None or not is_of_paging(*recognized):
            return None
        kind, type_name = recognized.kind, field.type
        return lambda call: pager.read(call).value(kind, type_name)


def _without_objects(find: Find) -> Find:
    """Leave out objects: their fields are filled one by one, so that those not sent are there."""
    return lambda call, turn: [value for value in find(call, turn) if not _has_objects(value)]


def _has_objects(value: Any) -> bool:
    first = next(iter(value), None) if isinstance(value, list) else value
    return isinstance(first, dict)


def _may_be_answered(field: Field) -> bool:
    """Whether a field has a list of objects."""
    items = field.keywords.get("items", {})
    is_scalar = isinstance(items, dict) and items.get("type") in _SCALARS
    return field.type == "array" and not is_scalar


def _is_about_page(field: Field) -> bool:
    """Whether a field says which page of a list is answered; a total may be that of an order."""
    named = kind_of_name(split_name(field.name)) if field.is_scalar else None
    is_page = named is not None and is_of_paging(*named) and named.kind not in {"total", "count"}
    return is_page or is_paging_name(field.name)


def _has_example(field: Field) -> bool:
    """Whether the document says which value the field has."""
    keywords = field.keywords
    return "const" in keywords or "x-echo" in keywords or any(e in keywords for e in _EXAMPLES)


def _is_fixed(field: Field) -> bool:
    """Whether the document says which values the field may have, or how they look."""
    keywords = field.keywords
    names = (*_ALTERNATIVES, *_EXAMPLES, "x-echo", "x-mock-pattern")
    return any(name in keywords for name in names)
