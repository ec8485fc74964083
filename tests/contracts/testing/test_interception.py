"""Interception: the vendors' hosts are answered, other hosts are left alone."""

from __future__ import annotations

import asyncio
import io
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import urllib3
from urllib3.connectionpool import HTTPConnectionPool

from mockwright.contracts.testing.interception import intercept
from mockwright.mock_server.settings import Settings
from tests.processes import PATIENCE_SECONDS, ServerProcess

pytestmark = pytest.mark.slow

REPLY = "https://api.dumgum.com/cs/v1/content_creation/conversations/generate"
KEY = {"Authorization": "Bearer k"}
JSON = {**KEY, "Content-Type": "application/json"}
BODY = {
    "language": "EN",
    "userProfile": {"id": "u", "firstName": "Ann"},
    "personaProfile": {"id": "p", "firstName": "Bo", "timeZone": "Europe/Paris"},
}
RAW = (
    b'{"language":"EN","userProfile":{"id":"u","firstName":"Ann"},'
    b'"personaProfile":{"id":"p","firstName":"Bo"}}'
)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail on DNS lookups, and check that `urlopen` is restored after each test."""
    original = HTTPConnectionPool.urlopen

    def refuse(host: str, *_: Any) -> Any:
        message = f"{host} was looked up"
        raise AssertionError(message)

    monkeypatch.setattr("urllib3.util.connection.socket.getaddrinfo", refuse)
    yield
    assert HTTPConnectionPool.urlopen is original


def test_every_vendors_host_answers() -> None:
    """Every host in the three bundled documents is answered."""
    with intercept() as mock:
        reply = requests.post(REPLY, json=BODY, headers=KEY, timeout=60)
        created = requests.post(
            "https://api-trial.cognigy.ai/new/v2.0/profiles",
            json={"contactIds": ["c"]},
            headers={"X-API-Key": "k"},
            timeout=60,
        )
        export = requests.get(
            "https://getprofile.example/api/profiles/u/export", headers=KEY, timeout=60
        )
        assert [call.status for call in mock.journal] == [200, 201, 200]
    assert (reply.status_code, reply.json(), reply.reason) == (200, {"answers": []}, "OK")
    assert (created.status_code, export.headers["content-type"]) == (201, "application/json")


@intercept()
def test_a_function_can_be_decorated() -> None:
    """Each call of a decorated function has a new mock."""
    assert requests.post(REPLY, json=BODY, headers=KEY, timeout=60).status_code == 200


def test_hosts_of_ones_own_can_be_named() -> None:
    """Additional hosts match in any case, with a port, and over plain HTTP."""
    with intercept(hosts=["My.Host"]):
        url = "http://my.host:8080/api/profiles/u/export?x=%20"
        assert requests.get(url, headers=KEY, timeout=60).status_code == 200


@pytest.mark.parametrize(
    "body",
    [RAW, RAW.decode(), bytearray(RAW), io.BytesIO(RAW), [RAW[:9], RAW[9:]], iter([RAW])],
)
def test_bodies_of_every_kind_arrive(body: Any) -> None:
    """Bodies are accepted as bytes, text, files and iterables."""
    with intercept() as mock:
        answer = urllib3.PoolManager().request("POST", REPLY, body=body, headers=JSON)
        assert (answer.status, mock.journal[0].exchange.request.body) == (200, RAW)


def test_answers_are_read_in_every_way() -> None:
    """Answers can be read at once, as a stream, and without content."""
    pool = urllib3.PoolManager()
    with intercept():
        whole = pool.request("POST", REPLY, body=RAW, headers=JSON)
        streamed = pool.request("POST", REPLY, body=RAW, headers=JSON, preload_content=False)
        head = requests.head("https://getprofile.example/api/profiles/u/export", timeout=60)
        assert whole.data == streamed.read() == b'{"answers":[]}'
        assert (head.status_code, head.content) == (401, b"")


def test_other_hosts_are_left_alone() -> None:
    """Calls to other hosts reach the network, which the fixture refuses."""
    with intercept(), pytest.raises(AssertionError, match=r"example\.org was looked up"):
        requests.get("http://example.org/", timeout=60)


def test_calls_through_a_proxy_are_answered_too() -> None:
    """A proxy from the environment is not contacted."""
    proxies = {"http": "http://proxy.test:3128", "https": "http://proxy.test:3128"}
    with intercept():
        for url in (REPLY, REPLY.replace("https", "http")):
            answer = requests.post(url, json=BODY, headers=KEY, proxies=proxies, timeout=60)
            assert answer.status_code == 200


def test_two_can_stand_in_each_other() -> None:
    """With nested interceptions the inner one answers, and afterwards the outer one."""
    url = "https://getprofile.example/api/profiles/u/export"
    with intercept(Settings(seed=1)) as outer:
        before = requests.get(url, headers=KEY, timeout=60).content
        with intercept(Settings(seed=2)) as inner:
            other = requests.get(url, headers=KEY, timeout=60).content
        after = requests.get(url, headers=KEY, timeout=60).content
        assert (len(outer.journal), len(inner.journal)) == (2, 1)
    assert (before == after, before == other) == (True, False)


def test_calls_can_be_waited_for_and_judged() -> None:
    """Calls of another thread can be awaited and checked."""
    with intercept() as mock:
        thread = threading.Timer(
            0.05, lambda: requests.post(REPLY, json={"language": "x"}, headers=KEY, timeout=60)
        )
        thread.start()
        (call,) = mock.wait_for("generate_reply", seconds=PATIENCE_SECONDS)
        thread.join()
        with pytest.raises(AssertionError, match="body #/userProfile"):
            mock.assert_contract_kept()
        mock.reset()
        mock.assert_none()
    assert call.status == 400


def test_answers_are_those_of_a_server(server: ServerProcess, monkeypatch: Any) -> None:
    """An intercepted answer has the same bytes as one over a port."""
    monkeypatch.undo()
    _, served = server.ask("/api/profiles/u/export")
    with intercept():
        url = "https://getprofile.example/api/profiles/u/export"
        assert requests.get(url, headers=KEY, timeout=60).content == served


def export() -> int:
    """The status of a call to a vendor's host."""
    url = "https://getprofile.example/api/profiles/user-7/export"
    return requests.get(url, headers={"Authorization": "Bearer any-key"}, timeout=60).status_code


def test_a_decorated_coroutine_runs() -> None:
    """The calls of a decorated coroutine function are intercepted while it runs."""

    @intercept()
    async def call() -> int:
        await asyncio.sleep(0)
        return export()

    assert asyncio.run(call()) == 200


def test_the_tests_of_a_decorated_class_run() -> None:
    """The test methods of a decorated class are intercepted, coroutines included."""

    @intercept()
    class Client:
        def test_call(self) -> int:
            """Call the vendor."""
            return export()

        async def test_later(self) -> int:
            """Call the vendor in a coroutine."""
            return export()

        def other(self) -> str:
            """Do nothing that is a test."""
            return "other"

    client = Client()
    assert (client.test_call(), asyncio.run(client.test_later()), client.other()) == (
        200,
        200,
        "other",
    )


def test_what_would_not_be_intercepted_is_refused() -> None:
    """A generator and a class without tests cannot be decorated."""

    class Empty:
        """A class without tests."""

    def generate() -> Iterator[int]:
        yield 1

    with pytest.raises(TypeError, match="found no test in the class `Empty`"):
        intercept()(Empty)
    with pytest.raises(TypeError, match="cannot decorate a generator"):
        intercept()(generate)
