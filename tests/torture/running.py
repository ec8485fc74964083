"""Runs cases one after the other on one test bed and checks the laws after each."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterable, Iterator
from itertools import groupby

from tests.processes import ServerProcess
from tests.torture.cases import Case, Verdict, judge
from tests.torture.laws import Witness
from tests.torture.testbed import Testbed


def run_cases(cases: Iterable[Case], testbed: Testbed) -> Iterator[Verdict]:
    """A verdict on each case, and one after each group on the resources of shared servers."""
    for group, members in groupby(sorted(cases, key=lambda case: case.group), _group_of):
        runner = _Runner(testbed)
        for case in members:
            yield runner.run(case)
        yield from runner.end_group(group)


def _group_of(case: Case) -> str:
    return case.group


class _Runner:
    """Runs the cases of one group."""

    def __init__(self, testbed: Testbed) -> None:
        self._testbed = testbed
        self._witnesses: dict[ServerProcess, Witness] = {}

    def run(self, case: Case) -> Verdict:
        if case.check is None:
            return Verdict(case=case, standing="does not apply")
        started = time.monotonic()
        faults = [*self._check(case), *self._find_broken_laws()]
        return judge(case, tuple(faults), time.monotonic() - started)

    def _check(self, case: Case) -> Iterator[str]:
        try:
            yield from case.check(self._testbed) if case.check else ()
        except Exception as error:  # noqa: BLE001 -- a check that fails by itself is a fault like any other
            yield f"{type(error).__name__}: {error}"
        try:
            self._testbed.end_servers_of_case()
        except (AssertionError, subprocess.TimeoutExpired) as error:
            yield f"a server did not end well: {error}"

    def _find_broken_laws(self) -> Iterator[str]:
        for server in self._testbed.take_used():
            if server not in self._witnesses:
                self._witnesses[server] = Witness(server)
            yield from self._witnesses[server].find_faults()

    def end_group(self, group: str) -> Iterator[Verdict]:
        """The growth of the shared servers' resources; then the servers are stopped."""
        if not self._witnesses:
            return
        case = Case(id=f"{group}0", name="threads, descriptors and memory after all of the group")
        started = time.monotonic()
        grown = [line for witness in self._witnesses.values() for line in witness.find_growth()]
        faults = [*grown, *self._end_servers()]
        yield judge(case, tuple(faults), time.monotonic() - started)

    def _end_servers(self) -> Iterator[str]:
        try:
            self._testbed.end()
        except (AssertionError, subprocess.TimeoutExpired) as error:
            yield f"a shared server did not end well: {error}"
