"""`python -m tests.bench.made_up URL ROUNDS`: equal generated requests in two harnesses.

Each round has a seed. Its requests to dumgum are drawn once, then sent and checked by Schemathesis
and by `check server` in the same process, so that only the harness differs.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import time
from collections.abc import Callable
from typing import Any

import requests
import schemathesis
from hypothesis import strategies as st
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok

import mockwright.contracts.drawing.schemathesis_hooks  # noqa: F401 -- formats and adults, as `check server` has them
from mockwright.contracts.coverage.gathering import Coverage
from mockwright.contracts.engine.credentials import Credentials
from mockwright.contracts.engine.runs import About, Run
from mockwright.contracts.reports.sinks import StreamSink
from mockwright.contracts.reports.text import PlainPrinter, TextWriter
from mockwright.contracts.sending.sender import Sender
from mockwright.contracts.sending.targets import read_target
from mockwright.contracts.server.access import Access
from mockwright.contracts.server.checks.registry import SERVER_CHECKS
from mockwright.contracts.server.fuzzing import MODES, case_to_wire, gather
from mockwright.contracts.server.phases import Subject
from mockwright.contracts.server.runs import ServerRun
from mockwright.mock_server.catalogue import load_catalogue
from mockwright.openapi.loading import DOCUMENTS
from mockwright.openapi.operations import Operation

DOCUMENT = "dumgum"
DRAWING = "drawing"
OURS = "mockwright"
RAW = "schemathesis"
EXAMPLES = 50

_KEY = "any"
_REPEATS = 2
# It sends each request again without credentials, which `check server` does once an operation.
_SENDS_MORE = "ignored_auth"

Use = Callable[[Any], object]


def draw_cases(number: int, count: int) -> list[Any]:
    """Cases for each operation of dumgum, drawn for a seed as `check server` draws them."""
    config = schemathesis.Config.from_dict({"generation": {"database": "none"}})
    schema = schemathesis.openapi.from_path(DOCUMENTS / f"{DOCUMENT}.yaml", config=config)
    cases: list[Any] = []
    for described in schema.get_all_operations():
        if isinstance(described, Ok):
            strategies = [described.ok().as_strategy(generation_mode=mode) for mode in MODES]
            gather(st.one_of(strategies), cases, number, count)
    return cases


def check_raw(url: str) -> Use:
    """Send a case and run Schemathesis's checks, ignoring their findings."""
    load_all_checks()
    without = [check for check in CHECKS.get_all() if check.__name__ == _SENDS_MORE]
    headers = {"Authorization": f"Bearer {_KEY}"}
    session = requests.Session()

    def check(case: Any) -> None:
        with contextlib.suppress(FailureGroup):
            case.call_and_validate(
                base_url=url, session=session, headers=headers, excluded_checks=without
            )

    return check


def check_ours(url: str, operations: tuple[Operation, ...]) -> Use:
    """Send a case and run the checks of `check server` with coverage, as the command does."""
    access = Access(key=_KEY)
    credentials = Credentials(access.secrets(operations))
    about = About(
        command="check server",
        target=url,
        seed=0,
        documents=(DOCUMENT,),
        operations=operations,
        checks=SERVER_CHECKS,
        variables=credentials.variables,
    )
    writers = (TextWriter(PlainPrinter(StreamSink(io.StringIO()))),)
    coverage = Coverage(operations)
    kept = Run(about=about, writers=writers, credentials=credentials, coverage=coverage)
    kept.begin()
    sender = Sender(read_target(url))
    server = ServerRun(run=kept, sender=sender, sleep=time.sleep, say=lambda _: None)
    subjects = {o.path: Subject(operation=o, access=access, is_mock=True) for o in operations}

    def check(case: Any) -> None:
        subject = subjects[case.path]
        request = case_to_wire(case, subject.operation)
        if request is not None:
            server.make(subject.attempt(request, "request"))

    return check


def measure(url: str, rounds: int) -> dict[str, list[float]]:
    """Processor milliseconds per request, of each part in each round."""
    every = load_catalogue((DOCUMENT,)).router.operations
    operations = tuple(o for o in every if o.path in o.document.root["paths"])
    harnesses = {RAW: check_raw(url), OURS: check_ours(url, operations)}
    for use in harnesses.values():  # loading and compiling is not part of a request
        _cost(use, draw_cases(0, 5))
    costs: dict[str, list[float]] = {DRAWING: [], **{name: [] for name in harnesses}}
    for number in range(1, rounds + 1):
        began = time.process_time()
        cases = draw_cases(number, EXAMPLES)
        costs[DRAWING].append(1000 * (time.process_time() - began) / len(cases))
        for name, use in harnesses.items():
            costs[name].append(min(_cost(use, cases) for _ in range(_REPEATS)))
    return costs


def _cost(use: Use, cases: list[Any]) -> float:
    """Processor milliseconds per case."""
    began = time.process_time()
    for case in cases:
        use(case)
    return 1000 * (time.process_time() - began) / len(cases)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(sys.argv[1], int(sys.argv[2]))))
