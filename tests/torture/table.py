"""The table: every case of every module, and the modules are named here alone."""

from __future__ import annotations

from tests.torture import connection_cases, wire_cases
from tests.torture.cases import Case

CASES: tuple[Case, ...] = (*wire_cases.CASES, *connection_cases.CASES)
