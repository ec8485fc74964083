"""How to give an API of your own behaviour: state, its own errors, options and control routes.

The mock answers any OpenAPI document from its examples and schemas. A *vendor* adds what a
document cannot express. It is a Python module with a `VENDOR`; `mockwright serve --vendor
my_vendor` imports it from the current folder or from an installed package. A package can also
declare its vendor once, as an entry point of the group `mockwright.vendors`:

    # my_vendor.py
    from pathlib import Path

    from mockwright.behaviours import Call, Operation, Outcome, Vendor, World

    def compile_greeting(operation: Operation):
        def greet(call: Call, world: World) -> Outcome:
            return Outcome({"greeting": f"Hello {call.body['name']}."})

        return greet

    VENDOR = Vendor(
        name="greeter",
        documents={"greeter": Path(__file__).with_name("greeter.yaml")},
        behaviours={"greet": compile_greeting},
    )

A behaviour is called once for its operation, when the mock starts, and returns the *answer
function*. An answer function changes nothing: it reads `world.state` (records of JSON bytes under a
kind and a key), and returns an `Outcome` with the value of the answer and the `changes` to keep.
The answer is validated against the document, the changes are committed, and only then is the answer
sent. An answer that breaks the document is a 500 that names the rule, and nothing is kept. Take
random values from `RandomStream(call.key)` alone, and the time from the request or from
`world.clock`, so that equal requests get equal answers.

Raise `RequestRefused(Problem(status=404, code=..., detail=...))` to refuse a valid request; the
problem is written by the document's `x-error-format`, which may be the vendor's name.

These names are stable, and so are the fields that `Vendor` documents. Import them from here.
"""

from __future__ import annotations

from mockwright.mock_server.answer.error_formats import ErrorFormat, ProblemBody, list_errors
from mockwright.mock_server.answer.world import AnswerFunction, Outcome, World
from mockwright.mock_server.control.answers import BadQuery, json_answer, problem_answer, read_json
from mockwright.mock_server.control.routes import ControlRoute
from mockwright.mock_server.request.calls import Call
from mockwright.mock_server.request.notices import Notice, NoticeCode
from mockwright.mock_server.request.problems import Problem, RequestRefused
from mockwright.mock_server.seeding import RandomStream
from mockwright.mock_server.state.protocol import Key, State, StateUnavailable
from mockwright.mock_server.vendors.registry import (
    Attached,
    Behaviour,
    Surroundings,
    Vendor,
    VendorIsBroken,
)
from mockwright.openapi.exchange import Request
from mockwright.openapi.operations import Operation

__all__ = [
    "AnswerFunction",
    "Attached",
    "BadQuery",
    "Behaviour",
    "Call",
    "ControlRoute",
    "ErrorFormat",
    "Key",
    "Notice",
    "NoticeCode",
    "Operation",
    "Outcome",
    "Problem",
    "ProblemBody",
    "RandomStream",
    "Request",
    "RequestRefused",
    "State",
    "StateUnavailable",
    "Surroundings",
    "Vendor",
    "VendorIsBroken",
    "World",
    "json_answer",
    "list_errors",
    "problem_answer",
    "read_json",
]
