from __future__ import annotations

from typing import Any

import pytest

from mockwright.contracts.engine.findings import Finding
from mockwright.contracts.engine.runs import Result
from mockwright.contracts.server.checks.registry import SERVER_CHECKS
from mockwright.contracts.server.conformance import PHASES
from tests.broken_servers.books import KEY, Books
from tests.broken_servers.faults import FAULTS
from tests.broken_servers.shelf_faults import SHELF_FAULTS
from tests.contracts.wsgi_target import BOOKS, Conduct, WsgiTarget, check_target

pytestmark = pytest.mark.slow

FAST = tuple(phase for phase in PHASES if phase != "fuzzing")
# Only mocks get requests with `Prefer`, and a server of books is not a mock. Every operation of
# books can be called.
OF_OTHERS = {"preferred-answer-missing", "operation-untested"}


def check_books(server: Books, **conduct: Any) -> Result:
    """The result of checking a server of books."""
    return check_target(WsgiTarget(server), Conduct(specs=(BOOKS,), key=KEY)._replace(**conduct))


def find_again(finding: Finding) -> str:
    """The id found by running the finding's check on its trial; of several, the finding's own."""
    check = next(check for check in SERVER_CHECKS if check.id == finding.check)
    found = [each.id for each in check.judge(finding.trial)]
    return finding.id if finding.id in found else ", ".join(found)


@pytest.mark.slow
@pytest.mark.parametrize("is_deterministic", [False, True])
def test_the_correct_server_passes(*, is_deterministic: bool) -> None:
    """The correct server has no findings in any phase."""
    result = check_books(Books(), is_deterministic=is_deterministic, max_examples=60)
    assert (result.findings, result.reasons, result.is_passed) == ((), (), True)


@pytest.mark.parametrize("name", FAULTS)
def test_a_broken_rule_is_found_by_its_own_check(name: str) -> None:
    """A server that breaks one rule fails only that rule's check, also when judged again."""
    fault = FAULTS[name]
    is_deterministic = fault.check == "answer-varies"
    result = check_books(fault.start(), phases=FAST, is_deterministic=is_deterministic)
    found = {(each.finding.check, each.finding.severity) for each in result.findings}
    failed = {check for check, severity in found if severity == "failure"}
    expected = {fault.check} if fault.severity == "failure" else set()
    assert ((fault.check, fault.severity) in found, failed) == (True, expected)
    again = [find_again(each.finding) for each in result.findings]
    assert again == [each.finding.id for each in result.findings]


@pytest.mark.parametrize("name", [n for n, fault in FAULTS.items() if fault.severity == "warning"])
def test_warnings_do_not_fail_a_run(name: str) -> None:
    """A server with only warnings passes."""
    result = check_books(FAULTS[name].start(), phases=FAST)
    assert (result.is_passed, result.warnings > 0) == (True, True)


def test_every_check_has_a_broken_server() -> None:
    """Each check has a server that it finds something on."""
    checked = {fault.check for fault in FAULTS.values()}
    checked |= {check for fault in SHELF_FAULTS.values() for check in fault.checks}
    assert checked == {check.id for check in SERVER_CHECKS} - OF_OTHERS
