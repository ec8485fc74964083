"""The table: every case of every module, and the modules are named here alone."""

from __future__ import annotations

from tests.torture import connection_cases, document_cases, json_cases, schema_cases, wire_cases
from tests.torture.cases import Case

CASES: tuple[Case, ...] = (
    *wire_cases.CASES,
    *json_cases.CASES,
    *schema_cases.CASES,
    *document_cases.CASES,
    *connection_cases.CASES,
)
