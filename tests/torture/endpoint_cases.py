"""The profile endpoint: calls of the mock, whatever the endpoint does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from tests.bench.servers import find_port
from tests.bench.workload import PATH, read_body
from tests.mock_server.bad_endpoints import test_bad_endpoints as bad_endpoints
from tests.mock_server.bad_endpoints.cases import CASES as BAD_ENDPOINTS
from tests.mock_server.bad_endpoints.cases import Case as BadEndpoint
from tests.processes import KEY, ServerProcess, wait_until
from tests.torture.by_pytest import by_pytest
from tests.torture.cases import Case
from tests.torture.from_tests import from_test
from tests.torture.meaning_cases import create, send
from tests.torture.testbed import Testbed

_OPERATORS_OWN = (
    "the one address that is called is the operator's own flag, and local addresses are what it is "
    "for; no name, address or redirect from elsewhere ever becomes a call (F1, F7)"
)
_NOTHING_DELIVERED = (
    "nothing is delivered: DumGum's webhook is a GET that asks for a profile, so that there is no "
    "queue, no retry, no signature and no id of a delivery"
)
_HERE = b"https://127.0.0.1:9"
_URL = "http://127.0.0.1:9/from-a-request"


def _judge(case: BadEndpoint, testbed: Testbed) -> Iterable[str]:
    _ = testbed
    before = bad_endpoints.count_descriptors()
    bad_endpoints.test_verdict(case)
    if not wait_until(lambda: bad_endpoints.count_descriptors() <= before):
        yield "descriptors were left open"
    if not wait_until(lambda: not bad_endpoints.calling_threads()):
        yield "a thread of the call still runs"


def _id_of(case: BadEndpoint) -> str:
    """The checklist's id of an endpoint."""
    if "redirect" in case.name or case.name.startswith("status 30"):
        return "F7"
    if case.name.startswith("status "):
        return "F10" if " 20" in case.name else "F11"
    if case.certificate or "TLS" in case.name:
        return "F12"
    if any(word in case.name for word in ("endless", "never ends", "bomb", "slow body")):
        return "F8"
    if case.result in {"unreachable", "timeout"} or "cut" in case.name or "reset" in case.name:
        return "F9"
    return "F18" if "the key in" in case.name else "F10"


def check_urls_in_bodies(testbed: Testbed) -> Iterator[str]:
    """URLs in bodies and headers are never called without the flag."""
    server = testbed.server
    create(server, _URL)
    status, text = send(server, "POST", PATH, read_body().replace(b"https://example.org", _HERE))
    if status != 200:
        yield f"the reply with such pictures got {text.decode()}"
    server.ask("/_mock/profiles/user-4711/refresh", method="POST")
    if server.journal(direction="outgoing")["entries"]:
        yield "something was called"


def check_own_port(testbed: Testbed) -> Iterator[str]:
    """A mock whose endpoint is its own webhook fetches once only."""
    port = str(find_port())
    endpoint = ("--profile-endpoint", f"http://127.0.0.1:{port}/webhooks/profile")
    server = testbed.start("--port", port, *endpoint, "--profile-endpoint-key", KEY)
    status, _ = server.ask("/_mock/profiles/user-1/refresh", method="POST")
    if status != 200:
        yield f"the refresh got {status}"
    if wait_until(lambda: _fetches(server) != 1, seconds=2):
        yield f"it was fetched {_fetches(server)} times"


def _fetches(server: ServerProcess) -> int:
    return len(server.journal(direction="outgoing")["entries"])


CASES = (
    Case(id="F1", name="addresses in bodies", check=check_urls_in_bodies),
    Case(
        id="F1",
        name="without an endpoint nothing can call",
        check=by_pytest(
            "mock_server/vendors/dumgum/profile_endpoint/test_refreshing.py::test_without_an_endpoint_"
            "nothing_of_it_is_imported"
        ),
    ),
    Case(id="F2", name="private and metadata addresses", absent=_OPERATORS_OWN),
    Case(id="F3", name="addresses in disguise", absent=_OPERATORS_OWN),
    Case(id="F4", name="names whose address changes", absent=_OPERATORS_OWN),
    Case(id="F5", name="the mock's own port", check=check_own_port),
    Case(
        id="F6",
        name="URLs that cannot be called, or not safely",
        check=by_pytest("mock_server/vendors/dumgum/profile_endpoint/test_target.py"),
    ),
    *(
        Case(id=_id_of(one), name=f"endpoint: {one.name}", check=partial(_judge, one))
        for one in BAD_ENDPOINTS
    ),
    Case(id="F9", name="nothing listens", check=from_test(bad_endpoints.test_closed_port)),
    Case(id="F9", name="connections not accepted", check=from_test(bad_endpoints.test_deaf_port)),
    Case(id="F9", name="a host that is none", check=from_test(bad_endpoints.test_unknown_host)),
    Case(
        id="F13",
        name="proxies, password files and CAs of the environment",
        check=by_pytest(
            "mock_server/bad_endpoints/test_bad_endpoints.py::test_environment_is_ignored"
        ),
    ),
    Case(
        id="F14",
        name="a slow endpoint, and more than may wait",
        check=by_pytest("mock_server/vendors/dumgum/profile_endpoint/test_refreshing.py"),
    ),
    Case(id="F15", name="repeated, reordered, late deliveries", absent=_NOTHING_DELIVERED),
    Case(id="F16", name="signatures", absent=_NOTHING_DELIVERED),
    Case(id="F17", name="killed between acceptance and delivery", absent=_NOTHING_DELIVERED),
    Case(
        id="F18",
        name="keys of the endpoint in URLs, headers, answers",
        check=by_pytest(
            "mock_server/vendors/dumgum/profile_endpoint/test_target.py::test_secrets_are_not_shown",
            "mock_server/bad_endpoints/test_bad_endpoints.py::"
            "test_cookies_and_keys_are_hidden_in_what_came",
        ),
    ),
)
