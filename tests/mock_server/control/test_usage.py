"""The control surface reports the size of state and journal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mockwright.mock_server.control.usage import measure_resident
from mockwright.mock_server.settings import MAX_STATE_BYTES
from mockwright.mock_server.state.limit import size_of
from mockwright.mock_server.wsgi import Mockwright
from tests.mock_server.asking import ask, serve
from tests.processes import EXPORT, KEY

VALUE: dict[str, Any] = {
    "offences": {},
    "stopReason": None,
    "stoppedUntil": None,
    "isDisclosed": True,
}
RECORD = {"kind": "conversation", "key": "c-1", "value": VALUE}


def usage(app: Mockwright) -> Any:
    """The reported usage."""
    answer = app.test_client().get("/_mock/usage")
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    return answer.json


def put(app: Mockwright, *records: Any) -> None:
    """Replace all records."""
    snapshot = {"format": 1, "records": records}
    assert app.test_client().put("/_mock/state", json=snapshot).status_code == 200


def test_usage_of_memory() -> None:
    """For state in memory, records and their size, the limit and the journal are reported."""
    app = serve()
    put(app, RECORD)
    ask(app, f"GET {EXPORT}", {"authorization": f"Bearer {KEY}"})
    shown = usage(app)
    kept = json.dumps(VALUE, separators=(",", ":")).encode()
    assert shown["state"] == {
        "records": 1,
        "bytes": size_of(("conversation", "c-1"), kept),
        "max_bytes": MAX_STATE_BYTES,
        "forgotten": 0,
    }
    assert (shown["worker"], shown["journal"]["entries"], shown["journal"]["evicted"]) == (
        1,
        1,
        0,
    )
    assert shown["journal"]["bytes"] > 100


@pytest.mark.filterwarnings("ignore:unclosed database")
def test_usage_of_a_file(tmp_path: Path) -> None:
    """A state file has no limit, and its size is in whole pages."""
    app = serve(db=tmp_path / "state.db")
    put(app, RECORD)
    shown = usage(app)["state"]
    assert (shown["records"], shown["max_bytes"], shown["forgotten"]) == (1, None, 0)
    assert shown["bytes"] == (tmp_path / "state.db").stat().st_size


def test_memory_of_the_process_is_reported(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The resident memory of the process is reported; it is null where it cannot be measured."""
    (tmp_path / "statm").write_text("900 7 5 1 0 300 0\n")
    monkeypatch.setattr(f"{measure_resident.__module__}._STATM", tmp_path / "statm")
    monkeypatch.setattr("os.sysconf", {"SC_PAGE_SIZE": 4096}.__getitem__)
    assert measure_resident() == 7 * 4096
    monkeypatch.setattr(f"{measure_resident.__module__}._STATM", tmp_path / "nowhere")
    assert measure_resident() is None
    assert usage(serve())["resident_bytes"] is None
