from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from mockwright.contracts.sending.sender import Sender
from mockwright.contracts.sending.targets import read_target
from mockwright.contracts.server.mock_detection import is_mock
from tests.broken_servers.serving import serving

MOCK, OTHER, BROKEN = b'{"name": "mockwright"}', b'{"name": "another"}', b"{"


def look(
    answers: dict[str, bytes], below: Iterable[str], seconds: float = 60
) -> tuple[bool, list[str]]:
    """Whether a server with these answers is taken for the mock, and what it was asked for.

    Requests for other paths get no answer.
    """
    asked: list[str] = []

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        asked.append(environ["PATH_INFO"])
        if asked[-1] not in answers:
            environ["werkzeug.socket"].close()
            raise ConnectionAbortedError
        start_response("200 OK", [("Content-Type", "application/json")])
        return [answers[asked[-1]]]

    with serving(application) as url:
        sender = Sender(read_target(url)._replace(path=""), seconds=seconds)
        try:
            return is_mock(sender, below), asked
        finally:
            sender.close()


@pytest.mark.parametrize(
    ("answers", "is_found", "count"),
    [
        ({"/_mock/ready": MOCK}, True, 1),
        ({"/_mock/ready": OTHER, "/v2/_mock/ready": MOCK}, True, 2),
        ({"/_mock/ready": BROKEN, "/v2/_mock/ready": OTHER}, False, 2),
    ],
)
def test_the_mock_is_detected(answers: dict[str, bytes], count: int, *, is_found: bool) -> None:
    """The mock is detected at the root or below a path, and other servers are not."""
    found, asked = look(answers, ("", "/v2"))
    assert (found, len(asked)) == (is_found, count)


def test_detection_stops_at_a_missing_answer() -> None:
    """After a missing answer no second path is tried."""
    found, asked = look({"/v2/_mock/ready": MOCK}, ("", "/v2"), seconds=0.5)
    assert (found, {*asked}) == (False, {"/_mock/ready"})
