"""The meaning of the APIs: creating, reading and repeating, sequentially and concurrently."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from typing import Any

from tests.processes import KEY, ServerProcess
from tests.torture.by_pytest import by_pytest
from tests.torture.cases import Case
from tests.torture.testbed import Testbed

PROFILES = "/new/v2.0/profiles"
_NO_IDEMPOTENCY = (
    "no document has idempotency keys; what a repeated request does is E7, and a header of that "
    "name is ignored"
)
_CLIENTS = 16
_CREATES = 100


def send(server: ServerProcess, method: str, path: str, body: bytes) -> tuple[int, bytes]:
    """Status and body of the answer to a request with JSON."""
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)) as connection:
        key = {"X-API-Key": KEY, "Authorization": f"Bearer {KEY}"}
        connection.request(method, path, body, {**key, "Content-Type": "application/json"})
        response = connection.getresponse()
        return response.status, response.read()


def create(server: ServerProcess, contact: str) -> dict[str, Any]:
    """Create a contact profile and return the answer. Raises `ValueError` on failure."""
    body = json.dumps({"contactIds": [contact], "profile": {"firstname": contact}})
    status, text = send(server, "POST", PROFILES, body.encode())
    if status != 201:
        raise ValueError(text)
    created: dict[str, Any] = json.loads(text)
    return created


def check_parallel_creates(testbed: Testbed) -> Iterator[str]:
    """Each of 100 concurrently created profiles has another id, with several workers too."""
    for workers in ("1", "2"):
        server = testbed.start("--workers", workers)
        with ThreadPoolExecutor(_CLIENTS) as pool:
            names = [f"contact-{number % 10}" for number in range(_CREATES)]
            ids = [one["_id"] for one in pool.map(partial(create, server), names)]
        if len(set(ids)) != _CREATES:
            yield f"{_CREATES} profiles have {len(set(ids))} ids with {workers} workers"


def check_serial_creates(testbed: Testbed) -> Iterator[str]:
    """Sequentially created profiles have the same ids in every run with the same seed."""
    servers = [testbed.start("--seed", seed) for seed in ("7", "7", "8")]
    first, again, other = (
        [create(server, f"contact-{number % 3}")["_id"] for number in range(9)]
        for server in servers
    )
    if first != again:
        yield "two runs of one seed have different ids"
    if set(first) & set(other):
        yield "runs of different seeds have an id in common"


def check_export_while_created(testbed: Testbed) -> Iterator[str]:
    """An export during a creation has the profile before or after it."""
    server = testbed.server

    def export(number: int) -> str:
        status, text = server.ask(f"/api/profiles/contact-{number}-at-once/export")
        return text.decode() if status == 200 else str(status)

    for number in range(20):
        name = f"contact-{number}-at-once"
        before = export(number)
        with ThreadPoolExecutor(_CLIENTS) as pool:
            seen = [pool.submit(export, number) for _ in range(_CLIENTS)]
            pool.submit(create, server, name).result()
            seen += [pool.submit(export, number) for _ in range(_CLIENTS)]
        after = export(number)
        strange = {each.result() for each in seen} - {before, after}
        if strange or before == after:
            yield f"{name}: {[text[:200] for text in strange]}"


CASES = (
    Case(id="E1", name="same idempotency key, same body", absent=_NO_IDEMPOTENCY),
    Case(id="E2", name="same idempotency key, another body", absent=_NO_IDEMPOTENCY),
    Case(id="E3", name="same idempotency key, 50 at once", absent=_NO_IDEMPOTENCY),
    Case(id="E4", name="idempotency key of 0, 255, 256 characters", absent=_NO_IDEMPOTENCY),
    Case(id="E5", name="idempotency key after a reset or its expiry", absent=_NO_IDEMPOTENCY),
    Case(id="E6", name="first call of an idempotency key fails", absent=_NO_IDEMPOTENCY),
    Case(
        id="E7",
        name="the same contact profile created twice",
        check=by_pytest(
            "mock_server/vendors/cognigy/test_contact_profile.py",
            "mock_server/vendors/getprofile/test_export.py",
        ),
    ),
    Case(id="E8", name="export while a profile is created", check=check_export_while_created),
    Case(
        id="E8",
        name="profiles are read, stored and forgotten in one piece",
        check=by_pytest("mock_server/vendors/dumgum/test_control_profiles.py"),
    ),
    Case(id="E9", name="100 profiles created at once", check=check_parallel_creates),
    Case(id="E9", name="ids of one seed, one after the other", check=check_serial_creates),
    Case(
        id="E10",
        name="missing, wrong, misplaced and malformed credentials",
        check=by_pytest(
            "mock_server/request/test_authentication.py", "mock_server/test_redaction.py"
        ),
    ),
    Case(
        id="E11",
        name="faults that do not exist, delays below zero and beyond reason",
        check=by_pytest(
            "mock_server/steering/faults/test_kinds.py",
            "mock_server/steering/faults/test_answers.py",
            "mock_server/control/test_faults.py",
        ),
    ),
    Case(
        id="E13",
        name="listing stored profiles",
        check=by_pytest("mock_server/vendors/dumgum/test_control_profiles.py::test_list_has_pages"),
    ),
    Case(
        id="E13",
        name="export of 100,000 profiles",
        absent="an export is of one profile; profiles by the thousand are H2",
    ),
)
