"""The page about faults: names, numbers and examples are correct."""

from __future__ import annotations

import http.client
import itertools
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest

from mockwright.mock_server.steering.faults.delivery import MAX_WAITING, PIECES
from mockwright.mock_server.steering.faults.failures import RETRY_SECONDS
from mockwright.mock_server.steering.faults.kinds import (
    KINDS,
    MAX_SECONDS,
    NONE,
    SLOW_MILLISECONDS,
    STATUSES,
    parse_fault,
)
from mockwright.mock_server.steering.faults.register import MAX_COUNTED
from mockwright.mock_server.steering.faults.rules import parse_rule
from tests.mock_server.asking import bundled
from tests.processes import PATIENCE_SECONDS, ServerMaker, ServerProcess

PAGE = (Path(__file__).parent.parent / "docs" / "faults.md").read_text(encoding="utf-8")
CONSOLE = re.findall(r"^```console\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
CURLS = [line.lstrip("$ ") for line in "".join(CONSOLE).splitlines() if "curl " in line]
WORDS = {1: "one", 2: "two", 3: "3", 10: "ten", 60: "60", 64: "64"}


class Answer(NamedTuple):
    """The answer to a curl command."""

    status: int
    headers: dict[str, str]
    body: str


def run_curl(line: str, port: int) -> Answer:
    """The answer to a curl command (with the options that the page uses)."""
    words = shlex.split(line)[1:]
    pairs = [*itertools.pairwise(words)]
    headers = dict(word.split(": ", 1) for flag, word in pairs if flag == "-H")
    body = next((word for flag, word in pairs if flag == "-d"), None)
    (method,) = [word for flag, word in pairs if flag == "-X"] or ["GET"]
    path = urlsplit(next(word for word in words if word.startswith("http://"))).path
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    try:
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        received = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, received, response.read().decode())
    finally:
        connection.close()


@pytest.fixture(scope="module")
def own_server(make_server: ServerMaker) -> ServerProcess:
    """A server of this module, so that its faults do not affect other tests."""
    return make_server()


def test_every_fault_is_described() -> None:
    """The table has a row with valid examples for each kind of fault."""
    rows = re.findall(r"^\| (`[^|]*`) \| .* \| .* \|$", PAGE, re.MULTILINE)
    examples = [re.findall(r"`([^`]*)`", row) for row in rows]
    kinds = [parse_kind(each) for each in examples]
    assert kinds == ["status", "delay", "drop", "truncate", "badjson", "slow-body"]
    assert {*kinds, NONE} == set(KINDS)


def parse_kind(examples: list[str]) -> str:
    """The kind of fault that all examples have."""
    (kind,) = {text.partition("=")[0] for text in examples if str(parse_fault(text))}
    return kind


def test_every_fault_in_the_text_is_one() -> None:
    """Every fault in the text is valid, including combined ones."""
    texts = re.findall(r"`((?:delay|status|slow-body)=[^`:]*)`", PAGE)
    assert [text for text in texts if str(parse_fault(text)) != text] == []
    assert len(texts) >= 8


def test_numbers_are_those_of_the_code() -> None:
    """The page has the numbers of the code."""
    for sentence in (
        f"from {STATUSES.start} to {STATUSES.stop - 1}",
        f"at most {MAX_SECONDS} seconds",
        f"in {WORDS[PIECES]} pieces over {SLOW_MILLISECONDS // 1000} seconds",
        f"`Retry-After: {RETRY_SECONDS}`",
        f"At most {MAX_WAITING} answers of a worker",
        f"Beyond {MAX_COUNTED:,} distinct requests",
    ):
        assert sentence in PAGE


def test_first_example_is_what_comes(own_server: ServerProcess) -> None:
    """The first example shows the status, headers and body of its answer."""
    command, *shown = CONSOLE[0].splitlines()
    answer = run_curl(command.lstrip("$ "), own_server.port)
    first, *lines = (line for line in shown if line != "…")
    assert first == f"HTTP/1.1 {answer.status} Service Unavailable"
    assert lines.pop() == answer.body
    assert dict(line.split(": ") for line in lines).items() <= answer.headers.items()


def test_control_surface_answers_what_is_shown(own_server: ServerProcess) -> None:
    """The control surface gives the answers that the page shows."""
    put, get, delete = (run_curl(line, own_server.port) for line in CURLS[1:])
    (shown,) = re.findall(r'`(\{"faults": \[[^`]*"source": "put"\})`', PAGE)
    assert json.loads(put.body) == json.loads(get.body) == json.loads(shown)
    assert json.loads(delete.body) == {"faults": [], "source": "flags"}


def test_flags_of_the_examples_are_read() -> None:
    """Every `--fault` of the page is valid."""
    ids = [operation.id for operation in bundled().router.operations]
    flags = re.findall(r"--fault '([^']*)'", PAGE)
    assert [flag for flag in flags if str(parse_rule(flag, ids)) != flag] == []
    assert len(flags) == 5


@pytest.mark.slow
def test_examples_run(tmp_path: Path) -> None:
    """The tests of the example pass."""
    (block,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    (tmp_path / "test_example.py").write_text(block, encoding="utf-8")
    command = [sys.executable, "-P", "-m", "pytest", "-q", "-p", "no:cacheprovider", "."]
    ended = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )
    assert "2 passed" in ended.stdout, ended.stdout
