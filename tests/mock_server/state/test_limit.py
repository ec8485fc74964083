"""State has a limit: the oldest records are forgotten, never the newest, with a warning."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from mockwright.mock_server.state.file import FileState, SharedFileState
from mockwright.mock_server.state.limit import OVERHEAD, Records, StateLimit, size_of
from mockwright.mock_server.state.memory import MemoryState
from mockwright.mock_server.state.protocol import Key, State, StateUnavailable
from tests.mock_server.state.state_kinds import close
from tests.processor_time import time_call

LIMIT = 256 * 1024
RECORD = b"x" * 700
FEW, MANY = 2_000, 64_000


class Limited:
    """Limited state of one kind, and its warnings."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.log = io.StringIO()
        self.limit = StateLimit(LIMIT, self.log)
        self.state: State = MemoryState(self.limit)
        if kind == "shared":
            turn = folder / "turn"
            self.state = SharedFileState(
                folder / "state.db", turn=turn, is_durable=False, limit=self.limit
            )


@pytest.fixture(params=["memory", "shared"])
def limited(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Limited]:
    """Limited state, of one worker and of several."""
    made = Limited(request.param, tmp_path)
    yield made
    close(made.state)


def fill(state: State, numbers: range) -> None:
    """Store one record per number."""
    for number in numbers:
        state.commit({("a", str(number)): RECORD})


def left(state: State) -> list[int]:
    """The numbers whose records are still stored."""
    return sorted(int(key) for _, key in state.snapshot())


def test_oldest_make_room(limited: Limited) -> None:
    """The newest records are kept without a gap, and fill more than half of the limit."""
    fill(limited.state, range(1000))
    numbers = left(limited.state)
    assert numbers == [*range(numbers[0], 1000)]
    usage = limited.state.usage()
    assert LIMIT / 2 < usage.bytes <= LIMIT == usage.max_bytes
    assert usage.forgotten == numbers[0] > 0
    assert usage.records in {None, len(numbers)}


def test_writing_makes_a_record_young(limited: Limited) -> None:
    """A rewritten record counts as new."""
    fill(limited.state, range(200))
    limited.state.commit({("a", "0"): b"again"})
    fill(limited.state, range(200, 400))
    numbers = left(limited.state)
    assert (numbers[0], limited.state.get("a", "0")) == (0, b"again")
    assert limited.state.get("a", "1") is None


def test_what_is_stored_together_stays(limited: Limited) -> None:
    """All records of one request are kept when it is answered, however large they are."""
    changes: dict[Key, bytes | None] = {("b", str(n)): b"y" * 10_000 for n in range(50)}
    fill(limited.state, range(100))
    limited.state.commit(changes)
    assert limited.state.snapshot() == changes
    fill(limited.state, range(1))
    assert limited.state.get("a", "0") == RECORD


def test_forgetting_is_reported_once(limited: Limited) -> None:
    """A warning about the first forgotten record names the option and an alternative."""
    fill(limited.state, range(100))
    assert limited.log.getvalue() == ""
    fill(limited.state, range(100, 1000))
    reported = limited.log.getvalue()
    assert reported.count("\n") == 1
    assert all(part in reported for part in ("262,144 bytes", "`--max-state`", "`--db FILE`"))


def test_reset_starts_afresh(limited: Limited) -> None:
    """After a reset nothing counts as forgotten, and there is room again."""
    fill(limited.state, range(1000))
    limited.state.restore({})
    fill(limited.state, range(100))
    assert (left(limited.state), limited.state.usage().forgotten) == ([*range(100)], 0)


def test_snapshot_that_is_too_large_changes_nothing(limited: Limited) -> None:
    """Records that exceed the limit at once are refused, with both sizes."""
    fill(limited.state, range(3))
    with pytest.raises(StateUnavailable) as caught:
        limited.state.restore({("a", str(n)): RECORD for n in range(1000)})
    assert caught.value.is_full
    assert "262,144" in str(caught.value)
    assert left(limited.state) == [0, 1, 2]


def test_keys_are_of_one_kind(limited: Limited) -> None:
    """The keys of one kind do not include those of others."""
    limited.state.commit({("a", "1"): b"1", ("b", "2"): b"2", ("a", "3"): b"3"})
    assert sorted(limited.state.keys("a")) == ["1", "3"]
    assert limited.state.keys("c") == []


@pytest.fixture
def small(tmp_path: Path) -> Iterator[FileState]:
    """State in a file with little memory."""
    state = FileState(tmp_path / "state.db", max_bytes=LIMIT, is_durable=False)
    yield state
    state.close()


def test_file_has_what_memory_had_no_room_for(small: FileState, tmp_path: Path) -> None:
    """Records beyond memory can be read, changed and deleted, also after reopening the file."""
    fill(small, range(1000))
    small.commit({("a", "1"): b"1", ("a", "2"): None})
    expected = {**{("a", str(n)): RECORD for n in range(1000)}, ("a", "1"): b"1"}
    del expected["a", "2"]
    again = FileState(tmp_path / "state.db", max_bytes=LIMIT)
    for state in (small, again):
        assert {key: state.get(*key) for key in expected} == expected
        assert (state.get("a", "2"), state.snapshot()) == (None, expected)
        assert len(state.keys("a")) == 999
        usage = state.usage()
        assert (usage.records, usage.max_bytes, usage.forgotten) == (None, None, 0)
    again.close()


def test_memory_of_a_file_is_whole_again_after_a_reset(small: FileState, tmp_path: Path) -> None:
    """After a reset, missing records are not looked up in the file."""
    fill(small, range(1000))
    small.restore({("a", "1"): b"1"})
    assert small.usage().records == 1
    (tmp_path / "state.db").unlink()
    assert (small.get("a", "1"), small.get("a", "2"), small.keys("a")) == (b"1", None, ["1"])


def test_size_of_records_is_kept_up_to_date() -> None:
    """The size is correct after replacing, dropping and forgetting records."""
    records = Records({("a", "1"): b"1"})
    records.put(("a", "1"), b"long")
    records.put(("a", "2"), b"2")
    records.drop(("a", "1"))
    records.drop(("a", "1"))
    assert (records.bytes, size_of(("a", "22"), b"333")) == (OVERHEAD + 2, OVERHEAD + 5)
    assert (records.forget(0, spared=0), records.bytes, len(records)) == (1, 0, 0)


def seconds_a_record(state: State, first: int) -> float:
    """Seconds to store a record, the minimum over several hundred."""
    best = 1.0
    for start in range(first, first + 2000, 500):
        numbers = range(start, start + 500)
        best = min(best, time_call(partial(fill, state, numbers))[1] / 500)
    return best


def test_storing_takes_no_longer_with_more(tmp_path: Path) -> None:
    """Storing takes about as long with 64,000 records as with 2,000, also beyond the limit.

    The bound is far above noise and far below the time of scanning all records.
    """
    state = Limited("memory", tmp_path)
    state.limit.max_bytes = 32 * size_of(("a", "12345"), RECORD) * 1000
    fill(state.state, range(FEW))
    few = seconds_a_record(state.state, FEW)
    fill(state.state, range(2 * FEW, MANY))
    assert state.limit.forgotten > 10_000
    assert seconds_a_record(state.state, MANY) < 5 * few
