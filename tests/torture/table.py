"""The table of all cases, from all modules."""

from __future__ import annotations

from tests.torture import (
    command_cases,
    connection_cases,
    control_cases,
    document_cases,
    endpoint_cases,
    json_cases,
    meaning_cases,
    process_cases,
    schema_cases,
    storage_cases,
    wire_cases,
)
from tests.torture.cases import Case

CASES: tuple[Case, ...] = (
    *wire_cases.CASES,
    *json_cases.CASES,
    *schema_cases.CASES,
    *document_cases.CASES,
    *connection_cases.CASES,
    *control_cases.CASES,
    *meaning_cases.CASES,
    *endpoint_cases.CASES,
    *process_cases.CASES,
    *storage_cases.CASES,
    *command_cases.CASES,
)
