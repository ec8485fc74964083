"""The mock in a subprocess: it serves within the block and leaves nothing behind."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests

from mockwright.contracts.client.blocking_proxy import run_blocking_proxy
from mockwright.contracts.client.journal_entries import EntryIsBroken, read_journal_file
from mockwright.contracts.client.mock_calls import open_calls
from mockwright.contracts.client.mock_control import MockControl, MockIsUnreachable
from mockwright.contracts.client.mock_process import MockDidNotStart, run_mock

KEY = {"Authorization": "Bearer k"}


def test_a_mock_serves_and_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mock ignores local modules named like ours, and its journal file survives a reset."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "contracts.py").write_text("raise SystemExit(9)\n")
    with run_mock(["--seed", "5"]) as mock:
        about = requests.get(f"{mock.url}/_mock/ready", timeout=60).json()
        with open_calls(mock.url, ("bundled",)) as calls:
            requests.get(f"{mock.url}/api/profiles/ü%20b/export?a=%20", headers=KEY, timeout=60)
            (call,) = calls.wait_for("export_profile")
            calls.reset()
            calls.assert_none()
        (kept,) = read_journal_file(mock.journal_file, mock.url)
    assert about["seed"] == 5
    assert (call.method, call.path, call.status) == ("GET", "/api/profiles/ü b/export", 200)
    assert kept.exchange == call.exchange
    assert kept.exchange.request.url == f"{mock.url}/api/profiles/%C3%BC%20b/export?a=%20"
    assert not mock.journal_file.exists()
    with pytest.raises(MockIsUnreachable, match=r"Start one with `mockwright serve`"):
        MockControl(mock.url).read()


@pytest.mark.slow
def test_the_end_of_the_block_ends_the_mock_in_any_case() -> None:
    """The mock is stopped even if the block raises."""
    with pytest.raises(ZeroDivisionError), run_mock() as mock:
        _ = 1 / 0
    with pytest.raises(requests.ConnectionError):
        requests.get(mock.url, timeout=60)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--spec", "none.yaml"], 3, "none.yaml#: There is no such file."),
        (["--no-such-option"], 2, "No such option"),
    ],
)
def test_a_mock_that_cannot_start_says_why(arguments: list[str], code: int, message: str) -> None:
    """A mock that cannot start raises with its error output and exit code."""
    with pytest.raises(MockDidNotStart, match=message) as caught, run_mock(arguments):
        pytest.fail("it has started")
    assert caught.value.code == code


@pytest.mark.parametrize("line", [b"{", b"{}", b"[1]", b'"x"', b"\xff"])
def test_a_broken_line_is_named(tmp_path: Path, line: bytes) -> None:
    """A line that is not a journal entry is reported with its number."""
    file = tmp_path / "journal.jsonl"
    file.write_bytes(line + b"\n")
    with pytest.raises(EntryIsBroken, match=r"journal\.jsonl, line 1: not a journal entry"):
        list(read_journal_file(file, "http://h"))


def test_what_is_no_mock_is_told() -> None:
    """An answer of another server is refused as not being a mock's."""
    with (
        run_blocking_proxy() as other,
        pytest.raises(MockIsUnreachable, match="answered 502, so it is not"),
    ):
        MockControl(f"http://127.0.0.1:{other.port}").read()
