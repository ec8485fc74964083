"""Generate a deterministic instance of any schema, with values echoed from the request.

The ordinary instance is tried first; it is compiled, and nearly always valid. Where it is not, an
instance is searched part by part.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from mockwright.mock_server.request.calls import Call
from mockwright.mock_server.seeding import RandomStream
from mockwright.mock_server.values.plausible.options import Planner, Plausible
from mockwright.mock_server.values.search import InstanceSearch, NoInstance
from mockwright.mock_server.values.search_arrays import make_array
from mockwright.mock_server.values.search_objects import make_object
from mockwright.mock_server.values.usual_instance import Maker, UsualInstance
from mockwright.openapi.schemas import CompiledSchema

__all__ = ["Maker", "compile_instance"]


def compile_instance(
    schema: CompiledSchema, alternative: int = 0, plausible: Plausible | None = None
) -> Maker:
    """Return a function that generates an instance of the schema for a call.

    `plausible`: values suit the names of their fields, and agree with each other and with the call.

    `alternative` selects the member of `oneOf` and `anyOf` to begin with, counted from 0 and
    wrapping around. If no instance is found within the limits on work and size, the result is one
    that violates the schema at the place that has none.
    """
    planner = Planner(plausible) if plausible is not None else None
    usual = UsualInstance(schema, alternative, planner)
    if usual.make is not None and usual.is_certain:
        return usual.make
    make_usual = usual.make
    search = InstanceSearch(schema, alternative, usual.optional_depth, planner)
    search.register("object", partial(make_object, search))
    search.register("array", partial(make_array, search))

    def make(stream: RandomStream, call: Call) -> Any:
        value = None
        if make_usual is not None:
            value = make_usual(stream, call)
            if schema.is_valid(value):
                return value
        try:
            found = search.find(stream, call)
            return planner.repeat_in(found, call, schema.is_valid) if planner else found
        except NoInstance as error:
            return value if error.value is None else error.value

    return make
