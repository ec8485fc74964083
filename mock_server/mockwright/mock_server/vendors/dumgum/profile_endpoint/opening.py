"""Opening the profile endpoint: the integrator's URL and the webhook's operation."""

from __future__ import annotations

import time
from collections.abc import Iterable

from mockwright.mock_server.vendors.dumgum.profile_endpoint.fetching import ProfileEndpoint
from mockwright.mock_server.vendors.dumgum.profile_endpoint.target import Target
from mockwright.openapi.compiler import compile_operations
from mockwright.openapi.loading import load_document
from mockwright.openapi.operations import Operation
from mockwright.openapi.refusals import compile_schemas

DOCUMENT = "dumgum"
WEBHOOK_ID = "fetch_profile"


def open_profile_endpoint(target: Target, operations: Iterable[Operation] = ()) -> ProfileEndpoint:
    """The integrator's endpoint, ready to be called.

    `operations` are those of DumGum's document, if it is already compiled.
    """
    return ProfileEndpoint(
        target,
        _find_webhook(operations) or _compile_webhook(),
        clock=time.time,  # noqa: TID251 -- an endpoint judges expiry by the wall clock
        timer=time.perf_counter,
    )


def _find_webhook(operations: Iterable[Operation]) -> Operation | None:
    return next((found for found in operations if found.id == WEBHOOK_ID), None)


def _compile_webhook() -> Operation:
    operations = compile_schemas(compile_operations(load_document(DOCUMENT)))
    return next(found for found in operations if found.id == WEBHOOK_ID)
