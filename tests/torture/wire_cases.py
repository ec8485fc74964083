"""Bytes on a socket: the cases of bad input, with and without an access key."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from tests.mock_server.bad_input import credentials, table
from tests.mock_server.bad_input.cases import Case as BadInput
from tests.mock_server.bad_input.outcomes import find_faults, send_case
from tests.processes import KEY
from tests.torture.cases import Case
from tests.torture.testbed import Testbed


def _send(bad_input: BadInput, arguments: tuple[str, ...], testbed: Testbed) -> Iterable[str]:
    return find_faults(bad_input, send_case(testbed.share(*arguments), bad_input))


def _case(bad_input: BadInput, *arguments: str, note: str = "") -> Case:
    return Case(
        id=bad_input.id,
        name=bad_input.name + note,
        check=partial(_send, bad_input, arguments),
        limit=bad_input.limit,
    )


CASES = (
    *(_case(one) for one in table.CASES),
    *(_case(one, "--access-key", KEY, note=", one key") for one in credentials.LOCKED_CASES),
)
