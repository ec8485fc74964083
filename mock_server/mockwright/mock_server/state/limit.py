"""Limit how much state is kept; count forgotten records, and warn about the first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from types import MappingProxyType
from typing import TextIO

from mockwright.mock_server.settings import MAX_STATE_BYTES
from mockwright.mock_server.state.protocol import Key, StateUnavailable

# What a record takes in memory in addition to its bytes and its key: measured, 280 to 380.
OVERHEAD = 320


class StateLimit:
    """The maximum bytes of state, and the number of records forgotten because of it."""

    def __init__(self, max_bytes: int = MAX_STATE_BYTES, log: TextIO | None = None) -> None:
        """A warning is written to `log` when the first record is forgotten."""
        self.max_bytes = max_bytes
        self.forgotten = 0
        self._log = log

    def count(self, forgotten: int) -> None:
        """Count forgotten records."""
        if forgotten and not self.forgotten and self._log is not None:
            self._log.write(
                f"Warning: state has reached its {self.max_bytes:,} bytes (`--max-state`); the "
                "oldest records are forgotten from now on. `--db FILE` keeps all; "
                "`POST /_mock/reset` clears the state.\n"
            )
        self.forgotten += forgotten


class Records:
    """Records in the order they were written, with their size in memory."""

    def __init__(self, records: Mapping[Key, bytes] = MappingProxyType({})) -> None:
        self._records: OrderedDict[Key, bytes] = OrderedDict(records)
        self.get = self._records.get
        self.bytes = total_size(records)

    def __len__(self) -> int:
        return len(self._records)

    def put(self, key: Key, record: bytes) -> None:
        """Add a record as the newest."""
        before = self._records.get(key)  # not dropped first: other threads read meanwhile
        if before is not None:
            self.bytes -= size_of(key, before)
            self._records.move_to_end(key)
        self._records[key] = record
        self.bytes += size_of(key, record)

    def drop(self, key: Key) -> None:
        """Remove the record, if it exists."""
        record = self._records.pop(key, None)
        if record is not None:
            self.bytes -= size_of(key, record)

    def apply(self, changes: Mapping[Key, bytes | None], max_bytes: int) -> int:
        """Apply changes, where None drops; return how many older records were dropped for them."""
        kept = 0
        for key, record in changes.items():
            if record is None:
                self.drop(key)
            else:
                self.put(key, record)
                kept += 1
        return self.forget(max_bytes, spared=kept)

    def forget(self, max_bytes: int, *, spared: int) -> int:
        """Drop the oldest records beyond the limit except the newest `spared`; return a count."""
        count = 0
        while self.bytes > max_bytes and len(self._records) > spared:
            self.bytes -= size_of(*self._records.popitem(last=False))
            count += 1
        return count

    def copy(self) -> dict[Key, bytes]:
        """All records."""
        return dict(self._records)


def size_of(key: Key, record: bytes) -> int:
    """The approximate size of a record in memory, in bytes."""
    return OVERHEAD + len(key[1]) + len(record)


def total_size(records: Mapping[Key, bytes]) -> int:
    """The approximate size of records in memory, in bytes."""
    return sum(size_of(key, record) for key, record in records.items())


def check_fits(size: int, max_bytes: int) -> None:
    """Raise `StateUnavailable` if a single change exceeds the limit."""
    if size > max_bytes:
        message = (
            f"This takes {size:,} bytes of state; the limit is {max_bytes:,}. "
            "Raise it with `--max-state`, or store state with `--db FILE`."
        )
        raise StateUnavailable(message, is_full=True)
