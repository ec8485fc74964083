"""The bench of `check server`: its table, and equal requests for both harnesses."""

from __future__ import annotations

from typing import Any

import pytest

from mockwright.contracts.server.fuzzing import case_to_wire, fuzzed_requests, load_schema
from mockwright.mock_server.catalogue import load_catalogue
from tests.bench.conformance import read_parts, summarize
from tests.bench.figures import ratio
from tests.bench.load import LoadFailed
from tests.bench.made_up import DOCUMENT, DRAWING, OURS, RAW, check_ours, check_raw, draw_cases
from tests.broken_servers.serving import serving

PARTS = {DRAWING: [30.0, 20.0], OURS: [1.0, 2.0], RAW: [2.0, 4.0]}
COUNT = 4


def test_the_same_drawing_is_part_of_both() -> None:
    """The table has each harness with and without drawing, the commands, and a complete run."""
    section = summarize(PARTS, {"st run": [25.0]}, [12.34])
    assert section.rows[1:] == (
        (OURS, "26.50", "(22.00-31.00)", "25.0"),
        (RAW, "28.00", "(24.00-32.00)", "25.0"),
        ("mockwright, harness alone", "1.50", "(1.00-2.00)", "-"),
        ("schemathesis, harness alone", "3.00", "(2.00-4.00)", "-"),
        ("st run, own command", "25.00", "(25.00-25.00)", "-"),
    )
    assert [ratio(column, OURS, RAW) for column in section.columns] == [26.5 / 28, 0.5]
    assert "12.3 s" in section.title
    assert "not measured" in summarize({}, {}, []).title


@pytest.mark.slow
def test_what_is_measured_is_what_check_server_makes_up() -> None:
    """The cases of the bench equal the requests of a run with the same seed, byte for byte."""
    every = load_catalogue((DOCUMENT,)).router.operations
    operations = {o.path: o for o in every if o.path in o.document.root["paths"]}
    cases = [case_to_wire(case, operations[case.path]) for case in draw_cases(3, COUNT)]
    made = [
        request
        for operation in operations.values()
        for request in fuzzed_requests(
            load_schema(operation.document), operation, number=3, count=COUNT
        )
    ]
    assert len(made) == 2 * COUNT
    assert cases == made


@pytest.mark.slow
def test_each_harness_sends_each_case_once() -> None:
    """Each harness sends each case once."""
    paths: list[str] = []

    def accept(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        paths.append(environ["PATH_INFO"])
        start_response("200 OK", [("Content-Type", "application/json")])
        return [b"{}"]

    every = load_catalogue((DOCUMENT,)).router.operations
    operations = tuple(o for o in every if o.path in o.document.root["paths"])
    cases = draw_cases(3, COUNT)
    with serving(accept) as url:
        for use in (check_raw(url), check_ours(url, operations)):
            paths.clear()
            for case in cases:
                use(case)
            assert paths == [case.path for case in cases]


def test_what_is_no_figure_is_a_failure() -> None:
    """An invalid output fails with its last line."""
    with pytest.raises(LoadFailed, match="failed: Nobody is there"):
        read_parts("Traceback\nNobody is there\n")
