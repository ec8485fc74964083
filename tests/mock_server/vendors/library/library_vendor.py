"""A vendor as a user's package may define it: with state, errors, an option and a route."""

from __future__ import annotations

import json
from pathlib import Path

import click
from flask import Response

from mockwright.behaviours import (
    AnswerFunction,
    Attached,
    Call,
    ControlRoute,
    Operation,
    Outcome,
    Problem,
    ProblemBody,
    RandomStream,
    Request,
    RequestRefused,
    Surroundings,
    Vendor,
    World,
    json_answer,
)

KIND = "library_loan"


def compile_lend(_operation: Operation) -> AnswerFunction:
    """Lends a book and stores the loan."""

    def lend(call: Call, world: World) -> Outcome:
        if world.options["closed"]:
            raise RequestRefused(Problem(status=503, code="closed", detail="It is closed."))
        loan = {"id": f"loan-{RandomStream(call.key).below(10**6)}", "title": call.body["title"]}
        return Outcome(loan, changes={(KIND, loan["id"]): json.dumps(loan).encode()})

    return lend


def compile_show_loan(_operation: Operation) -> AnswerFunction:
    """Shows a stored loan."""

    def show_loan(call: Call, world: World) -> Outcome:
        record = world.state.get(KIND, call.parameters["path", "id"])
        if record is None:
            raise RequestRefused(Problem(status=404, code="no-loan", detail="No such loan."))
        return Outcome(json.loads(record))

    return show_loan


def write_refusal(problem: Problem, _request: Request, _key: bytes) -> ProblemBody:
    """A problem in the library's format."""
    rules = [violation.rule for violation in problem.violations]
    refusal = {"reason": problem.detail, **({"rules": rules} if rules else {})}
    return ProblemBody(media_type="application/json", value={"refusal": refusal})


def attach(surroundings: Surroundings) -> Attached:
    """A route that lists all loans."""
    state = surroundings.world.state

    def list_loans() -> Response:
        with state.hold():
            return json_answer({"loans": sorted(state.keys(KIND))})

    return Attached(control_routes=(ControlRoute("GET", "/loans", list_loans),))


VENDOR = Vendor(
    name="library",
    documents={"library": Path(__file__).with_name("library.yaml")},
    behaviours={"lend": compile_lend, "show_loan": compile_show_loan},
    record_schemas={KIND: {"type": "object", "required": ["id", "title"]}},
    error_format=write_refusal,
    options=(click.Option(["--closed"], is_flag=True, help="Lend nothing."),),
    attach=attach,
)
