"""Ids that a server gave reach every operation, and broken state is found."""

from __future__ import annotations

import pytest

from mockwright.contracts.server.conformance import PHASES
from tests.broken_servers.shelf_faults import SHELF_FAULTS
from tests.broken_servers.shelves import KEY, Shelves
from tests.contracts.wsgi_target import DOCUMENTS, Conduct, WsgiTarget, check_target

FAST = tuple(phase for phase in PHASES if phase != "fuzzing")
SHELVES = Conduct(specs=(str(DOCUMENTS / "shelves.yaml"),), key=KEY, phases=FAST)


def test_the_correct_server_passes() -> None:
    """The correct server has no failure, and every operation is called with success."""
    target = WsgiTarget(Shelves())
    result = check_target(target, SHELVES)
    assert [each.finding.detail for each in result.findings] == []
    assert result.is_passed


@pytest.mark.slow
def test_the_correct_server_passes_when_it_is_fuzzed() -> None:
    """Generated requests find nothing either."""
    result = check_target(WsgiTarget(Shelves()), SHELVES._replace(phases=PHASES, max_examples=40))
    assert [each.finding.detail for each in result.findings] == []


@pytest.mark.parametrize("name", SHELF_FAULTS)
def test_broken_state_is_found_by_its_own_check(name: str) -> None:
    """A server with one fault in its state fails only the checks of this fault."""
    fault = SHELF_FAULTS[name]
    result = check_target(WsgiTarget(fault.start()), SHELVES)
    assert {each.finding.check for each in result.findings} == fault.checks


def test_ids_of_the_server_are_used_below_its_paths() -> None:
    """Nested resources are created below an existing one, and read by their own id."""
    shelves = Shelves()
    target = WsgiTarget(shelves)
    check_target(target, SHELVES._replace(phases=("access", "boundaries")))
    jars = [request.target for request in target.sent if "/jars/" in request.target]
    shelf, number = next(iter(shelves.jars))
    assert f"/shelves/{shelf}/jars/{number}" in jars


def test_a_deleted_resource_is_created_again() -> None:
    """After a DELETE, requests go to a new resource."""
    shelves = Shelves()
    check_target(WsgiTarget(shelves), SHELVES._replace(phases=("examples", "boundaries")))
    assert len(shelves.stored) > 1
    assert shelves.last > len(shelves.stored)
