"""The limit of state: how much may be remembered; what is forgotten is counted, and told once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from types import MappingProxyType
from typing import TextIO

from mockwright.mock_server.settings import MAX_STATE_BYTES
from mockwright.mock_server.state.protocol import Key, StateUnavailable

# What a record takes in memory beside its own bytes and its key's: measured, 280 to 380.
OVERHEAD = 320


class StateLimit:
    """How many bytes may be remembered, and how many records were forgotten because of that."""

    def __init__(self, max_bytes: int = MAX_STATE_BYTES, log: TextIO | None = None) -> None:
        """`log` is told of the first record that is forgotten."""
        self.max_bytes = max_bytes
        self.forgotten = 0
        self._log = log

    def count(self, forgotten: int) -> None:
        """Count records that were forgotten."""
        if forgotten and not self.forgotten and self._log is not None:
            self._log.write(
                f"Warning: state has reached its {self.max_bytes:,} bytes (`--max-state`); from "
                "now on, what was stored longest ago is forgotten. `--db FILE` forgets nothing; "
                "`POST /_mock/reset` starts afresh.\n"
            )
        self.forgotten += forgotten


class Records:
    """Records in the order of their writing, with what they take in memory."""

    def __init__(self, records: Mapping[Key, bytes] = MappingProxyType({})) -> None:
        self._records: OrderedDict[Key, bytes] = OrderedDict(records)
        self.get = self._records.get
        self.bytes = total_size(records)

    def __len__(self) -> int:
        return len(self._records)

    def put(self, key: Key, record: bytes) -> None:
        """Keep a record as the newest."""
        before = self._records.get(key)  # not dropped first: others read meanwhile
        if before is not None:
            self.bytes -= size_of(key, before)
            self._records.move_to_end(key)
        self._records[key] = record
        self.bytes += size_of(key, record)

    def drop(self, key: Key) -> None:
        """Keep no such record."""
        record = self._records.pop(key, None)
        if record is not None:
            self.bytes -= size_of(key, record)

    def apply(self, changes: Mapping[Key, bytes | None], max_bytes: int) -> int:
        """Keep changes, None drops; how many older records made room for them."""
        kept = 0
        for key, record in changes.items():
            if record is None:
                self.drop(key)
            else:
                self.put(key, record)
                kept += 1
        return self.forget(max_bytes, spared=kept)

    def forget(self, max_bytes: int, *, spared: int) -> int:
        """Drop the oldest until the limit is kept, but not the newest `spared`; how many."""
        count = 0
        while self.bytes > max_bytes and len(self._records) > spared:
            self.bytes -= size_of(*self._records.popitem(last=False))
            count += 1
        return count

    def copy(self) -> dict[Key, bytes]:
        """All of them."""
        return dict(self._records)


def size_of(key: Key, record: bytes) -> int:
    """About what a record takes in memory."""
    return OVERHEAD + len(key[1]) + len(record)


def total_size(records: Mapping[Key, bytes]) -> int:
    """About what records take in memory."""
    return sum(size_of(key, record) for key, record in records.items())


def check_fits(size: int, max_bytes: int) -> None:
    """Raise `StateUnavailable` where more is to be remembered at once than may be."""
    if size > max_bytes:
        message = (
            f"This takes {size:,} bytes of state, and there may be {max_bytes:,}. "
            "Allow more with `--max-state`, or keep state with `--db FILE`."
        )
        raise StateUnavailable(message, is_full=True)
