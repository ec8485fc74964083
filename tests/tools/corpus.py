"""Serves a document, asks each operation, and prints counts: `python -m tests.tools.corpus FILE …`.

The requests are valid ones, of the kind that `check server` starts with. Large documents are
sampled at even distances, so that equal runs ask equal requests.
"""

from __future__ import annotations

import json
import os
import re
import resource
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from mockwright.contracts.boundaries.bases import NoValidRequest
from mockwright.contracts.client.mock_process import MockDidNotStart, run_mock
from mockwright.contracts.engine.exchanges import Exchange
from mockwright.contracts.sending.sender import Sender
from mockwright.contracts.sending.targets import read_target
from mockwright.contracts.server.access import Access
from mockwright.contracts.server.example_requests import example_requests
from mockwright.contracts.server.request_validity import RequestReader
from mockwright.contracts.server.verdicts import is_expected
from mockwright.contracts.server.wire_requests import WireRequest
from mockwright.contracts.spec.checking import is_webhook
from mockwright.mock_server.catalogue import load_catalogue
from mockwright.openapi.faults import DocumentIsBroken
from mockwright.openapi.operations import Operation
from mockwright.openapi.responses import check_response
from tests.processes import find_children

MAX_OPERATIONS = 150
MAX_REQUESTS = 2
MAX_BYTES = 3 << 30
SECONDS = 20.0
ACCESS = Access(key="any-key")

_SERVER_ERROR, _NOT_SERVED = 500, 501
_PEAK = re.compile(r"VmHWM:\s+(\d+) kB")


class Numbers(NamedTuple):
    """What a run found: requests by outcome, the slowest answer, and the mock's peak of memory.

    `skipped` operations have no request that can be written; `failed` are answers of 500 or more.
    """

    operations: int = 0
    asked: int = 0
    conforming: int = 0
    refused: int = 0
    failed: int = 0
    not_served: int = 0
    skipped: int = 0
    slowest: float = 0.0
    peak_mb: int = 0


def measure(document: Path) -> Numbers:
    """The numbers of a document; all zero if it is not served."""
    try:
        with run_mock(["--spec", str(document)]) as mock:
            operations = [*_paths_of(document)]
            counts: Counter[str] = Counter()
            slowest = 0.0
            sender = Sender(read_target(mock.url), seconds=SECONDS)
            for operation in _sample(operations):
                requests = [*islice(_requests_of(operation), MAX_REQUESTS)]
                counts["skipped"] += not requests
                for request in requests:
                    exchange = _send(sender, request)
                    slowest = max(slowest, exchange.seconds)
                    counts.update(["asked", judge(operation, exchange)])
            sender.close()
            numbers = Numbers(len(operations), slowest=round(slowest, 2), peak_mb=_peak_mb())
            return numbers._replace(**{name: counts[name] for name in counts if name})
    except (MockDidNotStart, DocumentIsBroken):
        return Numbers()


def _paths_of(document: Path) -> Iterator[Operation]:
    """The operations of a document that a client calls."""
    operations = load_catalogue((str(document),)).router.operations
    return (operation for operation in operations if not is_webhook(operation))


def _sample(operations: Sequence[Operation]) -> Sequence[Operation]:
    """At most `MAX_OPERATIONS` of the operations, at even distances."""
    return operations[:: -(-len(operations) // MAX_OPERATIONS) or 1]


def _requests_of(operation: Operation) -> Iterator[WireRequest]:
    """Requests with the document's examples, without the examples that break its own rules."""
    reader = RequestReader(operation)
    try:
        for example in example_requests(operation):
            if reader.judge(example.request).kind != "invalid":
                yield ACCESS.show(operation, example.request).request
    except NoValidRequest:
        return


def _send(sender: Sender, request: WireRequest) -> Exchange:
    return sender.send(request.method, request.target, request.headers, request.body)


def judge(operation: Operation, exchange: Exchange) -> str:
    """The outcome of a valid request: the name of a field of `Numbers`, or nothing."""
    if exchange.response is None or exchange.status == _SERVER_ERROR:
        return "failed"
    if not is_expected(operation, exchange.status):
        return "not_served" if exchange.status == _NOT_SERVED else "refused"
    if not operation.responses:  # OpenAPI 3.1 allows that, and any answer conforms
        return "conforming"
    violations = check_response(operation, exchange.response, exchange.request.method)
    return "" if violations else "conforming"


def _peak_mb() -> int:
    """The largest amount of memory that one process below this one ever held."""
    waiting, peak = find_children(os.getpid()), 0
    while waiting:
        pid = waiting.pop()
        found = _PEAK.search(Path(f"/proc/{pid}/status").read_text("ascii"))
        peak = max(peak, int(found[1]) // 1024 if found else 0)
        waiting += find_children(pid)
    return peak


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MAX_BYTES, MAX_BYTES))
    for name in sys.argv[1:]:
        numbers = {"document": Path(name).name, **measure(Path(name))._asdict()}
        sys.stdout.write(f"{json.dumps(numbers)}\n")
