"""How the fields of one object are filled: from the request, by their names, or by the schema."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

from mockwright.mock_server.request.calls import MISSING, Call
from mockwright.mock_server.seeding import RandomStream
from mockwright.mock_server.values.plausible.agreement import Agree, compile_agreement
from mockwright.mock_server.values.plausible.echo import Find
from mockwright.mock_server.values.plausible.fields import Check, Field, FieldMaker
from mockwright.mock_server.values.plausible.kinds import Recognized, kind_of_name
from mockwright.mock_server.values.plausible.locales import Locale
from mockwright.mock_server.values.plausible.scene import Scene
from mockwright.mock_server.values.plausible.tokens import split_name

Maker = Callable[[RandomStream, Call], Any]
# Makes a value of a field from the call alone, such as the number of the page.
OfCall = Callable[[Call], Any]


_NOTHING: tuple[dict[str, Any], dict[tuple[str, str], Any]] = ({}, {})


class Plan(NamedTuple):
    """How one field is filled: by the first of these that gives a valid value.

    `find`: values that were sent. `of_call`: a number of the page. `make`: a value by the field's
    name. `default`: a function of the schema alone.
    """

    field: Field
    recognized: Recognized | None = None
    find: Find | None = None
    of_call: OfCall | None = None
    make: FieldMaker | None = None

    @property
    def is_empty(self) -> bool:
        """Whether the schema alone decides."""
        return self.find is None and self.of_call is None and self.make is None


class Setting(NamedTuple):
    """Where objects are made: the locale, the status of the answer, and what finds the sent one."""

    locale: Locale
    status: int
    find_object: Callable[[Call], Mapping[str, Any]] | None


class ObjectFiller:
    """Makes objects whose fields agree with each other and with the request."""

    def __init__(
        self, plans: Mapping[str, Plan], makers: Mapping[str, Maker], setting: Setting
    ) -> None:
        """Sort the fields by what fills them; `makers` are those of the schema alone."""
        self._locale, self._status, self._find_object = setting
        self._finds = [plan for plan in plans.values() if plan.find is not None]
        self._fields = [(name, make, plans.get(name)) for name, make in makers.items()]
        self._agree: Agree | None = compile_agreement(
            {plan.field.name: plan.field for plan in plans.values()}
        )

    def __call__(self, stream: RandomStream, call: Call) -> dict[str, Any]:
        """Make an object."""
        sent, known = self._read(call, stream.bits()) if self._finds else _NOTHING
        scene = Scene(stream, self._locale, known, status=self._status)
        values: dict[str, Any] = {}
        for name, make, plan in self._fields:
            value = sent.get(name, MISSING)
            if value is MISSING and plan is not None:
                value = _value_of(plan, scene, call)
            values[name] = make(stream, call) if value is MISSING else value
        if self._agree is not None:
            self._agree(values, sent)
        return values

    def _read(self, call: Call, turn: int) -> tuple[dict[str, Any], dict[tuple[str, str], Any]]:
        """The valid values that were sent, by the names of fields and by kinds."""
        sent: dict[str, Any] = {}
        known: dict[tuple[str, str], Any] = {}
        for field, recognized, find, _, _ in self._finds:
            value = _first_valid(find(call, turn) if find else (), field.is_valid)
            if value is not MISSING:
                sent[field.name] = value
                if recognized is not None:
                    known[recognized] = value
        for name, value in self._find_object(call).items() if self._find_object else ():
            recognized = None if name in sent else kind_of_name(split_name(name))
            if recognized is not None:  # no field of the answer, but others agree with it
                known.setdefault(recognized, value)
        return sent, known


def _first_valid(candidates: Collection[Any], is_valid: Check) -> Any:
    for candidate in candidates:
        if is_valid(candidate):
            return candidate
    return MISSING


def _value_of(plan: Plan, scene: Scene, call: Call) -> Any:
    """The value of a field by the page or by its name."""
    if plan.of_call is not None:
        value = plan.of_call(call)
        if plan.field.is_valid(value):
            return value
    return plan.make(scene) if plan.make is not None else MISSING
