"""Finds values for the credential variables in a finding's stored requests."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from mockwright.contracts.engine.credentials import Credentials
from mockwright.contracts.engine.exchanges import exchange_to_json
from mockwright.contracts.replay.stored_findings import StoredFinding
from mockwright.contracts.server.access import Access
from mockwright.openapi.operations import Operation

_OF_HEADERS = "$HEADER_"


class CredentialsAreMissing(Exception):
    """Variables without a value; the text says how to give each."""


def find_credentials(
    stored: StoredFinding, operation: Operation | None, access: Access, given: Mapping[str, str]
) -> Credentials:
    """The credentials of a finding, from the key, the headers and the named variables.

    Raises `CredentialsAreMissing`.
    """
    secrets = Access(key=access.key).secrets((operation,) if operation else ())
    for name, value in access.headers:
        variable = f"{_OF_HEADERS}{name.upper().replace('-', '_')}"
        secrets[variable.removeprefix("$")] = _within(value, variable, stored)
    credentials = Credentials({**secrets, **given})
    missing = [name for name in _needed(stored) if name not in credentials.variables]
    if missing:
        told = " ".join(_explain(name, stored) for name in missing)
        message = f"The finding's requests were sent with credentials. {told}"
        raise CredentialsAreMissing(message)
    return credentials


def _needed(stored: StoredFinding) -> list[str]:
    """The variables that occur in the requests."""
    requests = [exchange_to_json(exchange)["request"] for exchange in stored.exchanges]
    text = json.dumps(requests)
    return [name for name in stored.variables if name in text]


def _within(value: str, variable: str, stored: StoredFinding) -> str:
    """The secret in a header: `abc` in `Bearer abc` if the stored value is `Bearer $…`."""
    for _, template in _headers(stored):
        before, found, after = template.partition(variable)
        if found and value.startswith(before) and value.endswith(after):
            return value[len(before) : len(value) - len(after)]
    return value


def _explain(variable: str, stored: StoredFinding) -> str:
    name = variable.removeprefix("$")
    if variable in {"$KEY", "$BASIC"}:
        return f"Give `{variable}` with `--key` or in MOCKWRIGHT_KEY."
    if variable.startswith(_OF_HEADERS):
        header = next((name for name, value in _headers(stored) if variable in value), None)
        if header is not None:
            return f"Give `{variable}` with `--header '{header}: …'`."
    return f"Give `{variable}` with `--secret {name}=…`."


def _headers(stored: StoredFinding) -> Iterator[tuple[str, str]]:
    return (pair for exchange in stored.exchanges for pair in exchange.request.headers)
